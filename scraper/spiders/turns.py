"""Before a request leaves: is its address a source of ours, and is it its turn? After it: whose
turn is next?

The middleware nearest to the wire, so that a redirect takes a turn of its own.
"""

import asyncio
import logging
import uuid
from dataclasses import dataclass, field
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy.orm import Session

from scraper import clock, crawls, pace
from scraper.desk import desk_of
from scraper.errors import SourceDown
from scraper.sources import arxiv
from scraper.sources.answers import TITLES
from scraper.spiders.base import Asking

_WORTH_TELLING = 0.5  # seconds; a shorter wait is over before a reader sees the word


@dataclass(slots=True)
class _Line:
    """Those of this worker who wait for one source: only the first of them asks for the turn."""

    first: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


class TurnMiddleware:
    """Raises SourceError out of a download; the spider puts it on record."""

    def __init__(self, crawler: Crawler) -> None:
        # They log addresses, and OpenAlex's hold a key; what fails is told on the record.
        for name in ("scrapy.core.downloader", "scrapy.downloadermiddlewares"):
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._desk = desk_of(crawler)
        self._origins = self._desk.settings.source_origins
        # robots.txt, which no spider asks for: only arXiv's is read.
        self._robots_delay = self._desk.settings.delay_of(arxiv.NAME, arxiv.API_DELAY)
        self._lines: dict[str, _Line] = {}
        self._held: dict[str, tuple[str, float]] = {}  # source and delay, by who holds it
        crawler.signals.connect(self._leave, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Returns when it is the request's turn; sets the event `meta["left"]` then."""
        await self._await_turn(request)
        asking: Asking | None = request.meta.get("asking")
        if asking and asking.daily is not None:
            spend = partial(pace.spend, source=asking.source, daily=asking.daily)
            await self._desk.write(spend)
        if left := request.meta.get("left"):
            left.set()

    async def _await_turn(self, request: Request) -> None:
        asking: Asking | None = request.meta.get("asking")
        source = asking.source if asking else arxiv.NAME
        self._refuse_strangers(request, source)
        delay = asking.delay if asking else self._robots_delay
        if not delay and await self._desk.read(partial(pace.is_open, source=source)):
            return
        holder = request.meta.setdefault("holder", uuid.uuid4().hex)
        await self._take(source, delay, holder, asking.crawls if asking else (), asking)

    async def _take(
        self, source: str, delay: float, holder: str, told: tuple[int, ...], asking: Asking | None
    ) -> None:
        line = self._lines.setdefault(source, _Line())
        look = partial(pace.wait, source=source, holder=holder)
        take = partial(pace.take, source=source, delay=delay, holder=holder)
        wait = await self._desk.read(look) + line.length * delay
        telling = asking is not None and bool(told) and wait > _WORTH_TELLING
        if asking and telling:
            note = partial(_note, asking=asking, state="waiting", until=wait)
            await self._desk.write(note)
        line.length += 1
        try:
            async with line.first:
                while wait := await self._desk.read(look) or await self._desk.write(take):
                    await clock.sleep(wait)
                self._held[holder] = source, delay
        finally:
            line.length -= 1
        if asking and telling:
            await self._desk.write(partial(_note, asking=asking, state="asking"))

    def _refuse_strangers(self, request: Request, source: str) -> None:
        url = urlsplit(request.url)
        if f"{url.scheme}://{url.netloc.lower()}" not in self._origins:
            where = f"{url.scheme}://{url.netloc}"[:100]
            raise SourceDown(
                source, f"{TITLES.get(source, source)} sends us on to another site, {where}."
            )

    async def process_response(self, request: Request, response: Response) -> Response:
        """An answer came."""
        await self._let_go(request)
        return response

    async def process_exception(self, request: Request, exception: Exception) -> None:
        """None came, or the request never left."""
        await self._let_go(request)

    async def _let_go(self, request: Request) -> None:
        holder = request.meta.get("holder", "")
        if held := self._held.pop(holder, None):
            source, delay = held
            let_go = partial(pace.let_go, source=source, delay=delay, holder=holder)
            await self._desk.write(let_go)

    async def _leave(self) -> None:
        for holder, (source, delay) in self._held.items():
            let_go = partial(pace.let_go, source=source, delay=delay, holder=holder)
            await self._desk.write(let_go)


def _note(session: Session, asking: Asking, state: str, until: float | None = None) -> None:
    for crawl_id in asking.crawls:
        moment = None if until is None else pace.after(until)
        crawls.note_part(session, crawl_id, asking.source, asking.part, state, until=moment)
