"""The pace of each source, kept over all workers through one row of the database.

`take` is asked until it is our turn; `rest` notes that the source asked us to wait, for everybody;
`fail` that an answer was none, which closes the source to everybody when it happens several times
in a row; `recover` that it answers again. Times are the database's own. Terms: arXiv, one
connection over all machines, one request every three seconds and 15 s between HTML pages (its
robots.txt); Semantic Scholar, one request a second and exponential back-off.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, or_, select, update
from sqlalchemy.orm import Session

from scraper.clock import utc_now
from scraper.errors import SourceResting
from scraper.records.base import table
from scraper.records.clock import epoch
from scraper.records.questions import Spending
from scraper.records.sources import SourceRate
from scraper.records.upsert import insert_new
from scraper.sources.answers import TITLES

_MARGIN = 0.05  # seconds; between a turn and its request lie a commit and a timer
_FIRST_REST, _LONGEST_REST = 5.0, 3600.0
_FAILURES = 5  # unusable answers in a row that close a source: more than one paper has parts
_LOOK = 0.1  # seconds between looks at a connection that somebody else has
_JUDGING = 1.0  # seconds from an answer to what it says of its source
HOLD = 60.0  # seconds until a connection counts as lost whose worker died; twice a time-out
_ONE_CONNECTION = ("arxiv",)


def take(session: Session, source: str, delay: float, holder: str) -> float:
    """Take our turn if it is: 0, and the next one comes `delay` seconds later.

    Otherwise the seconds after which to ask again. Where a source allows but one connection, or is
    being tried after it failed, `holder` has it until `let_go`.

    Raises SourceResting while the source is not to be asked.
    """
    row = _row(session, source)
    if seconds := _seconds(source, row, holder):
        return seconds
    alone = source in _ONE_CONNECTION or row.strikes
    session.execute(
        update(SourceRate)
        .where(SourceRate.source == source)
        .values(
            next_at=row.now + delay + (_MARGIN if delay else 0),
            held_by=holder if alone else None,
            held_until=row.now + HOLD if alone else 0.0,
        )
    )
    return 0.0


def spend(session: Session, source: str, daily: int) -> None:
    """Count a request to a source that costs money; it is counted before it leaves.

    Raises SourceResting until midnight (UTC) when `daily` have left on that day.
    """
    now = utc_now()
    today = Spending.source == source, Spending.day == now.date()
    insert_new(session, Spending, [{"source": source, "day": now.date(), "requests": 0}])
    counted = (
        update(Spending)
        .where(*today, Spending.requests < daily)
        .values(requests=Spending.requests + 1)
        .returning(Spending.requests)
    )
    if session.scalar(counted) is None:
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
        name = TITLES.get(source, source)
        raise SourceResting(
            source, midnight, f"{name} has had its {daily} requests of {now:%d %B} (UTC)."
        )


def wait(session: Session, source: str, holder: str = "") -> float:
    """The seconds that `take` would say, without taking anything.

    Raises SourceResting as it does.
    """
    row = session.execute(_query(session, source)).one_or_none()
    return _seconds(source, row, holder) if row else 0.0


def is_open(session: Session, source: str) -> bool:
    """Whether a source that needs no pace may be asked at once.

    Raises SourceResting as `take` does.
    """
    row = session.execute(_query(session, source)).one_or_none()
    if row:
        _refuse_resting(source, row)
    return row is None or not row.strikes


def let_go(session: Session, source: str, delay: float, holder: str) -> None:
    """The request of `holder` is over, and its connection free: to the next one after `delay`.

    Counted from here, no two requests arrive closer to each other, however late the first left.
    """
    after_it = epoch() + delay
    session.execute(
        update(SourceRate)
        .where(SourceRate.source == source, SourceRate.held_by == holder)
        .values(
            # A source that is only being tried is free when it is known how that went.
            held_until=case((SourceRate.strikes > 0, epoch() + _JUDGING), else_=0.0),
            next_at=case((SourceRate.next_at > after_it, SourceRate.next_at), else_=after_it),
        )
    )


def rest(session: Session, source: str, until: datetime) -> datetime:
    """The source refused: nobody asks it before the moment returned, `until` or later.

    From the second refusal in a row on, our own back-off may be longer than the source's wish; it
    doubles each time, with jitter, up to an hour. Answers to what was sent before the source is
    known to rest are of the same refusal.
    """
    row = _row(session, source)
    wish = max((until - utc_now()).total_seconds(), 0.0)
    session.execute(update(SourceRate).where(SourceRate.source == source).values(failures=0))
    return _close(session, source, row, wish, ours=row.strikes > 0)


def fail(session: Session, source: str) -> datetime | None:
    """The source gave no usable answer; until when it is left alone, if it is.

    That is after several in a row, or when it was only being tried.
    """
    row = _row(session, source)
    session.execute(
        update(SourceRate)
        .where(SourceRate.source == source)
        .values(failures=SourceRate.failures + 1)
    )
    if row.failures + 1 < _FAILURES and not row.strikes:
        return None
    return _close(session, source, row, 0.0, ours=True)


def recover(session: Session, source: str) -> None:
    """The source answered: its refusals are forgotten.

    Not while it rests: that was an answer to what had been sent before.
    """
    session.execute(_RECOVER, {"the_source": source})


_RECOVER = (
    update(table(SourceRate))
    .where(
        SourceRate.source == bindparam("the_source"),
        SourceRate.resting_until <= epoch(),
        or_(SourceRate.strikes > 0, SourceRate.failures > 0),
    )
    .values(strikes=0, failures=0, held_until=0.0)
)


def after(seconds: float) -> datetime:
    """The moment that many seconds from now."""
    return utc_now() + timedelta(seconds=seconds)


def resting(source: str, until: datetime, failures: int = 0) -> SourceResting:
    """The error that says that the source rests: because it failed so often, or by its wish."""
    name = TITLES.get(source, source)
    why = "failed several times and is left alone" if failures else "asked us to wait"
    sentence = f"{name} {why} until {until:%H:%M:%S} UTC; nothing goes out before."
    return SourceResting(source, until, sentence)


def _close(session: Session, source: str, row: Any, wish: float, *, ours: bool) -> datetime:
    wait = wish
    resting = row.resting_until > row.now
    if ours and not resting:
        back_off = min(_FIRST_REST * 2 ** min(row.strikes, 12), _LONGEST_REST)
        wait = max(wait, back_off * random.uniform(0.75, 1.0))  # noqa: S311 - it spreads, no more
    resting_until = max(row.now + wait, row.resting_until)
    session.execute(
        update(SourceRate)
        .where(SourceRate.source == source)
        .values(resting_until=resting_until, strikes=row.strikes + (not resting))
    )
    return after(resting_until - row.now)


def _seconds(source: str, row: Any, holder: str) -> float:
    _refuse_resting(source, row)
    held = row.held_until - row.now if row.held_by not in (None, holder) else 0.0
    return float(max(row.next_at - row.now, min(held, _LOOK), 0.0))


def _refuse_resting(source: str, row: Any) -> None:
    if row.resting_until > row.now:
        raise resting(source, after(row.resting_until - row.now), row.failures)


def _query(session: Session, source: str) -> Select[*tuple[Any, ...]]:
    return select(
        SourceRate.next_at,
        SourceRate.resting_until,
        SourceRate.strikes,
        SourceRate.failures,
        SourceRate.held_by,
        SourceRate.held_until,
        epoch().label("now"),
    ).where(SourceRate.source == source)


def _row(session: Session, source: str) -> Any:
    insert_new(
        session,
        SourceRate,
        [{"source": source, "next_at": 0.0, "resting_until": 0.0, "strikes": 0}],
    )
    return session.execute(_query(session, source).with_for_update()).one()
