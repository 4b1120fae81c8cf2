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
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, cast

from scrapy import Request, signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from twisted.python.failure import Failure

from scraper import chores, crawls, logs, memory, refresh
from scraper.bulk import BulkRun
from scraper.cards import SPIDERS, Wish
from scraper.clock import utc_now
from scraper.desk import Desk, desk_of
from scraper.errors import ArxivLensError, LeaseLost
from scraper.freshness import GOOD, Known, Standing
from scraper.gathering import Gathering
from scraper.items import Answer
from scraper.limits import Limits
from scraper.paper_id import PaperId
from scraper.pipelines.store import StorePipeline
from scraper.records import find
from scraper.records.panel import materialise
from scraper.records.standing import known
from scraper.records.waking import Listener
from scraper.settings import Settings
from scraper.spiders.base import Asking, LensSpider, nobody_to_ask, on_behalf_of
from scraper.spiders.bulk import BulkSpider

_log = logging.getLogger(__name__)

_GRACE = 10.0  # seconds in which a worker whose parent died puts its work down
_POLL = 0.02  # seconds between looks at an empty queue
_LISTENING = 1.0  # such seconds where PostgreSQL says when something comes
_OUTAGE = 1.0  # seconds until a database that did not answer is tried again
_AT_ONCE = 16  # crawls under way in one worker
_LET_PASS = 0.2  # seconds between looks whether a reader waits still
_PATIENCE = 150  # such looks, until bulk work takes its turn all the same
_REFRESH = 60.0  # seconds without work until something is refreshed


