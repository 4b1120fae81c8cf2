"""The names that an item comes with."""

import hashlib

from scraper.items import PaperItem
from scraper.normalise.authors import family_name
from scraper.normalise.titles import title_key
from scraper.paper_id import PaperId

# The scheme in which each source names its own papers.
_OWN = {"arxiv": "arxiv", "semantic_scholar": "s2", "openalex": "openalex"}


def names_of(item: PaperItem) -> list[PaperId]:
    """Every name of the item, best first; a hash of title, first author and year if no other.

    Empty only for an item that says neither a name nor a title: there is nothing to keep.
    """
    given = [
        PaperId(scheme, value)
        for scheme, value in (
            ("arxiv", item.arxiv_id),
            ("doi", item.doi),
            ("s2", item.s2_id),
            ("openalex", item.openalex_id),
        )
        if value
    ]
    if given or not item.title:
        return given
    family = family_name(item.authors[0]) if item.authors else ""
    text = f"{title_key(item.title)}|{family}|{item.year or ''}"
    return [PaperId("lens", hashlib.sha256(text.encode()).hexdigest()[:16])]


def statement_key(source: str, names: list[PaperId]) -> str:
    """The name under which `source` itself keeps the paper, or the best there is."""
    own = _OWN.get(source)
    best = next((name for name in names if name.scheme == own), names[0])
    return f"{best.scheme}:{best.value}"
