"""Crawls: those that were asked for, and how long one that waits will."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.records import Crawl
from scraper.records.clock import epoch

_MEASURED = 20  # crawls that ended last
_ENOUGH = 5  # of them, to say anything


def page(
    session: Session, wanted: Sequence[ColumnElement[bool]], after: int | None, limit: int
) -> list[Crawl]:
    """The crawls asked for after that one, the newest first; one more than `limit`."""
    query = select(Crawl).where(*wanted).order_by(Crawl.id.desc()).limit(limit + 1)
    return list(session.scalars(query.where(Crawl.id < after) if after else query))


def total(session: Session, wanted: Sequence[ColumnElement[bool]]) -> int:
    """How many there are in all."""
    return session.scalar(select(func.count()).select_from(Crawl).where(*wanted)) or 0


class Waits:
    """How long crawls wait, as those took that ended last; each kind measured once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[bool, float | None] = {}

    def expected(self, crawl: Crawl) -> dict[str, Any]:
        """{position, expected_wait} of a crawl.

        The wait is in seconds: as many rounds as those before it take, with as many at once as run
        just now. None where it does not wait, where too few have ended to tell, and where none runs
        by which to tell how many do.
        """
        place = crawls.position(self._session, crawl)
        if place is None:
            return {"position": None, "expected_wait": None}
        bulk = crawl.priority >= crawls.BULK
        if bulk not in self._known:
            self._known[bulk] = self._measure(bulk)
        share = self._known[bulk]
        return {"position": place, "expected_wait": share and round(share * place, 1)}

    def _measure(self, bulk: bool) -> float | None:
        """Seconds until one more of the queue is drawn."""
        kind = Crawl.priority >= crawls.BULK if bulk else Crawl.priority < crawls.BULK
        run = select(func.count()).where(
            kind, Crawl.state == "running", Crawl.lease_until > epoch()
        )
        ended = (
            select(Crawl.started_at, Crawl.finished_at)
            .where(kind, Crawl.state.in_(("done", "failed")))
            .order_by(Crawl.id.desc())
            .limit(_MEASURED)
        )
        running = self._session.scalar(run) or 0
        took = [
            (finished - started).total_seconds()
            for started, finished in self._session.execute(ended)
            if started and finished
        ]
        return median(took) / running if running and len(took) >= _ENOUGH else None
