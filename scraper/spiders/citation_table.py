"""A page with a table of papers, at an address that the user gave: another ArxivLens's, say."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from scraper.cards import TableParameters, Wish
from scraper.errors import BadTarget, LayoutUnknown
from scraper.items import Answer
from scraper.pages import citation_table
from scraper.paper_id import PaperId
from scraper.settings import is_loopback
from scraper.sources import arxiv
from scraper.spiders.base import Asking, LensSpider

_PANEL = b"<arxiv-lens "  # how our own page shows a record: its lists have pages of their own


class CitationTableSpider(LensSpider):
    """The host must be one of the sources, or allowed by ARXIVLENS_PAGE_HOSTS."""

    name = "citation_table"
    source = "citation_table"
    part = "citations"  # unless the wish says otherwise
    kind = "html"

    def begin(self, wish: Wish, names: Sequence[PaperId]) -> Iterable[Request]:
        assert isinstance(wish.given, TableParameters)
        url = urlsplit(wish.target)
        if f"{url.scheme}://{url.netloc.lower()}" not in self.ours.source_origins:
            raise BadTarget(
                f"{url.netloc[:100]} is none of the sources; to allow it, put it into"
                " ARXIVLENS_PAGE_HOSTS."
            )
        delay = 0.0 if is_loopback(url.hostname or "") else arxiv.PAGE_DELAY
        asking = self.asking(str(wish.about), wish.about, delay, wish.target)
        part = wish.given.part
        return [self._page(wish.target, part, replace(asking, part=part))]

    def _page(self, url: str, part: str, asking: Asking) -> Request:
        def read(response: Response, asking: Asking) -> Iterator[Answer | Request]:
            try:
                page = citation_table.parse(response.body)
            except LayoutUnknown:
                if _PANEL not in response.body or urlsplit(url).query:
                    raise
                yield self._page(f"{url}?list={part}", part, asking)
                return
            yield asking.answer(rows=page.rows)

        return self.request(url, read, asking)
