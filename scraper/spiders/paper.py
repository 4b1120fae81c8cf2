"""One paper from all its sources: the usual ones at once, others where these leave a gap."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler

from scraper.items import Answer
from scraper.paper_id import PaperId
from scraper.spiders.abs_page import AbsPageSpider
from scraper.spiders.base import LensSpider
from scraper.spiders.bibliography import BibliographySpider
from scraper.spiders.openalex_citations import OpenAlexCitationsSpider
from scraper.spiders.openalex_references import OpenAlexReferencesSpider
from scraper.spiders.openalex_work import OpenAlexWorkSpider
from scraper.spiders.s2_citations import S2CitationsSpider
from scraper.spiders.s2_paper import S2PaperSpider
from scraper.spiders.s2_references import S2ReferencesSpider
from scraper.spiders.s2_similar import S2SimilarSpider

_GOOD = ("ok", "capped")


class PaperSpider(LensSpider):
    """The whole of a paper; each part is another spider's."""

    name = "paper"
    # In the order of what readers miss most: Semantic Scholar answers one request a second.
    usual = (
        AbsPageSpider,
        S2PaperSpider,
        S2CitationsSpider,
        S2ReferencesSpider,
        S2SimilarSpider,
        OpenAlexWorkSpider,
    )
    # Where no source gave a part, these are asked for it in turn.
    others = (OpenAlexCitationsSpider, OpenAlexReferencesSpider, BibliographySpider)
    spiders: dict[type[LensSpider], LensSpider]

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.spiders = {part: part.from_crawler(crawler) for part in (*cls.usual, *cls.others)}
        return spider

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        for part in self.usual:
            yield from self.spiders[part].ask(target, names)

    def afterwards(
        self, target: str, names: Sequence[PaperId], answers: Sequence[Answer]
    ) -> Iterator[Request]:
        """The next source for each list that nobody gave; none for a paper that nobody knows."""
        good = [answer for answer in answers if answer.state in _GOOD]
        asked = {(answer.source, answer.part) for answer in answers}
        for part in ("citations", "references"):
            if not good or not _lacks(good, part):
                continue
            for other in self.others:
                if other.part == part and (other.source, part) not in asked:
                    yield from self.spiders[other].ask(target, names)
                    break


def _lacks(good: Sequence[Answer], part: str) -> bool:
    """Whether nobody gave the list, though nobody said either that it is empty."""
    if any(answer.part == part and answer.rows for answer in good):
        return False
    if not any(answer.part == part for answer in good):
        return True
    # Semantic Scholar sometimes gives an empty list beside a count that is none.
    claims = [
        answer.paper.citation_count if part == "citations" else answer.paper.reference_count
        for answer in good
        if answer.paper
    ]
    return any(claims)
