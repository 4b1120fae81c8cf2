"""Before a request leaves: is the host one of our sources, and is it its turn? After: what does
the answer's status mean, and did the source ask us to wait?
"""

import asyncio
import time
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy.orm import Session

from scraper import crawls, pace
from scraper.desk import desk_of
from scraper.errors import SourceDown, SourceError, SourceResting
from scraper.sources import arxiv
from scraper.sources.answers import TITLES, verdict
from scraper.spiders.base import Asking

_WORTH_TELLING = 0.5  # seconds; a shorter wait is over before a reader sees the word


class PolitenessMiddleware:
    """Raises SourceError out of a download; the spider puts it on record."""

    def __init__(self, crawler: Crawler) -> None:
        self._desk = desk_of(crawler)
        self._hosts = self._desk.settings.source_hosts
        # robots.txt, which no spider asks for: only arXiv's is read.
        self._robots_delay = self._desk.settings.delay_of(arxiv.NAME, arxiv.API_DELAY)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        asking: Asking | None = request.meta.get("asking")
        source = asking.source if asking else arxiv.NAME
        self._refuse_strangers(request, source)
        if delay := asking.delay if asking else self._robots_delay:
            turn = await self._desk.write(
                partial(_reserve, source=source, delay=delay, asking=asking)
            )
            if (wait := turn - time.monotonic()) <= 0:
                return
            await asyncio.sleep(wait)
            if asking and asking.crawl_id and wait > _WORTH_TELLING:
                note = partial(crawls.note_part, crawl_id=asking.crawl_id, state="asking")
                await self._desk.write(partial(note, source=source, part=asking.part))
        # While this one waited, an answer to another may have asked all to rest.
        await self._desk.read(partial(pace.check, source=source))

    def _refuse_strangers(self, request: Request, source: str) -> None:
        url = urlsplit(request.url)
        first = urlsplit(request.meta.get("redirect_urls", [request.url])[0])
        if url.netloc not in self._hosts or url.scheme not in (first.scheme, "https"):
            where = f"{url.scheme}://{url.netloc}"[:100]
            raise SourceDown(
                source, f"{TITLES.get(source, source)} sends us on to another site, {where}."
            )

    async def process_response(self, request: Request, response: Response) -> Response:
        asking: Asking | None = request.meta.get("asking")
        source = asking.source if asking else arxiv.NAME
        headers = {
            name.decode("latin-1"): (value or b"").decode("latin-1")
            for name in response.headers
            if (value := response.headers.get(name)) is not None
        }
        kind = asking.kind if asking else None
        try:
            verdict(source, response.status, headers, response.body[:1024], kind)
        except SourceResting as error:
            until = await self._desk.write(partial(pace.rest, source=source, until=error.until))
            raise pace.resting(source, until) from error
        except SourceError:
            if asking:
                raise
        if await self._desk.read(partial(pace.struck, source=source)):
            await self._desk.write(partial(pace.recover, source=source))
        return response


def _reserve(session: Session, source: str, delay: float, asking: Asking | None) -> float:
    """The moment of the request's turn, by time.monotonic()."""
    wait = pace.reserve(session, source, delay)
    turn = time.monotonic() + wait
    if asking and asking.crawl_id and wait > _WORTH_TELLING:
        until = pace.after(wait)
        crawls.note_part(
            session, asking.crawl_id, asking.source, asking.part, "waiting", until=until
        )
    return turn
