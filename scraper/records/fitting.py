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
    numbers = ("year", "citation_count", "reference_count", "version")
    wrong: dict[str, Any] = {
        name: None for name in numbers if (value := getattr(item, name)) and not _fits(value)
    }
    if any(len(name) > LONGEST for name in item.authors):
        wrong["authors"] = tuple(name[:LONGEST] for name in item.authors)
    if not all(map(_is_category, item.categories)):
        wrong["categories"] = tuple(filter(_is_category, item.categories))
    if not all(map(isfinite, item.embedding)):
        wrong["embedding"] = ()
    if not all(_fits(each.version) for each in item.versions):
        wrong["versions"] = tuple(each for each in item.versions if _fits(each.version))
    return replace(item, **wrong) if wrong else item  # a copy costs more than all the looks


def _fits(number: int) -> bool:
    return 0 <= number <= _LARGEST


def _is_category(term: str) -> bool:
    return len(term) <= _LONGEST_TERM and term.isascii() and term.isprintable()
