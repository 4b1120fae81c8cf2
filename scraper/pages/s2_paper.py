"""Semantic Scholar's answer about one paper: `GET /graph/v1/paper/{id}`."""

from scraper.errors import LayoutUnknown
from scraper.items import PaperItem
from scraper.pages import json_body, s2_object


def parse(body: bytes) -> PaperItem:
    """Raises NotThisPage, PageIncomplete, or LayoutUnknown where the answer names no paper."""
    paper = s2_object.paper(json_body.read_object(body, "paperId"))
    if paper is None:
        raise LayoutUnknown("Semantic Scholar's answer has neither an identifier nor a title.")
    return paper
