"""Semantic Scholar's recommendations beside the paper."""

from scraper.items import Answer
from scraper.pages import s2_similar
from scraper.sources import semantic_scholar
from scraper.spiders.base import Asking
from scraper.spiders.s2 import S2Spider


class S2SimilarSpider(S2Spider):
    """One request."""

    name = "s2_similar"
    part = "similar"

    def url(self, root: str, paper: str, offset: int) -> str:
        return semantic_scholar.similar_url(root, paper)

    def read(self, body: bytes, asking: Asking) -> Answer:
        return asking.answer(similar=s2_similar.parse(body))
