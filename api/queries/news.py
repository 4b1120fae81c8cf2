"""What came on record last: citations of a paper, papers that a search finds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.queries.search import Question, conditions
from scraper.records import Citation, Paper, Search
from scraper.records.facts import facts
from scraper.records.rows import rows

LOOKED_AT = 50_000  # papers: more than arXiv takes in in a month
News = list[tuple[int, datetime, dict[str, Any], str | None]]  # number, moment, row, summary


def citations(session: Session, number: int, limit: int) -> News:
    """The papers that cite it, the last to arrive first; of those that came at once the newest."""
    first = func.min(Citation.arrived_at)
    query = (
        select(Citation.citing_id, first)
        .outerjoin(Search, Search.paper_id == Citation.citing_id)
        .where(Citation.cited_id == number, Citation.arrived_at.is_not(None))
        .group_by(Citation.citing_id)
        .order_by(first.desc(), func.max(Search.day).desc(), Citation.citing_id.desc())
        .limit(limit)
    )
    return _told(session, session.execute(query).all())


def papers(session: Session, question: Question, limit: int) -> News:
    """The papers found, the last to arrive first; of those that came at once the newest.

    Looked for among the last to arrive, so that it costs no more when there are millions.
    """
    last = (
        select(Paper.id, Paper.arrived_at)
        .where(Paper.arrived_at.is_not(None))
        .order_by(Paper.arrived_at.desc(), Paper.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    query = (
        select(Search.paper_id, last.c.arrived_at)
        .join(last, last.c.id == Search.paper_id)
        .where(*conditions(session, question))
        .order_by(last.c.arrived_at.desc(), Search.day.desc(), Search.paper_id.desc())
        .limit(limit)
    )
    return _told(session, session.execute(query).all())


def _told(session: Session, found: Sequence[Any]) -> News:
    numbers = [number for number, _moment in found]
    known = rows(session, numbers)
    said = facts(session, numbers, ("abstract", "summary"))
    return [(number, moment, known[number], _summary(said[number])) for number, moment in found]


def _summary(paper: dict[str, Any]) -> str | None:
    text: str | None = paper["summary"]["text"] if paper["summary"] else paper["abstract"]
    return text
