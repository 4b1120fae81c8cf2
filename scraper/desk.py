"""A crawler's way to the records: one thread for all its database work.

The event loop never waits for the database, and the crawler's own writes never wait for each
other's lock.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.crawler import Crawler
from sqlalchemy.orm import Session

from scraper.records import Database
from scraper.records.schema import migrate
from scraper.settings import Settings

T = TypeVar("T")


class Desk:
    """The database, the settings, and a thread to use them on."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.database)
        migrate(self.database)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="records")

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in a transaction of its own; it is kept when this returns."""
        return await self._at_the_desk(self._write, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` over one snapshot."""
        return await self._at_the_desk(self._read, work)

    def close(self) -> None:
        """Finish what was begun, then let go of the database."""
        self._thread.shutdown()
        self.database.close()

    async def _at_the_desk(self, way: Callable[..., T], work: Callable[[Session], T]) -> T:
        # What is logged there is about the same.
        run = copy_context().run
        return await asyncio.get_running_loop().run_in_executor(self._thread, run, way, work)

    def _write(self, work: Callable[[Session], T]) -> T:
        with self.database.writing() as session:
            return work(session)

    def _read(self, work: Callable[[Session], T]) -> T:
        with self.database.reading() as session:
            return work(session)


_desks: WeakKeyDictionary[Crawler, Desk] = WeakKeyDictionary()


def desk_of(crawler: Crawler) -> Desk:
    """The crawler's desk; all its components share one."""
    if crawler not in _desks:
        desk = _desks[crawler] = Desk(Settings.load())
        crawler.signals.connect(desk.close, signal=signals.engine_stopped)
    return _desks[crawler]
