"""OpenAlex: what its spiders share."""

from collections.abc import Iterator, Sequence

from scrapy import Request
from scrapy.http import Response

from scraper.items import Answer, CitationItem
from scraper.pages import openalex_work, openalex_works
from scraper.paper_id import PaperId
from scraper.sources import openalex
from scraper.spiders.base import Asking, LensSpider, named


class OpenAlexSpider(LensSpider):
    """Asks OpenAlex about a paper under any name that it understands."""

    source = openalex.NAME
    kind = "json"

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        if paper := named(names, "openalex", "doi", "arxiv"):
            delay = self.ours.delay_of(self.source, openalex.DELAY)
            page = paper.page if paper.scheme == "openalex" else None
            yield self.first(paper, self.asking(target, paper, delay, page))

    def first(self, paper: PaperId, asking: Asking) -> Request:
        """Where to begin: with the work, which gives the paper OpenAlex's own name."""
        url = openalex.work_url(self.ours.openalex_url, paper, self.key)
        return self.request(url, self.read, asking)

    def read(self, response: Response, asking: Asking) -> Iterator[Answer | Request]:
        """What the work says."""
        yield asking.answer(paper=openalex_work.parse(response.body).paper)

    @property
    def key(self) -> str | None:
        """The operator's key."""
        key = self.ours.openalex_api_key
        return key.get_secret_value() if key else None


class OpenAlexListSpider(OpenAlexSpider):
    """One of OpenAlex's lists, a hundred rows a request, up to what we pay for."""

    def first(self, paper: PaperId, asking: Asking) -> Request:
        if paper.scheme == "openalex":
            return self.turn(paper.value, "*", 0, asking)
        return super().first(paper, asking)

    def read(self, response: Response, asking: Asking) -> Iterator[Answer | Request]:
        work = openalex_work.parse(response.body).paper.openalex_id
        if work:
            yield self.turn(work, "*", 0, asking)

    def turn(self, work: str, cursor: str, first: int, asking: Asking) -> Request:
        """The request for the page of the list that begins at `cursor`."""

        def read(response: Response, asking: Asking) -> Iterator[Answer | Request]:
            page = openalex_works.parse(response.body)
            end = first + len(page.papers)
            done = page.next is None or (page.total is not None and end >= page.total)
            capped = not done and end >= openalex.CAP
            yield asking.answer(
                rows=tuple(CitationItem(paper=paper) for paper in page.papers),
                first=first,
                last=done or capped,
                total=page.total,
                state="capped" if capped else "ok",
            )
            if page.next is not None and not done and not capped:
                yield self.turn(work, page.next, end, asking)

        return self.request(self.url(work, cursor), read, asking)

    def url(self, work: str, cursor: str) -> str:
        """Where the page of the list is."""
        raise NotImplementedError
