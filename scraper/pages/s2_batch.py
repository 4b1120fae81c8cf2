"""Semantic Scholar's answer about many papers: `POST /graph/v1/paper/batch`."""

from scraper.errors import NotThisPage
from scraper.items import PaperItem
from scraper.pages import json_body, s2_object


def parse(body: bytes) -> tuple[PaperItem | None, ...]:
    """One item for each id in the order that they were asked for, None for an unknown one.

    Raises NotThisPage or PageIncomplete.
    """
    answer = json_body.read(body)
    if not isinstance(answer, list):
        raise NotThisPage("The answer is JSON, but no list of papers.")
    return tuple(s2_object.paper(row) if isinstance(row, dict) else None for row in answer)
