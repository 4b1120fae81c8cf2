"""Text in which arXiv has made links of URLs, DOIs and its own ids.

Behind "this https URL" stands a URL as it was written, or with `http://` put before what only
looked like a URL; DOIs have become URLs, and `arxiv:0704.0001` has become `arXiv:0704.0001`.
"""

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from scraper.pages import fields

_HIDDEN_URL = re.compile(r"this \S+ URL")
# What arXiv takes for a host and is none: `svjour.cls`, `Phys.Rev.Lett`, `energy.The`, `et.al`.
_NO_HOST = re.compile(
    r"http://[^/?#:]+\.(?:ps|gz|al|of|on|or|if|up|we|he"
    r"|(?!(?:[a-z]{2}|com|org|net|edu|gov|mil|int|info|biz|name|science|page|dev|app|xyz)\b)"
    r"[A-Za-z]+)(?::\d+)?"
)


def text_of(element: Tag, source: str | None = None) -> str | None:
    """The text of `element` with every link as the author wrote it; None if there is no text.

    `source` is the same text from before the links were made, where the page has it.
    """
    return fields.text("".join(_strings(element, (source or "")[:20_000])))


def _strings(element: Tag, source: str) -> Iterator[str]:
    at = 0
    for node in element.descendants:
        if isinstance(node, Tag):
            if node.name == "br":
                yield " "
        elif type(node) is NavigableString and node.parent is not None:
            if node.parent.name == "a":
                text, at = _as_written(_shown_by(node.parent, node), source, at)
                yield text
            elif node.parent.get("class") != ["descriptor"]:
                yield node


def _shown_by(link: Tag, shown: str) -> str:
    if doi := link.get("data-doi"):
        return str(doi)
    return str(link.get("href", shown)) if _HIDDEN_URL.fullmatch(shown) else shown


def _as_written(text: str, source: str, at: int) -> tuple[str, int]:
    """`text` without what arXiv has changed at its beginning, and where in `source` it ends.

    `www.example.org` has become `http://www.example.org`, and `arxiv:` has become `arXiv:`.
    """
    beginning = next((b for b in ("http://", "arXiv:") if text.startswith(b)), "")
    rest = text[len(beginning) :]
    start = source.find(rest, at)
    if start >= 0:
        before = source[max(0, start - len(beginning)) : start]
        text = before + rest if before.lower() == beginning.lower() else rest
        return text, start + len(rest)
    return (rest if _NO_HOST.fullmatch(text) else text), at
