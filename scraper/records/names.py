"""The names that an item comes with."""

import hashlib
import re

from scraper.errors import BadPaperId
from scraper.items import PaperItem
from scraper.normalise.identity import Facts, says_which
from scraper.normalise.titles import title_key, without_subtitle
from scraper.paper_id import PaperId
from scraper.records.fitting import LONGEST

# Between the DOIs of a paper that has several; one DOI may hold `;` itself.
_SEPARATOR = re.compile(r"[,;]?\s+|[,;](?=10\.)")
# The scheme in which each source names its own papers.
_OWN = {"arxiv": "arxiv", "semantic_scholar": "s2", "openalex": "openalex"}


def names_of(item: PaperItem) -> list[PaperId]:
    """Every name of the item, best first; a hash of title, authors and year if no other.

    Empty only for an item that says neither a name nor a title: there is nothing to keep.
    """
    given = [
        name
        for name in (
            _name("arxiv", item.arxiv_id),
            _name("doi", _SEPARATOR.split(item.doi.strip())[0] if item.doi else None),
            _name("s2", item.s2_id),
            _name("openalex", item.openalex_id),
        )
        if name
    ]
    if given or not item.title or not (title := title_key(item.title)):
        return list(dict.fromkeys(given))
    text = f"{title}|{'|'.join(item.authors)}|{item.year or ''}"
    if not says_which(Facts(item.title, item.authors, item.year)):
        # A title such as "Preface" says nothing: all that is known must be the same.
        text += f"|{item.published}|{item.venue}|{item.url}"
    return [PaperId("lens", hashlib.sha256(text.encode(errors="replace")).hexdigest()[:16])]


def _name(scheme: str, value: str | None) -> PaperId | None:
    if not value:
        return None
    try:
        # arXiv's own DOI of a paper is its arXiv id.
        return PaperId.parse(value if scheme == "arxiv" else f"{scheme}:{value}")
    except BadPaperId:
        return None


def title_of(item: PaperItem) -> str | None:
    """The title as it is compared, and indexed."""
    return title_key(item.title)[:LONGEST] or None if item.title else None


def main_of(item: PaperItem) -> str | None:
    """The same of the title without its subtitle; None where it has none."""
    main = without_subtitle(item.title) if item.title else None
    return title_key(main)[:LONGEST] or None if main else None


def statement_key(source: str, names: list[PaperId]) -> str:
    """The name under which `source` itself keeps the paper, or the best there is."""
    own = _OWN.get(source)
    best = next((name for name in names if name.scheme == own), names[0])
    return f"{best.scheme}:{best.value}"
