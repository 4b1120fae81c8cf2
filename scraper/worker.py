"""The worker: a long-lived process that draws crawls, runs spiders and records outcomes.

One Scrapy crawler lives as long as the process and is fed requests as crawls come, so that its
limits hold over all of them and a crawl starts in milliseconds. Run as many workers as wanted:
they share the crawls by leases (`scraper.crawls`) and the sources' pace (`scraper.pace`).
"""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, cast

from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CloseSpider
from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from twisted.python.failure import Failure

from scraper import crawls
from scraper.desk import Desk, desk_of
from scraper.errors import ArxivLensError
from scraper.items import Answer
from scraper.paper_id import SCHEMES, PaperId
from scraper.pipelines.store import StorePipeline
from scraper.records import Identity, find
from scraper.records.postings import index_unworded
from scraper.settings import Settings
from scraper.spiders.base import Asking, LensSpider, nobody_to_ask, on_behalf_of

_log = logging.getLogger(__name__)

_GRACE = 10.0  # seconds in which a worker whose parent died puts its work down
_POLL = 0.02  # seconds between looks at an empty queue
_OUTAGE = 1.0  # seconds until a database that did not answer is tried again
_AT_ONCE = 16  # crawls under way in one worker


class ResidentSpider(LensSpider):
    """The spider that lives as long as the worker; the others do their work through it."""

    name = "resident"

    def __init__(self, drain: bool = False, **given: Any) -> None:
        super().__init__(**given)
        self._drain = drain
        self._me = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._tasks: dict[int, asyncio.Task[None]] = {}  # of the crawls under way
        self._spiders: dict[str, LensSpider] = {}

    async def start(self) -> AsyncIterator[Any]:
        """Draw crawls until told to stop; never yields a request: `_visit` downloads them."""
        self._desk = desk_of(self.crawler)
        self._store = self.crawler.get_item_pipeline(StorePipeline)
        loader = SpiderLoader.from_settings(self.crawler.settings)
        self._spiders = {
            name: cast(type[LensSpider], loader.load(name)).from_crawler(self.crawler)
            for name in crawls.SPIDERS
        }
        self.crawler.signals.connect(self._leave, signal=signals.spider_closed)
        beat = asyncio.create_task(self._beat())
        indexing = asyncio.create_task(self._index())
        try:
            while True:
                try:
                    begun = len(self._tasks) < _AT_ONCE and await self._begin()
                except DBAPIError as error:
                    _log.warning("The database does not answer: %s", error.orig)
                    await asyncio.sleep(_OUTAGE)
                    continue
                if self._drain and not begun and not self._tasks:
                    raise CloseSpider("drained")
                if not begun:
                    await asyncio.sleep(_POLL)
        finally:
            beat.cancel()
            indexing.cancel()
            for task in self._tasks.values():
                task.cancel()
        yield  # an asynchronous generator, as Scrapy wants it

    async def _begin(self) -> bool:
        """Draw a crawl and set about it; False when there is none."""
        if not await self._desk.read(crawls.waiting):
            return False
        if drawn := await self._desk.write(self._draw):
            task = asyncio.create_task(self._run(*drawn), name=str(drawn[0]))
            self._tasks[drawn[0]] = task
            task.add_done_callback(self._ended)
        return drawn is not None

    def _ended(self, task: asyncio.Task[None]) -> None:
        crawl_id = int(task.get_name())
        if self._tasks.get(crawl_id) is task:
            del self._tasks[crawl_id]

    def _draw(self, session: Session) -> tuple[int, str, str, list[PaperId]] | None:
        crawl = crawls.draw(session, self._me)
        if crawl is None:
            return None
        return crawl.id, crawl.spider, crawl.target, _names(session, PaperId.parse(crawl.target))

    async def _beat(self) -> None:
        """Renew the leases, and let go of what is no longer ours: cancelled, or drawn again."""
        while True:
            await asyncio.sleep(crawls.LEASE / 3)
            ours = set(self._tasks)
            try:
                held = await self._desk.write(partial(crawls.beat, worker=self._me, crawl_ids=ours))
            except DBAPIError as error:
                _log.warning("The leases could not be renewed: %s", error.orig)
                continue
            for crawl_id in ours - held:
                if task := self._tasks.get(crawl_id):
                    task.cancel()

    async def _index(self) -> None:
        """Give papers their words that came on record before there were any."""
        last: int | None = 0
        while last is not None:
            last = await self._desk.write(partial(index_unworded, after=last))

    async def _leave(self) -> None:
        await self._desk.write(partial(crawls.give_back, worker=self._me))

    async def _run(self, crawl_id: int, spider: str, target: str, names: list[PaperId]) -> None:
        """One crawl from draw to finish; if even that fails, its lease ends and it is redrawn."""
        try:
            state, error = await self._collect(crawl_id, spider, target, names)
        except Exception as error_here:
            _log.exception("Crawl %s of %s broke", crawl_id, target)
            known = isinstance(error_here, ArxivLensError)
            state, error = (
                "failed",
                str(error_here) if known else "ArxivLens itself failed; its log says where.",
            )
        finish = partial(crawls.finish, crawl_id=crawl_id, state=state, error=error)
        try:
            await self._desk.write(partial(finish, worker=self._me))
        except DBAPIError:
            _log.exception("The end of crawl %s could not be kept", crawl_id)

    async def _collect(
        self, crawl_id: int, spider_name: str, target: str, names: list[PaperId]
    ) -> tuple[str, str | None]:
        """Ask all that is to be asked, all at once; how the crawl ends, and why."""
        spider = self._spiders[spider_name]
        answers: list[Answer] = []
        requests = list(spider.ask(target, names))
        while requests:
            answers += await self._ask(requests, crawl_id)
            # The answers may have taught us other names, and left gaps for other sources.
            names = await self._desk.read(partial(_names, target=PaperId.parse(target)))
            requests = list(spider.afterwards(target, names, answers))
        assert self._store
        await self._store.settle(target, answers)
        return _outcome(target, answers)

    async def _ask(self, requests: Sequence[Request], crawl_id: int) -> list[Answer]:
        """All the requests at once, each with what it leads to."""
        requests = [on_behalf_of(request, crawl_id) for request in requests]
        asked: list[Asking] = [request.meta["asking"] for request in requests]
        parts = [(each.source, each.part) for each in asked]
        await self._desk.write(partial(crawls.note_asking, crawl_id=crawl_id, parts=parts))
        async with asyncio.TaskGroup() as group:
            visits = [group.create_task(self._visit(each, crawl_id)) for each in requests]
        return [answer for visit in visits for answer in visit.result()]

    async def _visit(self, request: Request, crawl_id: int) -> list[Answer]:
        """A request and all that it leads to, one after another."""
        answers: list[Answer] = []
        queue = [request]
        while queue:
            request = queue.pop(0)
            assert request.callback
            assert request.errback
            try:
                response = await self.crawler.engine.download_async(request)
            except Exception as error:
                results = request.errback(Failure(error))  # type: ignore[no-untyped-call]
            else:
                results = await asyncio.to_thread(list, request.callback(response))
            for result in results:
                if isinstance(result, Request):
                    queue.append(on_behalf_of(result, crawl_id))
                else:
                    assert self._store
                    answers.append(await self._store.keep(result, crawl_id))
        return answers


