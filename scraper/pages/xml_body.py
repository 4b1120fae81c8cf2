"""The XML of an answer, or the page error that says why there is none.

No entity is read beyond the five of XML itself, no document type, and nothing from elsewhere.
Elements are found by their local name: arXiv's own answers differ in how they declare namespaces.
"""

import re
from collections.abc import Iterator

from lxml import etree

from scraper.errors import NotThisPage, PageIncomplete
from scraper.pages import bounds, fields

# What XML 1.0 forbids; one such character in one title would cost the whole page.
_FORBIDDEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]"
    rb"|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)

_MOST_TAGS = 1_000_000  # a page of arXiv's OAI-PMH has 300,000


def read(body: bytes, root: str) -> etree._Element:
    """The root element, whose local name must be `root`.

    Raises PageIncomplete for a document that stops midway and NotThisPage for everything else.
    """
    bounds.tags(body, _MOST_TAGS)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        element = etree.fromstring(_FORBIDDEN.sub(b" ", body), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        begun, ended = (f"<{root}".encode() in body[:1000], f"</{root}".encode() in body[-100:])
        if begun and not ended:
            raise PageIncomplete("The answer stops in the middle of its XML.") from error
        raise NotThisPage("The answer is no XML that can be read.") from error
    if element.getroottree().docinfo.doctype:
        raise NotThisPage("The answer has a document type, as no answer of this kind has.")
    if _name(element) != root:
        raise NotThisPage(f"The answer is XML, but no <{root}>.")
    return element


def children(parent: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """The elements of that local name right below `parent`."""
    return (child for child in (parent if parent is not None else ()) if _name(child) == name)


def child(parent: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element under `path`, step by step."""
    for name in path:
        parent = next(children(parent, name), None)
    return parent


def text(parent: etree._Element | None, *path: str) -> str | None:
    """The text of the first element under `path`; None where it is blank or not there."""
    found = child(parent, *path)
    return None if found is None else fields.text("".join(map(str, found.itertext())))


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]
