"""What parsers of HTML pages share: from bytes to elements."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from scraper.errors import LayoutUnknown, NotThisPage, PageIncomplete


def read(body: bytes, parts: SoupStrainer) -> BeautifulSoup:
    """The elements that `parts` lets in, and all that is in them, of a page in UTF-8.

    Raises NotThisPage where the bytes are no HTML page, PageIncomplete where its end is missing.
    """
    start = body[:1000].decode("utf-8-sig", "replace").lower()
    # The notice that comes with a redirect has neither head nor end.
    if not start.lstrip().startswith(("<!doctype html", "<html")) or "<head" not in start:
        raise NotThisPage("The answer is no HTML page.")
    if b"</html>" not in body[-1000:].lower():
        raise PageIncomplete("The page was cut short: its closing </html> is missing.")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotThisPage("The page is not written in UTF-8.") from error
    return BeautifulSoup(text, "lxml", parse_only=parts)


def child(parent: Tag, name: str, **attributes: Any) -> Tag:
    """The first such element directly in `parent`; raises LayoutUnknown if there is none."""
    found = parent.find(name, attributes, recursive=False)
    if not isinstance(found, Tag):
        raise LayoutUnknown(f"The page has no {name} with {attributes} where it was.")
    return found
