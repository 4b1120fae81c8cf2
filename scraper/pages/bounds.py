"""How large an answer may be: what is made of it takes up to a hundred times the memory."""

from scraper.errors import NotThisPage

MOST_BYTES = 12_000_000  # Semantic Scholar sends no more than ten megabytes


def tags(body: bytes, most: int) -> None:
    """Raises NotThisPage where a page or document has more tags."""
    if body.count(b"<") > most:
        raise NotThisPage("The answer has more tags than any real one.")


def size(body: bytes) -> None:
    """Raises NotThisPage where an answer of an API is longer than MOST_BYTES."""
    if len(body) > MOST_BYTES:
        raise NotThisPage("The answer is longer than any real one.")
