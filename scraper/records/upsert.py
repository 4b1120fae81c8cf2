"""Insert, unless it is there: one spelling for both databases."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scraper.records.base import Base, table
from scraper.records.engine import is_sqlite


def insert_new(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows that break no unique constraint; leave out the others."""
    if rows:
        session.execute(_insert_new(is_sqlite(session), model), list(rows))


def upsert(
    session: Session,
    model: type[Base],
    rows: Sequence[dict[str, Any]],
    keep: Sequence[str] = (),
) -> None:
    """Insert the rows; where the primary key is taken, write the given columns over.

    Every row has the same columns. Those named in `keep` are written only at the first insert.
    """
    if rows:
        names = tuple(name for name in rows[0] if name not in keep)
        session.execute(_upsert(is_sqlite(session), model, names), list(rows))


def add(session: Session, model: type[Base], counter: str, rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows; where the primary key is taken, add their `counter` to what is there."""
    if rows:
        session.execute(_add(is_sqlite(session), model, counter), list(rows))


def _insert(lite: bool, model: type[Base]) -> Any:
    return sqlite.insert(table(model)) if lite else postgresql.insert(table(model))


@cache
def _insert_new(lite: bool, model: type[Base]) -> Any:
    return _insert(lite, model).on_conflict_do_nothing()


@cache
def _upsert(lite: bool, model: type[Base], names: tuple[str, ...]) -> Any:
    statement = _insert(lite, model)
    key = [column.name for column in table(model).primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in key}
    if not changed:
        return statement.on_conflict_do_nothing(index_elements=key)
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


@cache
def _add(lite: bool, model: type[Base], counter: str) -> Any:
    statement = _insert(lite, model)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in table(model).primary_key],
        set_={counter: table(model).c[counter] + statement.excluded[counter]},
    )
