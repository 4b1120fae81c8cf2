"""Feeds of what is new, in Atom: RFC 4287, with tag URIs as ids: RFC 4151.

An entry is called by the numbers of its papers and the moment at which it came, none of which
changes, while a paper's name and title may; so no reader is shown an entry twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from api.graphml import writable

MEDIA_TYPE = "application/atom+xml"
_NAMESPACE = "http://www.w3.org/2005/Atom"
_TAG = "tag:arxivlens.invalid,2026:"
_LONGEST = 1000  # characters of a summary
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a feed must say when it changed, an empty one as well


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper that has come: its row, and the moment."""

    name: str
    paper: dict[str, Any]
    arrived: datetime
    summary: str | None
    page: str  # where it can be read


@dataclass(frozen=True, slots=True)
class Feed:
    """What is new of one thing; the newest entry first."""

    name: str
    title: str
    address: str  # of the feed itself
    page: str  # of what it is about
    entries: Sequence[Entry]

    @property
    def updated(self) -> datetime:
        """When the newest entry came."""
        return max((each.arrived for each in self.entries), default=_NEVER)


def atom(feed: Feed) -> bytes:
    """The feed as a document."""
    root = Element("feed", xmlns=_NAMESPACE)
    _say(root, "id", _TAG + feed.name)
    _say(root, "title", feed.title)
    _say(root, "updated", _moment(feed.updated))
    SubElement(root, "link", rel="self", type=MEDIA_TYPE, href=feed.address)
    SubElement(root, "link", rel="alternate", type="text/html", href=feed.page)
    # Whose they are where an entry names nobody.
    _say(SubElement(root, "author"), "name", "ArxivLens")
    _say(root, "generator", "ArxivLens")
    for each in feed.entries:
        _entry(SubElement(root, "entry"), each)
    made: bytes = tostring(root, "utf-8", xml_declaration=True)
    return made


def _entry(element: Element, entry: Entry) -> None:
    paper = entry.paper
    _say(element, "id", _TAG + entry.name)
    _say(element, "title", paper["title"] or paper["id"])
    _say(element, "updated", _moment(entry.arrived))
    if day := paper["published"]:
        _say(element, "published", f"{day:%Y-%m-%d}T00:00:00Z")
    for author in paper["authors"]:
        _say(SubElement(element, "author"), "name", author)
    SubElement(element, "link", rel="alternate", type="text/html", href=entry.page)
    if paper["url"]:
        SubElement(element, "link", rel="related", href=paper["url"])
    if entry.summary:
        _say(element, "summary", entry.summary[:_LONGEST])


def _say(element: Element, name: str, text: str) -> None:
    SubElement(element, name).text = writable(text)


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