def _names(session: Session, target: PaperId) -> list[PaperId]:
    """Every name that the paper is known by, best first."""
    paper = find.paper_id(target).scalar_subquery()
    found = [
        PaperId(scheme, value)
        for scheme, value in session.execute(
            select(Identity.scheme, Identity.value).where(Identity.paper_id == paper)
        )
    ]
    return sorted(dict.fromkeys([target, *found]), key=lambda name: SCHEMES.index(name.scheme))


def _outcome(target: str, answers: Sequence[Answer]) -> tuple[str, str | None]:
    if any(answer.state in ("ok", "capped") for answer in answers):
        return "done", None
    if not answers:
        return "failed", nobody_to_ask(target)
    if all(answer.state == "unknown" for answer in answers):
        return "failed", f"No source knows {target}; check the identifier."
    messages = dict.fromkeys(answer.message for answer in answers if answer.message)
    return "failed", " ".join(str(message) for message in messages)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m scraper.worker [--drain]`: work until stopped, or until the queue is empty."""
    parser = argparse.ArgumentParser(prog="arxivlens worker", description=__doc__)
    parser.add_argument("--drain", action="store_true", help="stop when the queue is empty")
    parser.add_argument("--attached", action="store_true", help="stop when standard input ends")
    given = parser.parse_args(arguments)
    if given.attached:
        threading.Thread(target=_end_with_input, daemon=True).start()
    settings = ScrapySettings()
    settings.setmodule("scraper.scrapy_settings", priority="project")
    Desk(Settings.load()).close()  # a database that cannot be opened is told before all else
    process = AsyncCrawlerProcess(settings)
    process.crawl(ResidentSpider, drain=given.drain)
    process.start()
    if process.bootstrap_failed:
        sys.exit(1)


def _end_with_input() -> None:
    # Whoever started this process holds the other end, and lets go of it however it dies.
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    os._exit(1)


if __name__ == "__main__":
    try:
        main()
    except ArxivLensError as error:
        sys.exit(str(error))
