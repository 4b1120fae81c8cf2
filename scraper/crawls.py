"""THE STORY of an on-demand crawl: what a reader's wish goes through, from asking to the panel.

States:

    queued ──draw──> running ──finish──> done     some part came, or all there is is known
       │                │──────────────> failed   no source gave anything; `error` says why
       │                └──lease ends──> queued   its worker died: somebody else draws it
       └──cancel──────────────────────> cancelled

Pseudocode, across the processes:

    api     request(spider, target)        a thousand readers make one row (a partial unique index)
    worker  crawl = draw(me)               a lease of LEASE seconds, renewed by beat(me, crawls)
            for each part of the paper, all at once:
                wait for the source's pace (scraper.pace), say so in crawl.parts
                ask, read the page, and in ONE transaction:
                    store what it says, note_part(crawl, …), make the document anew
            finish(crawl)
    panel   polls the crawl and the record, and shows each part as it comes

Why a table and no broker: a crawl's records and its outcome commit together, so that a worker
killed at any point loses nothing and repeats at most what was not yet acknowledged. The parts are
written so that doing them twice is doing them once.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scraper.errors import NotFound, UnknownSpider
from scraper.paper_id import PaperId
from scraper.records import SourceState, find
from scraper.records.base import utc_now
from scraper.records.clock import epoch
from scraper.records.crawls import Crawl
from scraper.records.engine import is_sqlite

LEASE = 30.0  # seconds; a worker renews it every third of that
ATTEMPTS = 3  # a crawl that kills three workers is not given to a fourth
READER, BULK = 0, 10
OPEN = ("queued", "running")


@dataclass(frozen=True, slots=True)
class SpiderCard:
    """What can be asked of a spider, without importing it."""

    name: str
    description: str
    target: str  # what `target` is, in words


SPIDERS: Mapping[str, SpiderCard] = MappingProxyType(
    {
        card.name: card
        for card in (
            SpiderCard("paper", "Collects one paper from all its sources.", "a paper's id"),
            SpiderCard("abs_page", "Reads the paper's page on arXiv.", "an arXiv id"),
            SpiderCard("s2_paper", "Asks Semantic Scholar about the paper.", "a paper's id"),
            SpiderCard("s2_citations", "Asks Semantic Scholar who cites it.", "a paper's id"),
            SpiderCard("s2_references", "Asks Semantic Scholar what it cites.", "a paper's id"),
            SpiderCard("s2_similar", "Asks Semantic Scholar for papers like it.", "a paper's id"),
            SpiderCard("openalex_work", "Asks OpenAlex about the paper.", "a paper's id"),
            SpiderCard("openalex_citations", "Asks OpenAlex who cites it.", "a paper's id"),
            SpiderCard("openalex_references", "Asks OpenAlex what it cites.", "a paper's id"),
            SpiderCard("bibliography", "Reads the paper's HTML version on arXiv.", "an arXiv id"),
        )
    }
)


def request(
    session: Session,
    spider: str,
    target: str,
    *,
    refresh: bool = True,
    priority: int = READER,
) -> tuple[Crawl, bool]:
    """The crawl for `target`, and whether it is new: one that is under way serves all who ask.

    Without `refresh`, what is still fresh is left alone: the answer is the crawl that brought it.
    Raises UnknownSpider, and BadPaperId for a target that names no paper.
    """
    if spider not in SPIDERS:
        raise UnknownSpider(spider, sorted(SPIDERS))
    target = str(PaperId.parse(target))
    same = (
        select(Crawl)
        .where(Crawl.spider == spider, Crawl.target == target, Crawl.state.in_(OPEN))
        .with_for_update()
    )
    if not refresh and (crawl := _fresh(session, spider, target)):
        return crawl, False
    for _attempt in range(3):
        if crawl := session.scalar(same):
            # A reader who asks for what bulk work has queued need not wait for the bulk.
            crawl.priority = min(crawl.priority, priority)
            return crawl, False
        try:
            with session.begin_nested():
                crawl = Crawl(
                    spider=spider,
                    target=target,
                    state="queued",
                    priority=priority,
                    requested_at=utc_now(),
                    attempts=0,
                    parts=[],
                )
                session.add(crawl)
            return crawl, True
        except IntegrityError:
            continue  # another's commit came between
    raise RuntimeError("the same crawl begins and ends faster than it can be asked for")


def _fresh(session: Session, spider: str, target: str) -> Crawl | None:
    paper = find.paper_id(PaperId.parse(target)).scalar_subquery()
    fresh_until = session.scalar(
        select(func.min(SourceState.fresh_until)).where(SourceState.paper_id == paper)
    )
    if fresh_until is None or fresh_until < utc_now():
        return None
    last = select(Crawl).where(
        Crawl.spider == spider, Crawl.target == target, Crawl.state == "done"
    )
    return session.scalar(last.order_by(Crawl.id.desc()).limit(1))


def _free() -> ColumnElement[bool]:
    lapsed = Crawl.lease_until < epoch()
    return and_(Crawl.state.in_(OPEN), or_(Crawl.state == "queued", lapsed))


# Made once: it is asked fifty times a second.
_WAITING = select(Crawl.id).where(_free()).limit(1)


def waiting(session: Session) -> bool:
    """Whether there is anything to draw: a look that takes no lock."""
    return session.scalar(_WAITING) is not None


def draw(session: Session, worker: str) -> Crawl | None:
    """Take the next crawl, a reader's before bulk, the oldest first; None: nothing to do."""
    now = epoch()
    query = select(Crawl).where(_free()).order_by(Crawl.priority, Crawl.id).limit(1)
    if not is_sqlite(session):
        query = query.with_for_update(skip_locked=True)
    while (crawl := session.scalar(query)) and crawl.attempts >= ATTEMPTS:
        finish(session, crawl.id, "failed", f"Given up after {ATTEMPTS} workers died of it.")
    if crawl is None:
        return None
    crawl.state = "running"
    crawl.worker = worker
    crawl.attempts += 1
    crawl.started_at = utc_now()
    crawl.parts = []
    session.flush()
    session.execute(update(Crawl).where(Crawl.id == crawl.id).values(lease_until=now + LEASE))
    return crawl


