"""An item cut to what the tables hold: the last check of what strangers wrote.

Pages bound what they read; this is for what a page forgot. Characters that no database keeps are
replaced by the columns themselves (`base.PlainText`).
"""

from dataclasses import replace
from math import isfinite
from typing import Any

from scraper.items import PaperItem

LONGEST = 500  # characters of an indexed text: an index entry of PostgreSQL's holds 2,704 bytes
_LONGEST_TERM = 32
_LARGEST = 2**31 - 1


def fitted(item: PaperItem) -> PaperItem:
    """The item without what no column would hold: huge numbers, endless names."""
    fit: dict[str, Any] = {
        "authors": tuple(name[:LONGEST] for name in item.authors),
        "categories": tuple(term for term in item.categories if _is_category(term)),
        "year": _number(item.year),
        "citation_count": _number(item.citation_count),
        "reference_count": _number(item.reference_count),
        "version": _number(item.version),
        "embedding": item.embedding if all(map(isfinite, item.embedding)) else (),
        "versions": tuple(each for each in item.versions if _number(each.version) is not None),
    }
    wrong = {name: value for name, value in fit.items() if value != getattr(item, name)}
    return replace(item, **wrong) if wrong else item  # a copy costs more than all the looks


def _number(value: int | None) -> int | None:
    return value if value is not None and 0 <= value <= _LARGEST else None


def _is_category(term: str) -> bool:
    return len(term) <= _LONGEST_TERM and term.isascii() and term.isprintable()
