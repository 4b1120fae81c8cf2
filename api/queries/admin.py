"""What curators look after: crawls, failed and scheduled, comments reported or hidden."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from scraper import schedules
from scraper.crawls import OPEN
from scraper.records import Comment, Crawl, Paper, Report, Schedule

_REASONS = 5  # of one comment


def failed(limit: int) -> Select[Crawl]:
    """The crawls that failed and were not asked for again, newest first."""
    again = aliased(Crawl)
    same = again.spider == Crawl.spider, again.digest == Crawl.digest, again.id > Crawl.id
    return (
        select(Crawl)
        .where(Crawl.state == "failed", ~select(again.id).where(*same).exists())
        .order_by(Crawl.id.desc())
        .limit(limit)
    )


def scheduled(session: Session) -> list[tuple[Schedule, datetime, Crawl | None]]:
    """(schedule, when it is due, its last crawl where it is on record), the next first."""
    query = (
        select(Schedule, Crawl)
        .outerjoin(Crawl, Crawl.id == Schedule.last_crawl)
        .order_by(*schedules.ORDER)
    )
    return [
        (each, datetime.fromtimestamp(each.due, UTC), last) for each, last in session.execute(query)
    ]


def under_way(session: Session) -> dict[str, int]:
    """How many crawls run, and how many wait."""
    query = select(Crawl.state, func.count()).where(Crawl.state.in_(OPEN)).group_by(Crawl.state)
    return {"running": 0, "queued": 0} | dict(session.execute(query).all())


def reported(session: Session, limit: int) -> list[dict[str, Any]]:
    """{comment, key, title, count, reasons} of what waits for a decision, the oldest report first.

    Of one comment's reasons, the newest five.
    """
    count = func.count(Report.id).label("count")
    query = (
        select(Comment, Paper.key, Paper.title, count)
        .join(Report, Report.comment_id == Comment.id)
        .join(Paper, Paper.id == Comment.paper_id)
        .group_by(Comment.id, Paper.key, Paper.title)
        .order_by(func.min(Report.id))
        .limit(limit)
    )
    found = session.execute(query).all()
    reasons = _reasons(session, [row.Comment.id for row in found])
    return [row._asdict() | {"reasons": reasons[row.Comment.id]} for row in found]


def hidden(limit: int) -> Select[*tuple[Any, ...]]:
    """(Comment, key, title) of what curators hid, newest first."""
    return (
        select(Comment, Paper.key, Paper.title)
        .join(Paper, Paper.id == Comment.paper_id)
        .where(Comment.hidden)
        .order_by(Comment.id.desc())
        .limit(limit)
    )


def _reasons(session: Session, comments: Sequence[int]) -> dict[int, list[str]]:
    place = func.row_number().over(partition_by=Report.comment_id, order_by=Report.id.desc())
    numbered = (
        select(Report.comment_id, Report.reason, place.label("place"))
        .where(Report.comment_id.in_(comments))
        .subquery()
    )
    newest = select(numbered).where(numbered.c.place <= _REASONS).order_by(numbered.c.place)
    found: dict[int, list[str]] = {each: [] for each in comments}
    for row in session.execute(newest):
        found[row.comment_id].append(row.reason)
    return found
