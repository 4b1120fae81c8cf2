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

from scraper.cards import Wish, card_of
from scraper.clock import utc_now
from scraper.errors import (
    ArxivLensError,
    BadInput,
    PageError,
    QuestionRefused,
    SourceError,
    SourceResting,
    SourceUnknown,
)
from scraper.freshness import Known
from scraper.items import Answer
from scraper.paper_id import PaperId
from scraper.settings import Settings
from scraper.sources.answers import TITLES, Kind

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a request is for; it travels in `request.meta["asking"]`.

    `kind` is what the body must be, `delay` the seconds that its source wants between requests
    (0: a loopback root, which is not paced), `daily` the requests that it may cost a day (None:
    any number), `crawls` those on whose behalf it goes.
    """

    target: str
    source: str
    part: str
    kind: Kind
    delay: float
    began: datetime
    url: str | None = None  # where a person can look it up
    name: PaperId | None = None  # what the source is asked by
    spider: str = ""  # whose question it is
    daily: int | None = None
    crawls: tuple[int, ...] = ()

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
        state, until, unusable = "down", None, False
        name = TITLES.get(self.source, self.source)
        if isinstance(error, SourceUnknown):
            state = "unknown"
        elif isinstance(error, SourceResting):
            state, until = "resting", error.until
        else:
            unusable = not isinstance(error, QuestionRefused) and _ROBOTS not in str(error)
        if isinstance(error, PageError):
            message = f"{name} answered with something that cannot be read: {error}"
        elif isinstance(error, SourceError):
            message = str(error)
        elif isinstance(error, IgnoreRequest):
            message = f"{name} was not asked any further: {error}."
        else:
            message = f"{name} could not be reached ({type(error).__name__})."
        return self.answer(state=state, until=until, unusable=unusable, message=message)

    def fault(self) -> Answer:
        """What to put on record when we ourselves could not make anything of the answer."""
        name = TITLES.get(self.source, self.source)
        message = f"ArxivLens failed at the answer of {name}; its log says where."
        return self.answer(state="down", message=message)


_ROBOTS = "Forbidden by robots.txt"  # Scrapy's words

Read = Callable[[Response, Asking], Iterable[Answer | Request]]


def request_for(url: str, asking: Asking, **given: Any) -> Request:
    """A request with what the middlewares go by."""
    return Request(
        url,
        # Asking again is what a refresh is; JSON APIs have no robots.txt to speak of.
        dont_filter=True,
        meta={
            "asking": asking,
            "download_slot": asking.source,
            "dont_obey_robotstxt": asking.kind != "html" or not asking.delay,
        },
        **given,
    )


class LensSpider(Spider):
    """One part of one paper from one source.

    `scrapy crawl NAME -a target=2311.09227` runs it alone; the worker calls `ask` itself.
    """

    source: ClassVar[str]
    part: ClassVar[str]
    kind: ClassVar[Kind]
    together: ClassVar[int] = 1  # papers that one request can be about
    short_together: ClassVar[bool] = False  # whether a joint answer says less
    ours: Settings

    def __init__(self, target: str = "", **given: Any) -> None:
        super().__init__()
        self.target = target
        self.given = given

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.ours = Settings.load()
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Ask for what the command line named."""
        try:
            wish = card_of(self.name).wish(self.target, self.given)
            requests = list(self.begin(wish, [wish.about] if wish.about else []))
        except BadInput as error:
            self.logger.error(str(error))
            return
        if not requests:
            self.logger.error(nobody_to_ask(wish.target))
        for request in requests:
            yield request

    def begin(self, wish: Wish, names: Sequence[PaperId]) -> Iterable[Request]:
        """The first requests for what was asked of this spider; `names` are those of the paper."""
        return self.ask(str(wish.about), names)

    def ask(self, target: str, names: Sequence[PaperId]) -> Iterator[Request]:
        """The first requests for a paper that goes by `names`; none if the source knows none.

        `target` is the name that the answers will be put down under.
        """
        raise NotImplementedError

    def afterwards(self, target: str, known: Known) -> Iterable[Request]:
        """What else may be asked once all that was asked is answered, until it is nothing new."""
        return ()

    async def lastly(self, target: str, known: Known) -> Sequence[Request]:
        """What to ask when all else is on record; no other paper waits for its answer."""
        return ()

    def ask_together(self, askings: Sequence[Asking]) -> Request:
        """One request for all of up to `together` papers."""
        raise NotImplementedError

    def read_together(self, body: bytes, askings: Sequence[Asking]) -> list[Answer]:
        """An answer for each of those that it says anything of. Raises PageError."""
        raise NotImplementedError

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

        return request_for(url, asking, callback=callback, errback=errback, **given)

    def joint(self, url: str, askings: Sequence[Asking], **given: Any) -> Request:
        """A request about several papers; `kind` and `delay` are theirs unless given."""
        asked = {name: given.pop(name) for name in ("kind", "delay") if name in given}
        crawls = tuple(crawl for asking in askings for crawl in asking.crawls)
        asking = replace(askings[0], crawls=crawls, **asked)
        return self.request(url, _unread, asking, **given)

    def asking(self, target: str, name: PaperId | None, delay: float, url: str | None) -> Asking:
        """A question that this spider begins now about the paper that the source calls `name`."""
        return Asking(
            target,
            self.source,
            self.part,
            self.kind,
            delay,
            began=utc_now(),
            url=url,
            name=name,
            spider=self.name,
        )


def _unread(response: Response, asking: Asking) -> Iterator[Answer | Request]:
    raise NotImplementedError("`read_together` reads it")


def nobody_to_ask(target: str) -> str:
    """Why a paper cannot be asked for, in a sentence."""
    return f"No source can be asked about {target}: it has no name that they know."


def named(names: Sequence[PaperId], *schemes: str) -> PaperId | None:
    """The name in the first of `schemes` that there is one of."""
    return next((name for scheme in schemes for name in names if name.scheme == scheme), None)


def on_behalf_of(request: Request, *crawl_ids: int) -> Request:
    """The same request, its wait told to these crawls."""
    request.meta["asking"] = replace(request.meta["asking"], crawls=crawl_ids)
    return request