class ResidentSpider(LensSpider):
    """The spider that lives as long as the worker; the others do their work through it."""

    name = "resident"

    def __init__(self, drain: bool = False, **given: Any) -> None:
        super().__init__(**given)
        self._drain = drain
        self._me = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._tasks: dict[int, asyncio.Task[None]] = {}  # of the crawls under way
        self._lingering: set[int] = set()  # those that wait for a last word alone
        self._priorities: dict[int, int] = {}  # of the crawls under way
        self._suspects: set[int] = set()  # the last drawn that workers may have died of
        self._refresh_at = time.monotonic() + _REFRESH
        self._counts: Counter[tuple[str, str]] = Counter()  # not yet in the database
        self._spiders: dict[str, LensSpider] = {}
        self._gatherings: dict[str, Gathering] = {}
        self._told_full = False

    async def start(self) -> AsyncIterator[Any]:
        """Draw crawls until told to stop; never yields a request: `_visit` downloads them."""
        self._desk = desk_of(self.crawler)
        self._limits = Limits.of(self._desk.settings)
        self._one_at_a_time = asyncio.Lock()
        self._woken = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._listener = Listener(
            self._desk.database.engine, lambda: loop.call_soon_threadsafe(self._woken.set)
        )
        self._store = self.crawler.get_item_pipeline(StorePipeline)
        loader = SpiderLoader.from_settings(self.crawler.settings)
        self._spiders = {
            name: cast(type[LensSpider], loader.load(name)).from_crawler(self.crawler)
            for name in SPIDERS
        }
        self._gatherings = {
            name: Gathering(spider, self._desk, self._download, self._visit, self._store.keep)
            for name, spider in self._spiders.items()
            if spider.together > 1 and self._store
        }
        self.crawler.signals.connect(self._leave, signal=signals.spider_closed)
        besides = (
            self._beat(),
            chores.index_words(self._desk),
            chores.count_terms(self._desk, lambda: bool(self._tasks)),
            chores.forget_what_is_old(self._desk),
            chores.fire_schedules(self._desk, self._limits),
        )
        tasks = [asyncio.create_task(work) for work in besides]
        try:
            while True:
                try:
                    busy = len(self._tasks) - len(self._lingering)
                    begun = busy < _AT_ONCE and await self._begin()
                except DBAPIError as error:
                    _log.warning("The database does not answer: %s", error.orig)
                    await asyncio.sleep(_OUTAGE)
                    continue
                if self._drain and not begun and not self._tasks:
                    raise CloseSpider("drained")
                if not begun:
                    await self._refresh_when_idle()
                    await self._rest()
        finally:
            self._listener.stop()
            for gathering in self._gatherings.values():
                gathering.stop()
            for task in (*tasks, *self._tasks.values()):
                task.cancel()
        yield  # an asynchronous generator, as Scrapy wants it

    async def _begin(self) -> bool:
        """Draw a crawl and set about it; False when there is none."""
        if self._limits.is_full:
            if not self._told_full:
                _log.error("The disk is almost full: nothing is collected until there is room")
            self._told_full = True
            return False
        self._told_full = False
        # One of bulk at a time: the other places are the readers'.
        bulk = all(priority < crawls.BULK for priority in self._priorities.values())
        suspects = not self._suspects & self._tasks.keys()
        if not await self._desk.read(partial(crawls.waiting, bulk=bulk, suspects=suspects)):
            return False
        if drawn := await self._desk.write(partial(self._draw, bulk=bulk, suspects=suspects)):
            if drawn.suspect:
                self._suspects = {drawn.id}
            task = asyncio.create_task(self._run(drawn), name=str(drawn.id))
            self._tasks[drawn.id] = task
            self._priorities[drawn.id] = drawn.priority
            task.add_done_callback(self._ended)
        return drawn is not None

    async def _rest(self) -> None:
        """Until there may be something to draw: a word came, a place is free, or it is time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LISTENING if self._listener.works else _POLL):
                await self._woken.wait()
        self._woken.clear()

    async def _refresh_when_idle(self) -> None:
        """Once a minute without work, see what is worth being collected again."""
        now = time.monotonic()
        if self._tasks or self._drain:
            self._refresh_at = now + _REFRESH
        elif now >= self._refresh_at and (budget := self.ours.refresh_requests):
            self._refresh_at = now + _REFRESH
            await self._desk.write(partial(refresh.schedule, requests=budget))

    def _ended(self, task: asyncio.Task[None]) -> None:
        crawl_id = int(task.get_name())
        self._lingering.discard(crawl_id)
        if self._tasks.get(crawl_id) is task:
            del self._tasks[crawl_id]
            self._priorities.pop(crawl_id, None)
        self._woken.set()

    def _draw(self, session: Session, bulk: bool, suspects: bool) -> "_Drawn | None":
        crawl = crawls.draw(session, self._me, bulk=bulk, suspects=suspects)
        if crawl is None:
            return None
        return _Drawn(
            crawl.id,
            crawl.spider,
            SPIDERS[crawl.spider].wish(crawl.target, crawl.parameters),
            crawl.requested_at,
            crawl.refresh,
            crawl.priority,
            crawl.cursor or {},
            crawl.request_id,
            crawl.attempts > crawls.SUSPECT,
        )

    async def _beat(self) -> None:
        """Renew the leases, and let go of what is no longer ours: cancelled, or drawn again."""
        while True:
            await asyncio.sleep(crawls.LEASE / 3)
            ours = set(self._tasks)
            try:
                held = await self._desk.write(partial(crawls.beat, worker=self._me, crawl_ids=ours))
                if self._counts:
                    await self._desk.write(self._keep_counts)
            except DBAPIError as error:
                _log.warning("The leases could not be renewed: %s", error.orig)
                continue
            for crawl_id in ours - held:
                if task := self._tasks.get(crawl_id):
                    task.cancel()

    async def _leave(self) -> None:
        await self._desk.write(partial(crawls.give_back, worker=self._me))

    async def _run(self, crawl: "_Drawn") -> None:
        """One crawl from draw to finish; if even that fails, its lease ends and it is redrawn."""
        logs.begin(request=crawl.request_id, crawl=crawl.id)
        told = {"spider": crawl.spider, "target": crawl.wish.target}
        waited = (utc_now() - crawl.wished).total_seconds()
        _log.info("Drawn", extra={"told": {**told, "waited": round(waited, 3)}})
        try:
            state, error = await self._collect(crawl)
        except LeaseLost as lost:
            _log.info("%s", lost)
            return
        except Exception as error_here:
            _log.exception("Crawl %s of %s broke", crawl.id, crawl.wish.target)
            known = isinstance(error_here, ArxivLensError)
            state, error = (
                "failed",
                str(error_here) if known else "ArxivLens itself failed; its log says where.",
            )
        try:
            await self._desk.write(partial(self._finish, crawl.id, state, error))
        except DBAPIError:
            _log.exception("The end of crawl %s could not be kept", crawl.id)
        _log.info("Ended", extra={"told": {**told, "state": state, "error": error}})

    def _finish(self, crawl_id: int, state: str, error: str | None, session: Session) -> None:
        crawls.finish(session, crawl_id, state, error, self._me)
        self._keep_counts(session)

    def _keep_counts(self, session: Session) -> None:
        counts, self._counts = self._counts, Counter()
        crawls.count_outcomes(session, counts)

    def _count(self, spider: str, outcome: str) -> None:
        self._counts[spider, outcome] += 1

    async def _collect(self, crawl: "_Drawn") -> tuple[str, str | None]:
        """Ask all that is due, all at once; how the crawl ends, and why."""
        spider = self._spiders[crawl.spider]
        if isinstance(spider, BulkSpider):
            count = partial(self._count, spider.name)
            run = BulkRun(spider, crawl.wish, crawl.id, self._me, self._desk, count)
            return await run.run(crawl.cursor, self._download)
        target = str(crawl.about)
        answers: list[Answer] = []
        asked: set[tuple[str, str]] = set()

        def due(requests: Iterable[Request], known: Known) -> list[Request]:
            return [
                each for each in requests if _part(each) not in asked and known.is_due(*_part(each))
            ]

        while True:
            # The answers may have taught us other names, and left gaps for other sources.
            known = await self._desk.read(crawl.known)
            usual = list(spider.begin(crawl.wish, known.names))
            requests = due(usual, known) or due(spider.afterwards(target, known), known)
            # What is not asked for, and what came for another crawl while this one waited.
            came = {(answer.source, answer.part) for answer in answers}
            kept = [
                standing
                for part, standing in known.standings.items()
                if part in asked | {_part(each) for each in usual} - came
                and not known.is_due(*part)
            ]
            if kept:
                await self._desk.write(partial(_note_kept, crawl_id=crawl.id, kept=kept))
            if not requests:
                break
            asked |= {_part(each) for each in requests}
            answers += await self._ask(requests, crawl)
        assert self._store
        await self._store.settle(target, answers)
        state, error = _outcome(crawl.wish.target, [*answers, *kept])
        if state == "done":
            await self._linger(crawl, spider, known)
        return state, error

    async def _linger(self, crawl: "_Drawn", spider: LensSpider, known: Known) -> None:
        """Ask what comes last; however that goes, the crawl is done."""
        self._lingering.add(crawl.id)
        self._woken.set()
        try:
            if last := await spider.lastly(str(crawl.about), known):
                await self._ask(last, crawl)
                await self._desk.write(partial(_renew, target=crawl.about))
        except Exception:
            _log.exception("The last part of crawl %s of %s broke", crawl.id, crawl.about)

    async def _ask(self, requests: Sequence[Request], crawl: "_Drawn") -> list[Answer]:
        """All the requests at once, each with what it leads to."""
        requests = [on_behalf_of(request, crawl.id) for request in requests]
        parts = [_part(each) for each in requests]
        await self._desk.write(partial(crawls.note_asking, crawl_id=crawl.id, parts=parts))
        async with asyncio.TaskGroup() as group:
            visits = [group.create_task(self._answers(each, crawl)) for each in requests]
        answers = [answer for visit in visits for answer in visit.result()]
        for each in answers:
            told = {"source": each.source, "part": each.part, "state": each.state}
            _log.info("Answered", extra={"told": told})
        return answers

    async def _answers(self, request: Request, crawl: "_Drawn") -> list[Answer]:
        """What comes of a request, which may be asked together with others of its kind."""
        asking: Asking = request.meta["asking"]
        gathering = self._gatherings.get(asking.spider)
        # Bulk work lets readers pass, so no reader may have to wait for it here.
        if gathering and crawl.priority < crawls.BULK:
            return await gathering.ask(request, crawl.wished, refresh=crawl.refresh)
        return await self._visit(request)

    async def _download(self, request: Request) -> Response:
        """One request; one of bulk work when no reader waits, and no two of these at a time."""
        asking: Asking = request.meta["asking"]
        known = self._priorities
        priority = min((known.get(each, crawls.READER) for each in asking.crawls), default=0)
        if priority < crawls.BULK:
            return await self._counted(request)
        async with self._one_at_a_time:
            for _look in range(_PATIENCE):
                if not await self._desk.read(crawls.readers_wait):
                    break
                await asyncio.sleep(_LET_PASS)
            if priority >= crawls.IDLE:
                await self._desk.write(refresh.spend)
            return await self._counted(request)

    async def _counted(self, request: Request) -> Response:
        asking: Asking = request.meta["asking"]
        self._count(asking.spider, "requests")
        return await self.crawler.engine.download_async(request)

    async def _visit(self, request: Request) -> list[Answer]:
        """A request and all that it leads to, one after another."""
        answers: list[Answer] = []
        asking: Asking = request.meta["asking"]
        queue = [request]
        while queue:
            request = queue.pop(0)
            assert request.callback
            assert request.errback
            try:
                response = await self._download(request)
            except Exception as error:
                results = request.errback(Failure(error))  # type: ignore[no-untyped-call]
            else:
                results = await asyncio.to_thread(list, request.callback(response))
            for result in results:
                if isinstance(result, Request):
                    queue.append(on_behalf_of(result, *asking.crawls))
                else:
                    assert self._store
                    kept = await self._store.keep(result, next(iter(asking.crawls), None))
                    self._count(asking.spider, kept.state)
                    answers.append(replace(kept, rows=(), similar=()))
        return answers


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A crawl that is ours to run."""

    id: int
    spider: str
    wish: Wish
    wished: datetime
    refresh: bool
    priority: int
    cursor: dict[str, Any]
    request_id: str | None
    suspect: bool  # workers may have died of it

    @property
    def about(self) -> PaperId:
        """The paper that it is about, where it is not about many."""
        assert self.wish.about
        return self.wish.about

    def known(self, session: Session) -> Known:
        return known(session, self.about, self.wished, refresh=self.refresh)


