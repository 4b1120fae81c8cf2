"""What several crawls want of one source at the same moment, asked for in one request.

Whoever comes when nobody waits for the source's turn asks alone, at once. Who comes meanwhile waits
until that request has left; then all of them ask together, and for the crawls that are still
queued too: when these are drawn, their part is on record. A source's refusal or silence is
everybody's answer; where only the joint answer cannot be used, each asks alone, and nobody together
for a while.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from scrapy import Request
from scrapy.http import Response
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.clock import utc_now
from scraper.desk import Desk
from scraper.errors import PageError, QuestionRefused, SourceUnknown
from scraper.freshness import Standing, is_due
from scraper.items import Answer
from scraper.paper_id import PaperId
from scraper.records import Crawl
from scraper.records.standing import standings
from scraper.spiders.base import Asking, LensSpider

Download = Callable[[Request], Awaitable[Response]]
Visit = Callable[[Request], Awaitable[list[Answer]]]
Keep = Callable[[Answer, int | None], Awaitable[Answer]]

_AGAIN = timedelta(hours=1)  # until a joint question that could not be answered is tried again


@dataclass(eq=False, slots=True)
class _Wish:
    """A question that `request` asks alone; nobody waits for the answer of a queued crawl's."""

    request: Request
    wished: datetime
    refresh: bool
    answer: asyncio.Future[list[Answer]] | None = None

    @property
    def asking(self) -> Asking:
        asking: Asking = self.request.meta["asking"]
        return asking

    @property
    def waits(self) -> bool:
        return self.answer is not None and not self.answer.done()

    def resolve(self, answers: list[Answer]) -> None:
        if self.answer and not self.answer.done():
            self.answer.set_result(answers)


class Gathering:
    """The questions of one spider."""

    def __init__(
        self, spider: LensSpider, desk: Desk, download: Download, visit: Visit, keep: Keep
    ) -> None:
        self._spider = spider
        self._desk = desk
        self._download = download
        self._visit = visit
        self._keep = keep
        self._wishes: list[_Wish] = []
        self._flying: dict[str, asyncio.Task[None]] = {}  # who answers for a paper just now
        self._serving: asyncio.Task[None] | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self._together_from = utc_now()

    async def ask(self, request: Request, wished: datetime, *, refresh: bool) -> list[Answer]:
        """What comes of it; nothing where it came for somebody else while this one waited."""
        wish = _Wish(request, wished, refresh, asyncio.get_running_loop().create_future())
        self._wishes.append(wish)
        if self._serving is None or self._serving.done():
            self._serving = asyncio.create_task(self._serve())
        assert wish.answer
        return await wish.answer

    def stop(self) -> None:
        """Ask no further."""
        for task in (self._serving, *self._answering):
            if task:
                task.cancel()

    async def _serve(self) -> None:
        while self._wishes:
            most = self._spider.together
            wishes, self._wishes = self._wishes[:most], self._wishes[most:]
            left = asyncio.Event()
            answering = asyncio.create_task(self._answer(wishes, left))
            self._answering.add(answering)
            answering.add_done_callback(self._answering.discard)
            await left.wait()

    async def _answer(self, wishes: Sequence[_Wish], left: asyncio.Event) -> None:
        try:
            await self._answer_all([wish for wish in wishes if wish.waits], left)
        except Exception as error:
            for wish in wishes:
                if wish.answer and wish.waits:
                    wish.answer.set_exception(error)
        finally:
            left.set()
            me = asyncio.current_task()
            self._flying = {paper: task for paper, task in self._flying.items() if task is not me}

    async def _answer_all(self, wishes: Sequence[_Wish], left: asyncio.Event) -> None:
        papers = [wish.asking.target for wish in wishes]
        if others := {self._flying[paper] for paper in papers if paper in self._flying}:
            await asyncio.wait(others)
        stale = await self._desk.read(partial(self._stale, wishes=wishes))
        for wish in wishes:
            if wish not in stale:
                wish.resolve([])
        # A joint answer that says less than one alone is for papers that have none yet.
        joint = [
            wish
            for wish, standing in stale.items()
            if not (self._spider.short_together and standing and standing.fetched_at)
        ]
        alone = [wish for wish in stale if wish.waits and wish not in joint]
        if len(joint) > 1 and self._together_from <= utc_now():
            await self._ask_together(joint, left)
        alone += [wish for wish in joint if wish.waits]
        for wish in alone:
            wish.request.meta["left"] = left
        visits = await asyncio.gather(*(self._visit(wish.request) for wish in alone))
        for wish, answers in zip(alone, visits, strict=True):
            wish.resolve(answers)

    async def _ask_together(self, wishes: Sequence[_Wish], left: asyncio.Event) -> None:
        """Ask for all; who waits afterwards is still to ask alone."""
        askings = [wish.asking for wish in wishes]
        if me := asyncio.current_task():
            self._flying |= {asking.target: me for asking in askings}
        request = self._spider.ask_together(askings)
        request.meta["left"] = left
        try:
            response = await self._download(request)
            found = await asyncio.to_thread(self._spider.read_together, response.body, askings)
        except (SourceUnknown, QuestionRefused, PageError):
            self._together_from = utc_now() + _AGAIN
            return
        except Exception as error:
            failed = [wish.asking.failure(error) for wish in wishes if wish.waits]
            # The source failed once, not once for each who waited for it.
            found = [*failed[:1], *(replace(each, unusable=False) for each in failed[1:])]
        answers = {answer.target: answer for answer in found}
        for wish in wishes:
            if answer := answers.get(wish.asking.target):
                crawl_id = next(iter(wish.asking.crawls), None)
                wish.resolve([await self._keep(answer, crawl_id)])

    def _stale(self, session: Session, wishes: Sequence[_Wish]) -> dict[_Wish, Standing | None]:
        """Those that are to be asked for, queued crawls included, and how they stand."""
        room = self._spider.together - len(wishes)
        # A joint answer that says less is no good to a reader whom only bulk work keeps company.
        least = crawls.READER if self._spider.short_together else crawls.BULK
        queue = crawls.queued(session, ("paper", self._spider.name), least, room)
        asked = {wish.asking.target for wish in wishes}
        every = [*wishes, *self._companions(each for each in queue if each.target not in asked)]
        names = {wish: wish.asking.name for wish in every}
        source, part = self._spider.source, self._spider.part
        known = standings(session, [name for name in names.values() if name], source, part)
        return {
            wish: known.get(name)
            for wish, name in names.items()
            if name and is_due(known.get(name), wish.wished, refresh=wish.refresh)
        }

    def _companions(self, queue: Iterable[Crawl]) -> Iterator[_Wish]:
        for crawl in queue:
            for request in self._spider.ask(crawl.target, [PaperId.parse(crawl.target)]):
                yield _Wish(request, crawl.requested_at, crawl.refresh)
