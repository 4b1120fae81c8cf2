"""The scheduled refresh: what a worker does when there is nothing else to do.

THE RULE. Of the papers that readers opened in the last OPENED days and whose citations have gone
stale, the one opened last is collected again; of several opened on the same day, the one whose
citations went stale first. One paper at a time over all workers, no paper twice in AGAIN, and
none once what is left of the day's budget of requests (ARXIVLENS_REFRESH_REQUESTS; 0: no refresh)
may not be enough for it. Readers and bulk work come first.

The budget is of a day in UTC, kept in the database: it holds over restarts and over all workers.
Each request is counted as it leaves; the last paper of a day may take a few more than were left.
"""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.clock import utc_now
from scraper.paper_id import PaperId
from scraper.records import Budget, Crawl, Opening, Paper, SourceState
from scraper.records.identify import identities
from scraper.records.upsert import add, insert_new

OPENED = timedelta(days=30)
AGAIN = timedelta(days=1)
COST = 6  # requests that a paper usually takes, at most
_LOOKED_AT = 50  # candidates, of which most were not refreshed today


def note_openings(session: Session, names: Collection[PaperId]) -> None:
    """Note that readers opened these papers, now; of one not on record there is nothing to note."""
    numbers = sorted({paper_id for _name, paper_id in identities(session, names)})
    day = _today()
    add(session, Opening, "times", [{"paper_id": n, "day": day, "times": 1} for n in numbers])


def schedule(session: Session, requests: int) -> Crawl | None:
    """Queue the paper that the rule names, where `requests`, the day's budget, allows it."""
    left = requests - _spent(session)
    under_way = Crawl.state.in_(crawls.OPEN) & (Crawl.priority == crawls.IDLE)
    if left < COST or session.scalar(select(Crawl.id).where(under_way).limit(1)):
        return None
    session.execute(delete(Opening).where(Opening.day < _today() - 2 * OPENED))
    for key in session.scalars(_candidates()).all():
        if not _done_lately(session, key):
            return crawls.request(session, "paper", key, priority=crawls.IDLE)[0]
    return None


def spend(session: Session) -> None:
    """Count one request."""
    add(session, Budget, "spent", [{"day": _today(), "spent": 1}])


def _spent(session: Session) -> int:
    # The row's lock keeps two workers from scheduling at once.
    insert_new(session, Budget, [{"day": _today(), "spent": 0}])
    return session.scalars(
        select(Budget.spent).where(Budget.day == _today()).with_for_update()
    ).one()


def _candidates() -> Select[str]:
    now = utc_now()
    return (
        select(Paper.key)
        .join(Opening, Opening.paper_id == Paper.id)
        .join(SourceState, SourceState.paper_id == Paper.id)
        .where(
            Opening.day > _today() - OPENED,
            SourceState.part == "citations",
            SourceState.fresh_until < now,
        )
        .group_by(Paper.id)
        .order_by(func.max(Opening.day).desc(), func.min(SourceState.fresh_until), Paper.id)
        .limit(_LOOKED_AT)
    )


def _done_lately(session: Session, key: str) -> bool:
    same = Crawl.spider == "paper", Crawl.digest == crawls.digest(key, None)
    since = utc_now() - AGAIN
    return bool(session.scalar(select(Crawl.id).where(*same, Crawl.requested_at > since).limit(1)))


def _today() -> date:
    return utc_now().date()
