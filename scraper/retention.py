"""What may be forgotten: what nobody asks for any more after ARXIVLENS_KEEP_DAYS.

 - crawls that have ended. Of one of many papers the last of its kind stays, for the next goes on
   where it stopped; a paper's own record says by itself how fresh it is.
 - which papers were opened on which day, once the scheduled refresh looks no further back.
 - what was spent of the daily budgets.

Records, comments, tokens and a language model's answers are never forgotten.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from scraper.records import Budget, Crawl, Opening, utc_now
from scraper.records.questions import Spending
from scraper.refresh import OPENED

_AT_ONCE = 500  # crawls in one transaction: nobody waits long for the lock


def forget(session: Session, days: float) -> bool:
    """Forget some of what is older than so many days; whether there is more to forget."""
    age = timedelta(days=days)
    today = datetime.now(UTC).date()
    session.execute(delete(Opening).where(Opening.day < today - max(age, OPENED)))
    session.execute(delete(Budget).where(Budget.day < today - age))
    session.execute(delete(Spending).where(Spending.day < today - age))
    later = aliased(Crawl)
    superseded = exists().where(
        later.spider == Crawl.spider, later.digest == Crawl.digest, later.id > Crawl.id
    )
    ended = (
        select(Crawl.id)
        .where(Crawl.finished_at < utc_now() - age, or_(Crawl.seen.is_(None), superseded))
        .limit(_AT_ONCE)
    )
    forgotten: Any = session.execute(delete(Crawl).where(Crawl.id.in_(ended)))
    return bool(forgotten.rowcount == _AT_ONCE)
