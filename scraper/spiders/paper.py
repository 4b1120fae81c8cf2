"""One paper from all its sources, all asked at once."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

from scraper.paper_id import PaperId
from scraper.spiders.abs_page import AbsPageSpider
from scraper.spiders.base import LensSpider
from scraper.spiders.s2_citations import S2CitationsSpider
from scraper.spiders.s2_paper import S2PaperSpider
from scraper.spiders.s2_references import S2ReferencesSpider
from scraper.spiders.s2_similar import S2SimilarSpider


class PaperSpider(LensSpider):
    """The whole of a paper; each part is another spider's."""

    name = "paper"
    # In the order of what readers miss most: Semantic Scholar answers one request a second.
    parts = (AbsPageSpider, S2PaperSpider, S2CitationsSpider, S2ReferencesSpider, S2SimilarSpider)
    spiders: tuple[LensSpider, ...]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.spiders = tuple(part.from_crawler(crawler) for part in cls.parts)
        return spider

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        for spider in self.spiders:
            yield from spider.ask(target, names)
