"""One paper from all its sources: the usual ones at once, others where these leave a gap."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

from scraper.freshness import Known
from scraper.paper_id import PaperId
from scraper.spiders.abs_page import AbsPageSpider
from scraper.spiders.base import LensSpider
from scraper.spiders.bibliography import BibliographySpider
from scraper.spiders.crossref_work import CrossrefWorkSpider
from scraper.spiders.llm_summary import LlmSummarySpider
from scraper.spiders.openalex_citations import OpenAlexCitationsSpider
from scraper.spiders.openalex_references import OpenAlexReferencesSpider
from scraper.spiders.openalex_work import OpenAlexWorkSpider
from scraper.spiders.s2_citations import S2CitationsSpider
from scraper.spiders.s2_paper import S2PaperSpider
from scraper.spiders.s2_references import S2ReferencesSpider
from scraper.spiders.s2_similar import S2SimilarSpider


class PaperSpider(LensSpider):
    """The whole of a paper; each part is another spider's."""

    name = "paper"
    usual = (
        AbsPageSpider,
        S2PaperSpider,
        S2CitationsSpider,
        S2ReferencesSpider,
        S2SimilarSpider,
        OpenAlexWorkSpider,
    )
    # Where no source gave a part, these are asked for it in turn.
    others = (
        OpenAlexCitationsSpider,
        OpenAlexReferencesSpider,
        CrossrefWorkSpider,
        BibliographySpider,
    )
    spiders: dict[type[LensSpider], LensSpider]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        parts = (*cls.usual, *cls.others, LlmSummarySpider)
        spider.spiders = {part: part.from_crawler(crawler) for part in parts}
        return spider

    async def lastly(self, target: str, known: Known) -> Sequence[Request]:
        return await self.spiders[LlmSummarySpider].lastly(target, known)

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        for part in self.usual:
            yield from self.spiders[part].ask(target, names)

    def afterwards(self, target: str, known: Known) -> Iterator[Request]:
        """The next source for each list that nobody gave; none for a paper that nobody knows."""
        for part in ("citations", "references"):
            if not known.lacks(part):
                continue
            for other in self.others:
                if other.part == part and known.is_due(other.source, part):
                    yield from self.spiders[other].ask(target, known.names)
                    break
