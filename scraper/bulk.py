"""A bulk crawl, page by page: many papers, no hurry, and nothing twice that can be helped.

    from the crawl's cursor:
        ask for the page           one request of all bulk work at a time, when no reader waits
        store its papers, the crawl's counts and the next cursor in ONE transaction
    until there is no further page

A source that asks us to wait is waited for, here and not in a reader's way; one that fails is
asked again a few times, later each time. Then the crawl fails, and a new one goes on at its cursor.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Any

from scrapy import Request
from scrapy.http import Response
from sqlalchemy.orm import Session

from scraper import clock, crawls
from scraper.cards import Wish
from scraper.clock import utc_now
from scraper.desk import Desk
from scraper.errors import NotThisPage, PageError, SourceResting, SourceUnknown
from scraper.items import Batch
from scraper.pipelines.batch import store_batch
from scraper.records import Crawl
from scraper.sources.answers import TITLES
from scraper.spiders.base import on_behalf_of
from scraper.spiders.bulk import BulkSpider, Cursor

_TRIES = 4  # of a page that does not come
_LONGEST_WAIT = 2 * 3600.0  # seconds that a source may keep us waiting, page for page
_BETWEEN = 10  # times the source's delay, before a page that failed is asked for again

Download = Callable[[Request], Awaitable[Response]]


class BulkRun:
    """One bulk crawl, on behalf of one worker."""

    def __init__(
        self,
        spider: BulkSpider,
        wish: Wish,
        crawl_id: int,
        worker: str,
        desk: Desk,
        count: Callable[[str], None],
    ) -> None:
        self._spider, self._wish, self._count = spider, wish, count
        self._crawl_id, self._worker, self._desk = crawl_id, worker, desk

    async def run(self, cursor: Cursor, download: Download) -> tuple[str, str | None]:
        """How the crawl ends, and why. Raises LeaseLost where it is no longer the worker's."""
        tries = 0
        while True:
            request = on_behalf_of(self._spider.page(self._wish, cursor), self._crawl_id)
            try:
                response = await download(request)
                batch = await asyncio.to_thread(
                    self._spider.read, response.body, self._wish, cursor
                )
            except Exception as error:
                if isinstance(error, PageError) and (
                    again := self._spider.astray(error, self._wish, cursor)
                ):
                    cursor = again
                    continue
                failed = request.meta["asking"].failure(error)
                self._count(failed.state)
                tries += 1
                wait = self._wait(error, tries, request)
                if wait is None:
                    message = self._sentence(error, failed.message or "")
                    await self._desk.write(partial(self._note, failed.state, message=message))
                    return "failed", message
                await self._pause(wait)
                continue
            tries = 0
            await self._desk.write(partial(self._keep, batch))
            self._count("ok")
            if batch.last:
                return "done", None
            cursor = batch.cursor

    def _wait(self, error: Exception, tries: int, request: Request) -> float | None:
        """Seconds until the page is worth another try; None: never."""
        if isinstance(error, SourceResting):
            wait = (error.until - utc_now()).total_seconds()
            return float(max(wait, 0.0) + 0.1) if wait <= _LONGEST_WAIT else None
        if isinstance(error, NotThisPage | SourceUnknown) or tries >= _TRIES:
            return None
        delay: float = request.meta["asking"].delay
        return float(delay * _BETWEEN * 2 ** (tries - 1))

    def _sentence(self, error: Exception, said: str) -> str:
        if isinstance(error, SourceUnknown):
            name = TITLES.get(self._spider.source, self._spider.source)
            return f"{name} has nothing of that kind about {self._wish.target}."
        return said

    async def _pause(self, seconds: float) -> None:
        if seconds > 1:
            until = utc_now() + timedelta(seconds=seconds)
            await self._desk.write(partial(self._note, "waiting", until=until))
        await clock.sleep(seconds)

    def _note(self, state: str, session: Session, **more: Any) -> None:
        crawl = session.get(Crawl, self._crawl_id)
        if crawl:
            more |= {"count": crawl.stored, "total": crawl.expected}
        spider = self._spider
        crawls.note_part(session, self._crawl_id, spider.source, spider.part, state, **more)

    def _keep(self, batch: Batch, session: Session) -> None:
        store_batch(session, batch, self._desk.settings, self._crawl_id, self._worker)
        session.flush()
        session.expire_all()
        self._note("ok" if batch.last else "asking", session)
