"""Semantic Scholar on the paper itself: TLDR, counts, venue, its other names."""

from scraper.items import Answer
from scraper.pages import s2_paper
from scraper.sources import semantic_scholar
from scraper.spiders.base import Asking
from scraper.spiders.s2 import S2Spider


class S2PaperSpider(S2Spider):
    """One request."""

    name = "s2_paper"
    part = "metadata"

    def url(self, root: str, paper: str, offset: int) -> str:
        return semantic_scholar.paper_url(root, paper)

    def read(self, body: bytes, asking: Asking) -> Answer:
        return asking.answer(paper=s2_paper.parse(body))
