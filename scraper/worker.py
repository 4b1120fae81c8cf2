"""The worker: a long-lived process that draws crawls, runs spiders and records outcomes.

One Scrapy crawler lives as long as the process and is fed requests as crawls come, so that its
limits hold over all of them and a crawl starts in milliseconds. Run as many workers as wanted:
they share the crawls by leases (`scraper.crawls`) and the sources' pace (`scraper.pace`).
"""

import argparse
import asyncio
import logging
import os
import socket
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any, cast

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CloseSpider
from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader
from sqlalchemy import select
from sqlalchemy.orm import Session
from twisted.python.failure import Failure

from scraper import crawls
from scraper.desk import desk_of
from scraper.errors import ArxivLensError
from scraper.items import Answer
from scraper.paper_id import SCHEMES, PaperId
from scraper.pipelines.store import StorePipeline
from scraper.records import Identity, find
from scraper.spiders.base import Asking, LensSpider, on_behalf_of

_log = logging.getLogger(__name__)

_POLL = 0.02  # seconds between looks at an empty queue
_AT_ONCE = 16  # crawls under way in one worker


class ResidentSpider(LensSpider):
    """The spider that lives as long as the worker; the others do their work through it."""

    name = "resident"

    def __init__(self, drain: bool = False, **given: Any) -> None:
        super().__init__(**given)
        self._drain = drain
        self._me = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._tasks: set[asyncio.Task[None]] = set()
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
        beat = asyncio.create_task(self._beat())
        try:
            while True:
                if (
                    len(self._tasks) < _AT_ONCE
                    and await self._desk.read(crawls.waiting)
                    and (drawn := await self._desk.write(self._draw))
                ):
                    task = asyncio.create_task(self._run(*drawn))
                    self._tasks.add(task)
                    task.add_done_callback(self._tasks.discard)
                    continue
                if self._drain and not self._tasks:
                    raise CloseSpider("drained")
                await asyncio.sleep(_POLL)
        finally:
            beat.cancel()
            for task in self._tasks:
                task.cancel()
            await self._desk.write(partial(crawls.give_back, worker=self._me))
        yield  # an asynchronous generator, as Scrapy wants it

    def _draw(self, session: Session) -> tuple[int, str, str, list[PaperId]] | None:
        crawl = crawls.draw(session, self._me)
        if crawl is None:
            return None
        return crawl.id, crawl.spider, crawl.target, _names(session, PaperId.parse(crawl.target))

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(crawls.LEASE / 3)
            await self._desk.write(partial(crawls.beat, worker=self._me))

    async def _run(self, crawl_id: int, spider: str, target: str, names: list[PaperId]) -> None:
        """One crawl from draw to finish; whatever happens, it ends."""
        try:
            requests = [
                on_behalf_of(request, crawl_id)
                for request in self._spiders[spider].ask(target, names)
            ]
            await self._desk.write(partial(_note_asking, crawl_id=crawl_id, requests=requests))
            answers = await asyncio.gather(*(self._visit(each, crawl_id) for each in requests))
            state, error = _outcome(target, [each for some in answers for each in some])
        except Exception as error_here:
            _log.exception("Crawl %s of %s broke", crawl_id, target)
            known = isinstance(error_here, ArxivLensError)
            state, error = (
                "failed",
                str(error_here) if known else "ArxivLens itself failed; its log says where.",
            )
        await self._desk.write(partial(crawls.finish, crawl_id=crawl_id, state=state, error=error))

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


def _note_asking(session: Session, crawl_id: int, requests: Sequence[Request]) -> None:
    for request in requests:
        asking: Asking = request.meta["asking"]
        crawls.note_part(session, crawl_id, asking.source, asking.part, "asking")


def _outcome(target: str, answers: Sequence[Answer]) -> tuple[str, str | None]:
    if any(answer.state in ("ok", "capped") for answer in answers):
        return "done", None
    if not answers:
        return "failed", f"No source can be asked about {target}: it has no name that they know."
    if all(answer.state == "unknown" for answer in answers):
        return "failed", f"No source knows {target}; check the identifier."
    messages = dict.fromkeys(answer.message for answer in answers if answer.message)
    return "failed", " ".join(str(message) for message in messages)


def main(arguments: Sequence[str] | None = None) -> None:
    """`python -m scraper.worker [--drain]`: work until stopped, or until the queue is empty."""
    parser = argparse.ArgumentParser(prog="arxivlens worker", description=__doc__)
    parser.add_argument("--drain", action="store_true", help="stop when the queue is empty")
    given = parser.parse_args(arguments)
    settings = ScrapySettings()
    settings.setmodule("scraper.scrapy_settings", priority="project")
    process = AsyncCrawlerProcess(settings)
    process.crawl(ResidentSpider, drain=given.drain)
    process.start()


if __name__ == "__main__":
    try:
        main()
    except ArxivLensError as error:
        sys.exit(str(error))
