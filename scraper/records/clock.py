"""The database's own clock: the one that all workers share."""

from sqlalchemy import Float, literal_column
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from scraper.records.engine import is_sqlite


def epoch(session: Session) -> ColumnElement[float]:
    """Seconds since 1970 as an SQL expression, to the millisecond."""
    # unixepoch('subsec') is NULL before SQLite 3.42.
    text = (
        "((julianday('now') - 2440587.5) * 86400.0)"
        if is_sqlite(session)
        else "extract(epoch from clock_timestamp())::double precision"
    )
    return literal_column(text, Float)
