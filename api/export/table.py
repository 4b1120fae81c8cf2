"""CSV as RFC 4180 has it, in UTF-8."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

# What a spreadsheet takes for a formula, and runs:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠]")
COLUMNS = (
    "id",
    "title",
    "authors",
    "year",
    "published",
    "venue",
    "citation_count",
    "influential",
    "categories",
    "arxiv_id",
    "doi",
    "url",
)


def table(papers: Iterable[Mapping[str, Any]]) -> str:
    """A line a paper; authors and categories with a semicolon between two."""
    return _lines(
        {
            **paper,
            "authors": "; ".join(each["name"] for each in paper["authors"]),
            "categories": "; ".join(each["term"] for each in paper["categories"]),
        }
        for paper in papers
    )


def heading() -> str:
    """The names of the columns."""
    return _lines([{name: name for name in COLUMNS}])


def _lines(rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_cell(row[name]) for name in COLUMNS] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    """An apostrophe before what looks like a formula keeps it text."""
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return str(value).lower() if isinstance(value, bool) else value