def _part(request: Request) -> tuple[str, str]:
    asking: Asking = request.meta["asking"]
    return asking.source, asking.part


def _note_kept(session: Session, crawl_id: int, kept: Sequence[Standing]) -> None:
    """Tell the crawl of the parts that are not asked for."""
    for each in kept:
        crawls.note_part(
            session,
            crawl_id,
            each.source,
            each.part,
            each.state,
            until=each.fresh_until if each.state == "resting" else None,
            count=each.count,
            total=each.total,
            message=each.message or f"On record since {each.tried_at:%Y-%m-%d %H:%M} UTC.",
        )


def _renew(session: Session, target: PaperId) -> None:
    """Make the paper's document anew."""
    if paper_id := find.number(session, target):
        materialise(session, paper_id)


def _outcome(target: str, ends: Sequence[Answer | Standing]) -> tuple[str, str | None]:
    if any(end.state in GOOD for end in ends):
        return "done", None
    if not ends:
        return "failed", nobody_to_ask(target)
    if all(end.state == "unknown" for end in ends):
        return "failed", f"No source knows {target}; check the identifier."
    messages = dict.fromkeys(end.message for end in ends if end.message)
    return "failed", " ".join(str(message) for message in messages)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m scraper.worker [--drain]`: work until stopped, or until the queue is empty."""
    parser = argparse.ArgumentParser(prog="arxivlens worker", description=__doc__)
    parser.add_argument("--drain", action="store_true", help="stop when the queue is empty")
    parser.add_argument("--attached", action="store_true", help="stop when standard input ends")
    given = parser.parse_args(arguments)
    if given.attached:
        threading.Thread(target=_end_with_input, daemon=True).start()
    memory.give_back()
    settings = ScrapySettings()
    settings.setmodule("scraper.scrapy_settings", priority="project")
    ours = Settings.load()
    Desk(ours).close()  # a database that cannot be opened is told before all else
    settings.set("LOG_INSTALL_ROOT_HANDLER", False)
    process = AsyncCrawlerProcess(settings)
    logs.set_up(ours)
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
