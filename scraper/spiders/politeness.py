"""Before a request leaves: is the host one of our sources, and is it its turn? After: what does
the answer's status mean, and did the source ask us to wait?
"""

import asyncio
from functools import partial
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from sqlalchemy.orm import Session

from scraper import crawls, pace
from scraper.desk import desk_of
from scraper.errors import SourceDown, SourceResting
from scraper.sources import arxiv
from scraper.sources.answers import verdict
from scraper.spiders.base import Asking

_WORTH_TELLING = 0.5  # seconds; a shorter wait is over before a reader sees the word


class PolitenessMiddleware:
    """Raises SourceError out of a download; the spider puts it on record."""

    def __init__(self, crawler: Crawler) -> None:
        self._desk = desk_of(crawler)
        self._hosts = self._desk.settings.source_hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        asking: Asking | None = request.meta.get("asking")
        host = urlsplit(request.url).netloc
        source = asking.source if asking else arxiv.NAME  # robots.txt: only arXiv's is read
        if host not in self._hosts:
            raise SourceDown(source, f"{source} sends us on to another site, {host}.")
        delay = asking.delay if asking else arxiv.API_DELAY
        if not delay:
            await self._desk.read(partial(pace.check, source=source))
            return
        wait = await self._desk.write(partial(_reserve, source=source, delay=delay, asking=asking))
        await asyncio.sleep(wait)

    async def process_response(self, request: Request, response: Response) -> Response:
        asking: Asking | None = request.meta.get("asking")
        if asking is None:
            return response
        headers = {
            name.decode("latin-1"): (value or b"").decode("latin-1")
            for name in response.headers
            if (value := response.headers.get(name)) is not None
        }
        try:
            verdict(asking.source, response.status, headers, response.body[:1024], asking.kind)
        except SourceResting as error:
            until = await self._desk.write(
                partial(pace.rest, source=asking.source, until=error.until)
            )
            raise SourceResting(asking.source, until, str(error)) from error
        if await self._desk.read(partial(pace.struck, source=asking.source)):
            await self._desk.write(partial(pace.recover, source=asking.source))
        return response


def _reserve(session: Session, source: str, delay: float, asking: Asking | None) -> float:
    wait = pace.reserve(session, source, delay)
    if asking and asking.crawl_id and wait > _WORTH_TELLING:
        until = pace.after(wait)
        crawls.note_part(
            session, asking.crawl_id, asking.source, asking.part, "waiting", until=until
        )
    return wait
