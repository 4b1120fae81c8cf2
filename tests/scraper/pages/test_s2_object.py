"""Papers out of answers that no parser of ours reads: each field was asked for somewhere."""

import json
from datetime import date
from typing import Any

import pytest

from scraper.pages import s2_object
from tests.scraper.pages.samples import SAMPLES

RECORDED = json.loads((SAMPLES / "s2_object" / "search_rows.json").read_text())


@pytest.mark.parametrize("recorded", RECORDED, ids=lambda each: each["origin"].rpartition(": ")[2])
def test_every_recorded_row_is_a_paper(recorded: dict[str, Any]) -> None:
    for row in recorded["rows"]:
        paper = s2_object.paper(row)
        assert paper is not None
        assert paper.s2_id == row["paperId"]
        if row.get("title"):
            # What is left out is markup and TeX alone.
            assert paper.title is not None
            assert len(paper.title) > 0.9 * len(" ".join(row["title"].split()))
        if row.get("venue"):
            assert paper.venue
        assert len(paper.authors) == len(row.get("authors", []))
        if row.get("publicationDate"):
            assert paper.published == date.fromisoformat(row["publicationDate"])
        if row.get("year"):
            assert paper.year == row["year"]
        assert paper.citation_count == row.get("citationCount")
        ids = row.get("externalIds") or {}
        assert (paper.arxiv_id is not None) == ("ArXiv" in ids)


def test_there_is_something_of_everything() -> None:
    rows = [row for recorded in RECORDED for row in recorded["rows"]]
    assert len(rows) > 200
    for field in ("title", "year", "venue", "publicationDate", "externalIds", "authors", "journal"):
        assert any(row.get(field) for row in rows), field
