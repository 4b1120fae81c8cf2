"""The pace of each source, kept over all workers through one row of the database.

`reserve` takes the next free slot in one statement, by the database's clock; `rest` notes that
the source asked us to wait, for everybody; `recover` that it answers again. Terms: arXiv, one
request every three seconds over all machines and 15 s between HTML pages (its robots.txt);
Semantic Scholar, one a second and exponential back-off.
"""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from scraper.errors import SourceResting
from scraper.records.clock import epoch
from scraper.records.sources import SourceRate
from scraper.records.upsert import insert_new
from scraper.sources.answers import TITLES

_MARGIN = 0.05  # seconds; between a slot and its request lie a commit and a timer
_FIRST_REST, _LONGEST_REST = 5.0, 3600.0


def reserve(session: Session, source: str, delay: float) -> float:
    """Take the next free slot of `source`, `delay` seconds before the one after it.

    Returns the seconds to wait for it.

    Raises SourceResting while the source has asked us to wait.
    """
    row = _row(session, source)
    _refuse_resting(source, row)
    slot = max(row.next_at, row.now)
    session.execute(
        update(SourceRate)
        .where(SourceRate.source == source)
        .values(next_at=slot + delay + (_MARGIN if delay else 0))
    )
    return float(slot - row.now)


def check(session: Session, source: str) -> None:
    """Raises SourceResting as `reserve` does; takes no slot and writes nothing."""
    if row := session.execute(_query(session, source)).one_or_none():
        _refuse_resting(source, row)


def after(seconds: float) -> datetime:
    """The moment that many seconds from now."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


def rest(session: Session, source: str, until: datetime) -> datetime:
    """The source refused: nobody asks it before the moment returned, `until` or later.

    From the second refusal in a row on, our own back-off may be longer than the source's wish; it
    doubles each time, with jitter, up to an hour. Answers to what was sent before the source is
    known to rest are of the same refusal.
    """
    now = datetime.now(UTC)
    row = _row(session, source)
    wait = max((until - now).total_seconds(), 0.0)
    resting = row.resting_until > row.now
    if row.strikes and not resting:
        ours = min(_FIRST_REST * 2 ** min(row.strikes, 12), _LONGEST_REST)
        wait = max(wait, ours * random.uniform(0.75, 1.0))  # noqa: S311 - it spreads, no more
    resting_until = max(row.now + wait, row.resting_until)
    session.execute(
        update(SourceRate)
        .where(SourceRate.source == source)
        .values(resting_until=resting_until, strikes=row.strikes + (not resting))
    )
    return after(resting_until - row.now)


def struck(session: Session, source: str) -> bool:
    """Whether the source's last answers were refusals."""
    row = session.execute(_query(session, source)).one_or_none()
    return bool(row and row.strikes)


def recover(session: Session, source: str) -> None:
    """The source answered: its refusals are forgotten.

    Not while it rests: that was an answer to what had been sent before.
    """
    session.execute(
        update(SourceRate)
        .where(SourceRate.source == source, SourceRate.resting_until <= epoch())
        .values(strikes=0)
    )


def resting(source: str, until: datetime) -> SourceResting:
    """The error that says that the source rests."""
    name = TITLES.get(source, source)
    return SourceResting(
        source,
        until,
        f"{name} asked us to wait until {until:%H:%M:%S} UTC; nothing goes out before.",
    )


def _refuse_resting(source: str, row: Any) -> None:
    if row.resting_until > row.now:
        raise resting(source, after(row.resting_until - row.now))


def _query(session: Session, source: str) -> Select[*tuple[Any, ...]]:
    return select(
        SourceRate.next_at,
        SourceRate.resting_until,
        SourceRate.strikes,
        epoch().label("now"),
    ).where(SourceRate.source == source)


def _row(session: Session, source: str) -> Any:
    insert_new(
        session,
        SourceRate,
        [{"source": source, "next_at": 0.0, "resting_until": 0.0, "strikes": 0}],
    )
    return session.execute(_query(session, source).with_for_update()).one()
