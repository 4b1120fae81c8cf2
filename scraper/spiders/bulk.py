"""What the spiders of many papers share: page after page, each a Batch, and where to go on."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.cards import Wish
from scraper.errors import ArxivLensError, PageError
from scraper.items import Batch
from scraper.paper_id import PaperId
from scraper.sources import arxiv
from scraper.spiders.base import LensSpider, request_for

Cursor = dict[str, Any]  # as the crawl keeps it; empty at the beginning


class BulkSpider(LensSpider):
    """A list of papers at arXiv.

    The worker asks for one page at a time, when no reader waits (`scraper.bulk`); `scrapy crawl`
    goes through it by itself.
    """

    source = arxiv.NAME
    part = "papers"
    delay: ClassVar[float] = arxiv.API_DELAY

    def url(self, wish: Wish, cursor: Cursor) -> str:
        """Where the page at `cursor` is."""
        raise NotImplementedError

    def read(self, body: bytes, wish: Wish, cursor: Cursor) -> Batch:
        """What the page at `cursor` says. Raises PageError."""
        raise NotImplementedError

    def astray(self, error: PageError, wish: Wish, cursor: Cursor) -> Cursor | None:
        """Where to go on after a page that is an error; None: nowhere."""
        return None

    def page(self, wish: Wish, cursor: Cursor, **given: Any) -> Request:
        """The request for the page at `cursor`."""
        delay = self.ours.delay_of(self.source, self.delay)
        asking = self.asking(wish.target, None, delay, None)
        return request_for(self.url(wish, cursor), asking, **given)

    def begin(self, wish: Wish, names: Sequence[PaperId]) -> Iterable[Request]:
        return [self._turn(wish, {})]

    def _turn(self, wish: Wish, cursor: Cursor) -> Request:
        def callback(response: Response) -> Iterator[Batch | Request]:
            try:
                batch = self.read(response.body, wish, cursor)
            except PageError as error:
                again = self.astray(error, wish, cursor)
                if again is None:
                    self.logger.error(str(error))
                else:
                    yield self._turn(wish, again)
                return
            yield batch
            if not batch.last:
                yield self._turn(wish, batch.cursor)

        def errback(failure: Failure) -> None:
            error = failure.value
            ours = isinstance(error, ArxivLensError)
            self.logger.error(str(error) if ours else f"No connection ({type(error).__name__}).")

        return self.page(wish, cursor, callback=callback, errback=errback)