def beat(session: Session, worker: str, crawl_ids: Collection[int]) -> set[int]:
    """Renew the worker's leases of these crawls; those that it still holds.

    The others were cancelled, or their leases ended and somebody else has drawn them.
    """
    held = (
        update(Crawl)
        .where(Crawl.id.in_(crawl_ids), Crawl.worker == worker, Crawl.state == "running")
        .values(lease_until=epoch() + LEASE)
    )
    return set(session.scalars(held.returning(Crawl.id)))


def give_back(session: Session, worker: str) -> None:
    """A worker that stops in good order leaves its crawls to the next, at once."""
    session.execute(
        update(Crawl)
        .where(Crawl.worker == worker, Crawl.state == "running")
        .values(state="queued", worker=None, lease_until=None, attempts=Crawl.attempts - 1)
    )


def note_asking(session: Session, crawl_id: int, parts: Iterable[tuple[str, str]]) -> None:
    """Say that these parts, (source, part), are being asked for: the first word on each."""
    crawl = session.scalar(select(Crawl).where(Crawl.id == crawl_id).with_for_update())
    if crawl is not None:
        notes = [{**_NOTHING, "source": source, "part": part} for source, part in parts]
        crawl.parts = [*crawl.parts, *notes]


_NOTHING = {"state": "asking", "until": None, "count": None, "total": None, "message": None}


def note_part(
    session: Session,
    crawl_id: int,
    source: str,
    part: str,
    state: str,
    *,
    until: datetime | None = None,
    count: int | None = None,
    total: int | None = None,
    message: str | None = None,
) -> None:
    """Say how `part` stands: waiting, asking, or an outcome as in SourceState."""
    crawl = session.scalar(select(Crawl).where(Crawl.id == crawl_id).with_for_update())
    if crawl is None:
        return
    note: dict[str, Any] = {
        "source": source,
        "part": part,
        "state": state,
        "until": until.isoformat() if until else None,
        "count": count,
        "total": total,
        "message": message,
    }
    # Each part keeps the place of its first mention.
    by_part: dict[tuple[str, str], dict[str, Any]] = {
        (each["source"], each["part"]): each for each in crawl.parts
    }
    by_part[source, part] = note
    crawl.parts = list(by_part.values())


def finish(
    session: Session,
    crawl_id: int,
    state: str,
    error: str | None = None,
    worker: str | None = None,
) -> None:
    """End a crawl that is under way; one that was cancelled meanwhile stays so.

    Where a `worker` is given, only if it still holds the crawl.
    """
    held = Crawl.worker == worker if worker else true()
    session.execute(
        update(Crawl)
        .where(Crawl.id == crawl_id, Crawl.state.in_(OPEN), held)
        .values(state=state, error=error, finished_at=utc_now(), worker=None, lease_until=None)
    )


def cancel(session: Session, crawl_id: int) -> None:
    """Cancel a crawl; one that has ended stays as it is. Raises NotFound."""
    if session.get(Crawl, crawl_id) is None:
        raise NotFound(f"There is no crawl {crawl_id}.")
    finish(session, crawl_id, "cancelled")


def position(session: Session, crawl: Crawl) -> int | None:
    """Its place in the queue, 1 being the next to be drawn; None when it waits no more."""
    if crawl.state != "queued":
        return None
    before = select(func.count()).where(
        Crawl.state == "queued",
        or_(
            Crawl.priority < crawl.priority,
            (Crawl.priority == crawl.priority) & (Crawl.id < crawl.id),
        ),
    )
    return (session.scalar(before) or 0) + 1
