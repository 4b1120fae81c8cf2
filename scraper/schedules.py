"""Scheduled crawls: what a lab wants collected again and again.

    due ──fire──> a crawl that names its schedule; due again at the next of its times

A schedule's times lie `every` seconds apart, from its first on. When one has come, whichever worker
looks first makes the crawl and moves the schedule on, in ONE transaction that holds the schedule's
row: however many workers there are, one time makes one crawl. The schedule moves past all times
that have gone by, so those that nobody was there for make one crawl together. Where its last crawl
is still under way, the time makes none; where too many wait, or the disk is full, it stays due.

The clock is the database's, which all workers share. Scheduled crawls go where bulk work goes:
after what readers wait for.
"""

import logging
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.cards import card_of
from scraper.errors import BadInput, NotFound, ScheduledAlready, TooManySchedules
from scraper.harvests import last_harvest
from scraper.records import Crawl, Schedule
from scraper.records.clock import epoch
from scraper.records.engine import is_sqlite

_log = logging.getLogger(__name__)

MOST = 100  # on record
# As lists of schedules have them: the next to be due first, those that are paused last.
ORDER = (Schedule.paused, Schedule.due, Schedule.id)
HOUR = 3600


def create(
    session: Session,
    spider: str,
    target: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    every_hours: int = 24,
    at: time | None = None,
) -> Schedule:
    """Collect `target` every so many hours; the first time at the next `at` (UTC), else at once.

    Raises UnknownSpider, BadPaperId, BadTarget or BadParameter; ScheduledAlready, which names the
    schedule of the same; TooManySchedules.
    """
    wish = card_of(spider).wish(target, parameters)
    of = crawls.digest(wish.target, wish.parameters)
    same = select(Schedule.id).where(Schedule.spider == spider, Schedule.digest == of)
    if known := session.scalar(same):
        raise ScheduledAlready(known)
    if (session.scalar(select(func.count()).select_from(Schedule)) or 0) >= MOST:
        raise TooManySchedules(
            f"There are {MOST} schedules already; delete one that is not wanted."
        )
    now = session.scalars(select(epoch())).one()
    schedule = Schedule(
        spider=spider,
        target=wish.target,
        parameters=wish.parameters,
        digest=of,
        every=every_hours * HOUR,
        due=now if at is None else _next(at, now),
        paused=False,
        created=datetime.fromtimestamp(now, UTC),
    )
    try:
        with session.begin_nested():
            session.add(schedule)
    except IntegrityError:  # another's commit came between
        raise ScheduledAlready(session.scalars(same).one()) from None
    return schedule


def _next(at: time, now: float) -> float:
    today = datetime.fromtimestamp(now, UTC).replace(
        hour=at.hour, minute=at.minute, second=0, microsecond=0
    )
    first = today if today.timestamp() >= now else today + timedelta(days=1)
    return first.timestamp()


def _is_due() -> ColumnElement[bool]:
    return (Schedule.paused == false()) & (Schedule.due <= epoch())


def any_due(session: Session) -> bool:
    """Whether there is anything to fire: a look that takes no lock."""
    return session.scalar(select(Schedule.id).where(_is_due()).limit(1)) is not None


def fire(session: Session, admit: Callable[[Session, int], None] | None = None) -> Schedule | None:
    """Fire the schedule that is due longest and that nobody else fires; None: there is none.

    Raises what `admit` raises; the schedule is still due then.
    """
    query = select(Schedule).where(_is_due()).order_by(Schedule.due, Schedule.id).limit(1)
    if not is_sqlite(session):
        query = query.with_for_update(skip_locked=True)
    if (schedule := session.scalar(query)) is None:
        return None
    last = session.get(Crawl, schedule.last_crawl) if schedule.last_crawl else None
    if last is None or last.state not in crawls.OPEN:
        try:
            crawl = _request(session, schedule, admit)
            session.flush()
            schedule.last_crawl = crawl.id
        except BadInput as error:  # a spider, or what it takes, is no longer what it was
            schedule.paused = True
            _log.warning("Schedule %s is paused: %s", schedule.id, error)
    _move_on(session, schedule)
    return schedule


def _request(
    session: Session, schedule: Schedule, admit: Callable[[Session, int], None] | None
) -> Crawl:
    given = dict(schedule.parameters or {})
    # A harvest of all changes, time after time, is each time one of what is new.
    if schedule.spider == "oai" and not given.keys() & {"from", "until"}:
        given |= {"from": day} if (day := last_harvest(session, schedule.target)) else {}
    crawl, new = crawls.request(
        session,
        schedule.spider,
        schedule.target,
        given,
        # Of many papers: goes on where one that failed stopped. Of one: that is what it is for.
        refresh=not card_of(schedule.spider).bulk,
        priority=crawls.BULK,
        admit=admit,
    )
    if new:
        crawl.schedule_id = schedule.id
    return crawl


def _move_on(session: Session, schedule: Schedule) -> None:
    """To the first of its times that is still to come."""
    now = session.scalars(select(epoch())).one()
    if schedule.due <= now:
        schedule.due += schedule.every * (math.floor((now - schedule.due) / schedule.every) + 1)


def pause(session: Session, number: int, paused: bool) -> Schedule:
    """Let a schedule rest, or go on with the next of its times. Raises NotFound."""
    schedule = known(session, number)
    if schedule.paused and not paused:
        _move_on(session, schedule)
    schedule.paused = paused
    session.flush()
    return schedule


def delete(session: Session, number: int) -> None:
    """Have it no more; the crawls that it made stay. Raises NotFound."""
    session.delete(known(session, number))


def known(session: Session, number: int) -> Schedule:
    """Raises NotFound."""
    schedule = session.get(Schedule, number, with_for_update=True)
    if schedule is None:
        raise NotFound(f"There is no schedule {number}.")
    return schedule
