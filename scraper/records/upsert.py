"""Insert, unless it is there: one spelling for both databases."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scraper.records.base import Base
from scraper.records.engine import is_sqlite


def _insert(session: Session, model: type[Base]) -> Any:
    return sqlite.insert(model) if is_sqlite(session) else postgresql.insert(model)


def insert_new(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that break no unique constraint; leave out the others."""
    if rows:
        session.execute(_insert(session, model).on_conflict_do_nothing(), list(rows))


def upsert(
    session: Session,
    model: type[Base],
    rows: Sequence[dict[str, Any]],
    keep: Sequence[str] = (),
) -> None:
    """Insert the rows; where the primary key is taken, write the given columns over.

    Every row has the same columns. Those named in `keep` are written only at the first insert.
    """
    if not rows:
        return
    statement = _insert(session, model)
    key = [column.name for column in model.__table__.primary_key]
    changed = {
        name: statement.excluded[name] for name in rows[0] if name not in key and name not in keep
    }
    session.execute(
        statement.on_conflict_do_update(index_elements=key, set_=changed)
        if changed
        else statement.on_conflict_do_nothing(index_elements=key),
        list(rows),
    )
