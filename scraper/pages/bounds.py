"""How large an answer may be: what is made of it takes up to a hundred times the memory."""

from scraper.errors import NotThisPage

_MOST_ATTRIBUTES = 10_000
MOST_BYTES = 12_000_000  # Semantic Scholar sends no more than ten megabytes


def tags(body: bytes, most: int) -> None:
    """Raises NotThisPage where a page or document has more tags."""
    if body.count(b"<") > most:
        raise NotThisPage("The answer has more tags than any real one.")


def attributes(body: bytes) -> None:
    """Raises NotThisPage where a tag may have so many that a tree takes the square of their time.

    Values may hide the ends of a tag, so both what looks like one and what follows is counted.
    """
    pieces = body.split(b"<")
    hidden = sum(b">" not in piece for piece in pieces)
    if hidden > _MOST_ATTRIBUTES or any(
        piece.count(b"=") > _MOST_ATTRIBUTES
        or len(piece.partition(b">")[0].split()) > _MOST_ATTRIBUTES
        for piece in pieces
        if len(piece) > _MOST_ATTRIBUTES
    ):
        raise NotThisPage("The answer has more attributes than any real one.")


def size(body: bytes) -> None:
    """Raises NotThisPage where an answer of an API is longer than MOST_BYTES."""
    if len(body) > MOST_BYTES:
        raise NotThisPage("The answer is longer than any real one.")
