"""THE STORY of an on-demand crawl: what a reader's wish goes through, from asking to the panel.

States:

    queued ──draw──> running ──finish──> done     some part came, or all there is is known
       │                │──────────────> failed   no source gave anything; `error` says why
       │                └──lease ends──> queued   its worker died: somebody else draws it; what
       │                                          workers may die of, one at a time
       └──cancel──────────────────────> cancelled

Pseudocode, across the processes:

    api     request(spider, target)        a thousand readers make one row (a partial unique index);
                                           nothing due (scraper.freshness): the last crawl
    worker  crawl = draw(me)               a lease of LEASE seconds, renewed by beat(me, crawls)
            until nothing is due that was not asked:
                for each part that is due, all at once:
                    wait for those who ask the same source (scraper.gathering): one request for all
                    wait for the source's pace (scraper.pace), say so in crawl.parts
                    ask, read the page, and in ONE transaction:
                        store what it says, when it is due again, and how the source does;
                        note_part(crawl, …)
                where a list is missing, another source's is due
            settle: find what is like it, make the document anew; finish(crawl)
            bulk work (many papers: a list, a harvest) instead goes page by page, one request at a
            time, while no reader waits: each page's papers, the crawl's counts and its cursor are
            ONE transaction, and whoever draws the crawl next goes on at the cursor
    panel   polls the crawl and the record, and shows each part as it comes

What goes wrong is somebody's business and nobody else's: a part that fails waits longer each time
(its paper's), a source that fails or asks for it is left alone (everybody's), and what there was
before stays.

Why a table and no broker: a crawl's records and its outcome commit together, so that a worker
killed at any point loses nothing and repeats at most what was not yet acknowledged. The parts are
written so that doing them twice is doing them once.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import takewhile
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scraper.cards import card_of
from scraper.errors import LeaseLost, NotFound
from scraper.freshness import back_off, refresh_after
from scraper.paper_id import PaperId
from scraper.records import find
from scraper.records.base import table, utc_now
from scraper.records.clock import epoch
from scraper.records.crawls import Crawl, SpiderCount
from scraper.records.engine import is_sqlite
from scraper.records.upsert import add
from scraper.records.waking import wake

LEASE = 30.0  # seconds; a worker renews it every third of that
ATTEMPTS = 10  # workers that may die over a crawl, one after another, while nothing of it comes
SUSPECT = 2  # from so many on, it may be what they die of
FIRST, READER, BULK, IDLE = -10, 0, 10, 20
PRIORITIES = MappingProxyType({"first": FIRST, "reader": READER, "bulk": BULK, "idle": IDLE})
OPEN = ("queued", "running")
_REMEMBERED = 12  # failures in a row: as many as a back-off takes to reach its day


def request(
    session: Session,
    spider: str,
    target: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    refresh: bool = True,
    priority: int | None = None,
    request_id: str | None = None,
    admit: Callable[[Session, int], None] | None = None,
) -> tuple[Crawl, bool]:
    """The crawl for `target`, and whether it is new: one that is under way serves all who ask.

    Without `refresh`, what is still fresh is left alone: where nothing is due, the answer is the
    crawl that brought it, or the one that lately brought nothing; and bulk work that failed or was
    cancelled goes on where it stopped. Unless a `priority` is given, bulk work comes after what
    readers wait for.
    Raises UnknownSpider, BadPaperId, BadTarget or BadParameter; and what `admit`, which is given
    the priority, raises before a new crawl is made.
    """
    card = card_of(spider)
    wish = card.wish(target, parameters)
    if priority is None:
        priority = BULK if card.bulk else READER
    of = digest(wish.target, wish.parameters)
    same = (
        select(Crawl)
        .where(Crawl.spider == spider, Crawl.digest == of, Crawl.state.in_(OPEN))
        .with_for_update()
    )
    if not refresh and wish.about and (crawl := _enough(session, spider, of, wish.about)):
        return crawl, False
    for _attempt in range(3):
        if crawl := session.scalar(same):
            # A reader who asks for what bulk work has queued need not wait for the bulk.
            crawl.priority = min(crawl.priority, priority)
            if crawl.state == "queued":
                crawl.refresh = crawl.refresh or refresh
            return crawl, False
        if admit:
            admit(session, priority)
        try:
            with session.begin_nested():
                crawl = Crawl(
                    spider=spider,
                    target=wish.target,
                    parameters=wish.parameters,
                    digest=of,
                    state="queued",
                    refresh=refresh,
                    priority=priority,
                    requested_at=utc_now(),
                    request_id=request_id,
                    attempts=0,
                    parts=[],
                )
                if card.bulk:
                    _begin(crawl, None if refresh else _stopped(session, spider, of))
                session.add(crawl)
            wake(session)
            return crawl, True
        except IntegrityError:
            continue  # another's commit came between
    raise RuntimeError("the same crawl begins and ends faster than it can be asked for")


def digest(target: str, parameters: Mapping[str, Any] | None) -> str:
    """What tells one wish to a spider from another."""
    text = json.dumps([target, parameters], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


_COUNTERS = ("seen", "stored", "unreadable", "deleted")


def _begin(crawl: Crawl, stopped: Crawl | None) -> None:
    """Count from nothing, or from where an earlier crawl stopped."""
    crawl.cursor = stopped.cursor if stopped else None
    crawl.expected = stopped.expected if stopped else None
    for name in _COUNTERS:
        setattr(crawl, name, getattr(stopped, name) if stopped else 0)


def _stopped(session: Session, spider: str, of: str) -> Crawl | None:
    last = session.scalar(
        select(Crawl)
        .where(Crawl.spider == spider, Crawl.digest == of)
        .order_by(Crawl.id.desc())
        .limit(1)
    )
    return last if last and last.state != "done" and last.cursor else None


def _enough(session: Session, spider: str, of: str, about: PaperId) -> Crawl | None:
    """The crawl after which there is no need of another yet."""
    last = select(Crawl).where(Crawl.spider == spider, Crawl.digest == of)
    ended = session.scalars(
        last.where(Crawl.state.in_(("done", "failed"))).order_by(Crawl.id.desc()).limit(_REMEMBERED)
    ).all()
    if not ended:
        return None
    paper = find.number(session, about)
    if paper is None:
        return ended[0] if _brought_nothing_lately(ended) else None
    schemes = frozenset(session.scalars(find.schemes(paper)))
    due = refresh_after(schemes, session.execute(find.asked(paper)).all())
    return ended[0] if due and due > utc_now() else None


def _brought_nothing_lately(ended: Sequence[Crawl]) -> bool:
    """Whether it is too soon to ask for a paper again that no source gave anything of."""
    failed = list(takewhile(lambda crawl: crawl.state == "failed", ended))
    if not failed or not failed[0].finished_at or not failed[0].parts:
        return False
    if all(part["state"] == "resting" and part["until"] for part in failed[0].parts):
        again = min(datetime.fromisoformat(part["until"]) for part in failed[0].parts)
    else:
        again = failed[0].finished_at + back_off(len(failed))
    return again > utc_now()


def _free() -> ColumnElement[bool]:
    lapsed = Crawl.lease_until < epoch()
    return and_(Crawl.state.in_(OPEN), or_(Crawl.state == "queued", lapsed))


@lru_cache
def _to_draw(bulk: bool, suspects: bool) -> Select[int]:
    """Made once: it is asked fifty times a second."""
    query = select(Crawl.id).where(_free()).order_by(Crawl.priority, Crawl.id).limit(1)
    if not bulk:
        query = query.where(Crawl.priority < BULK)
    return query if suspects else query.where(Crawl.attempts < SUSPECT)


_READERS = select(Crawl.id).where(Crawl.state.in_(OPEN), Crawl.priority < BULK).limit(1)


def waiting(session: Session, *, bulk: bool = True, suspects: bool = True) -> bool:
    """Whether there is anything to draw: a look that takes no lock."""
    return session.scalar(_to_draw(bulk, suspects)) is not None


def readers_wait(session: Session) -> bool:
    """Whether a reader waits for a crawl, drawn or not."""
    return session.scalar(_READERS) is not None


def draw(
    session: Session, worker: str, *, bulk: bool = True, suspects: bool = True
) -> Crawl | None:
    """Take the next crawl, a reader's before bulk, the oldest first; None: nothing to do.

    Without `bulk`, only what readers wait for. A worker that runs a suspect draws none besides:
    those who were unlucky with it would die with it each time, and be given up for it.
    """
    now = epoch()
    query = _to_draw(bulk, suspects).with_only_columns(Crawl)
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


def queued(session: Session, spiders: Collection[str], least: int, limit: int) -> list[Crawl]:
    """Those that wait for one of these spiders, of priority `least` or before it, in order."""
    query = select(Crawl).where(
        Crawl.state == "queued", Crawl.spider.in_(spiders), Crawl.priority <= least
    )
    return list(session.scalars(query.order_by(Crawl.priority, Crawl.id).limit(limit)))


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
    wake(session)


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
    stored: bool = False,
) -> None:
    """Say how `part` stands: waiting, asking, or an outcome as in SourceState.

    `stored` where its answer is kept in the same transaction, and need not be asked for again.
    """
    held = session.execute(_NOTES, {"the_crawl": crawl_id}).one_or_none()
    if held is None:
        return
    note: dict[str, Any] = {
        "source": source,
        "part": part,
        "state": state,
        "until": until and until.isoformat().replace("+00:00", "Z"),
        "count": count,
        "total": total,
        "message": message,
    }
    # Each part keeps the place of its first mention.
    by_part = {(each["source"], each["part"]): each for each in held.parts}
    by_part[source, part] = note
    session.execute(
        _NOTE,
        {
            "the_crawl": crawl_id,
            "parts": list(by_part.values()),
            # It gets on, so it is not what workers die of.
            "attempts": min(held.attempts, 1) if stored else held.attempts,
        },
    )


_NOTES = (
    select(Crawl.parts, Crawl.attempts).where(Crawl.id == bindparam("the_crawl")).with_for_update()
)
_NOTE = (
    update(table(Crawl))
    .where(Crawl.id == bindparam("the_crawl"))
    .values(parts=bindparam("parts"), attempts=bindparam("attempts"))
)


def advance(
    session: Session,
    crawl_id: int,
    worker: str,
    cursor: Mapping[str, Any],
    *,
    seen: int,
    stored: int,
    unreadable: int,
    deleted: int,
    expected: int | None = None,
) -> None:
    """Count what the caller's transaction stores, and note where to go on after it.

    Raises LeaseLost where the worker no longer holds the crawl: nothing of it may be kept, since
    somebody else does it, or nobody shall.
    """
    came = {"seen": seen, "stored": stored, "unreadable": unreadable, "deleted": deleted}
    counted: dict[str, Any] = {
        name: func.coalesce(getattr(Crawl, name), 0) + count for name, count in came.items()
    }
    if expected is not None:
        counted["expected"] = expected
    done: Any = session.execute(
        update(Crawl)
        .where(Crawl.id == crawl_id, Crawl.worker == worker, Crawl.state == "running")
        # It gets on, so it is not what workers die of.
        .values(cursor=dict(cursor), attempts=1, **counted)
    )
    if not done.rowcount:
        raise LeaseLost(f"Crawl {crawl_id} is another worker's by now, or was cancelled.")


def count_outcomes(session: Session, counts: Mapping[tuple[str, str], int]) -> None:
    """Add to what is known of the spiders: (spider, outcome) to how often."""
    add(
        session,
        SpiderCount,
        "count",
        [
            {"spider": spider, "outcome": outcome, "count": count}
            for (spider, outcome), count in sorted(counts.items())
        ],
    )


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


def priority_name(priority: int) -> str:
    """Which of PRIORITIES it is."""
    return next(name for name, each in PRIORITIES.items() if each >= priority)


def reorder(session: Session, crawl_id: int, priority: int) -> None:
    """Let a crawl that waits go before or after others; one that does not stays as it is."""
    session.execute(
        update(Crawl)
        .where(Crawl.id == crawl_id, Crawl.state == "queued")
        .values(priority=priority)
        .execution_options(synchronize_session=False)
    )


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
