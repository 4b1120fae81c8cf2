"""Semantic Scholar: what its four spiders share."""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from scrapy import Request
from scrapy.http import Response

from scraper.items import Answer, CitationPage
from scraper.paper_id import PaperId
from scraper.sources import semantic_scholar
from scraper.spiders.base import Asking, LensSpider, named


class S2Spider(LensSpider):
    """Asks Semantic Scholar about a paper under any name that it understands."""

    source = semantic_scholar.NAME
    kind = "json"
    paged: ClassVar[bool] = False

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        if paper := named(names, "arxiv", "s2", "doi"):
            delay = self.ours.delay_of(self.source, semantic_scholar.DELAY)
            page = paper.page if paper.scheme == "s2" else None
            yield self.turn(str(paper), 0, self.asking(target, paper, delay, page))

    def turn(self, paper: str, offset: int, asking: Asking) -> Request:
        """The request for the page of the list that begins at `offset`."""

        def read(response: Response, asking: Asking) -> Iterator[Answer | Request]:
            if not self.paged:
                yield self.read(response.body, asking)
                return
            page = self.read_page(response.body)
            capped = page.next is not None and page.next >= semantic_scholar.CAP
            last = page.next is None or capped
            yield asking.answer(
                rows=page.rows, first=offset, last=last, state="capped" if capped else "ok"
            )
            if page.next is not None and not last:
                yield self.turn(paper, page.next, asking)

        return self.request(
            self.url(self.ours.s2_url, paper, offset),
            read,
            asking,
            headers=self.headers,
        )

    @property
    def headers(self) -> dict[str, str]:
        """With the operator's key, where there is one."""
        key = self.ours.s2_api_key
        return semantic_scholar.headers(key.get_secret_value() if key else None)

    def url(self, root: str, paper: str, offset: int) -> str:
        """Where to ask."""
        raise NotImplementedError

    def read(self, body: bytes, asking: Asking) -> Answer:
        """What an answer that comes in one piece says."""
        raise NotImplementedError

    def read_page(self, body: bytes) -> CitationPage:
        """What one page of a list says."""
        raise NotImplementedError
