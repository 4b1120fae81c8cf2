"""What all spiders share: how a request is made, read, and told to have failed."""

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Self

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from scraper.errors import (
    ArxivLensError,
    BadPaperId,
    PageError,
    SourceError,
    SourceResting,
    SourceUnknown,
)
from scraper.items import Answer
from scraper.paper_id import PaperId
from scraper.records import utc_now
from scraper.settings import Settings
from scraper.sources.answers import TITLES, Kind

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a request is for; it travels in `request.meta["asking"]`.

    `kind` is what the body must be, `delay` the seconds that its source wants between requests
    (0: a loopback root, which is not paced), `crawl_id` the crawl on whose behalf it goes.
    """

    target: str
    source: str
    part: str
    kind: Kind
    delay: float
    began: datetime
    url: str | None = None  # where a person can look it up
    crawl_id: int | None = None

    def answer(self, **said: Any) -> Answer:
        """An answer to this question."""
        return Answer(
            target=self.target,
            source=self.source,
            part=self.part,
            began=self.began,
            url=self.url,
            **said,
        )

    def failure(self, error: Exception) -> Answer:
        """What to put on record when no answer came."""
        state = "down"
        name = TITLES.get(self.source, self.source)
        if isinstance(error, SourceUnknown):
            state = "unknown"
        elif isinstance(error, SourceResting):
            state = "resting"
        if isinstance(error, PageError):
            message = f"{name} answered with something that cannot be read: {error}"
        elif isinstance(error, SourceError):
            message = str(error)
        elif isinstance(error, IgnoreRequest):
            message = f"{name} was not asked any further: {error}."
        else:
            message = f"{name} could not be reached ({type(error).__name__})."
        return self.answer(state=state, message=message)

    def fault(self) -> Answer:
        """What to put on record when we ourselves could not make anything of the answer."""
        name = TITLES.get(self.source, self.source)
        message = f"ArxivLens failed at the answer of {name}; its log says where."
        return self.answer(state="down", message=message)


Read = Callable[[Response, Asking], Iterable[Answer | Request]]


class LensSpider(Spider):
    """One part of one paper from one source.

    `scrapy crawl NAME -a target=2311.09227` runs it alone; the worker calls `ask` itself.
    """

    source: ClassVar[str]
    part: ClassVar[str]
    kind: ClassVar[Kind]
    ours: Settings

    def __init__(self, target: str = "", **given: Any) -> None:
        super().__init__(**given)
        self.target = target

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.ours = Settings.load()
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the paper that the command line named."""
        try:
            name = PaperId.parse(self.target)
        except BadPaperId as error:
            self.logger.error(str(error))
            return
        requests = list(self.ask(str(name), [name]))
        if not requests:
            self.logger.error(nobody_to_ask(str(name)))
        for request in requests:
            yield request

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        """The first requests for a paper that goes by `names`; none if the source knows none.

        `target` is the name that the answers will be put down under.
        """
        raise NotImplementedError

    def afterwards(
        self, target: str, names: Sequence[PaperId], answers: Sequence[Answer]
    ) -> Iterable[Request]:
        """What to ask once all that was asked is answered: the worker calls it until it is none.

        `names` are those known by now, `answers` all that came, failures included.
        """
        return ()

    def request(self, url: str, read: Read, asking: Asking, **given: Any) -> Request:
        """A request whose answer `read` turns into items and further requests."""

        def callback(response: Response) -> Iterator[Answer | Request]:
            try:
                yield from read(response, asking)
            except ArxivLensError as error:
                yield asking.failure(error)
            except Exception:
                # A fault of ours costs this part and no other.
                _log.exception("Could not read %s on %s", asking.source, asking.target)
                yield asking.fault()

        def errback(failure: Failure) -> Iterator[Answer]:
            error = failure.value
            yield asking.failure(error if isinstance(error, Exception) else RuntimeError())

        return Request(
            url,
            callback=callback,
            errback=errback,
            # Asking again is what a refresh is; JSON APIs have no robots.txt to speak of.
            dont_filter=True,
            meta={
                "asking": asking,
                "download_slot": asking.source,
                "dont_obey_robotstxt": asking.kind != "html" or not asking.delay,
            },
            **given,
        )

    def asking(self, target: str, delay: float, url: str | None) -> Asking:
        """A question that this spider begins now."""
        return Asking(target, self.source, self.part, self.kind, delay, utc_now(), url)


def nobody_to_ask(target: str) -> str:
    """Why a paper cannot be asked for, in a sentence."""
    return f"No source can be asked about {target}: it has no name that they know."


def named(names: Sequence[PaperId], *schemes: str) -> PaperId | None:
    """The name in the first of `schemes` that there is one of."""
    return next((name for scheme in schemes for name in names if name.scheme == scheme), None)


def on_behalf_of(request: Request, crawl_id: int) -> Request:
    """The same request, its wait and its answer told to the crawl."""
    request.meta["asking"] = replace(request.meta["asking"], crawl_id=crawl_id)
    return request
