"""Many new rows at once: by COPY into PostgreSQL, by the driver's executemany into SQLite.

For rows that break no constraint, which the caller has made sure of; everything else is `upsert`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scraper.records.base import PlainText, kept
from scraper.records.engine import is_sqlite

_Row = tuple[Any, ...]


def append(
    session: Session,
    table: Table,
    names: tuple[str, ...],
    rows: Iterable[Sequence[Any]],
    known: str = "",
    **same: Any,
) -> int:
    """Insert the rows, whose values stand in the order of the columns' names; how many they are.

    `same` are columns that have one value in all rows; `known` is the clause for rows that are
    there already, on SQLite alone: COPY has none.
    """
    (end,) = prepared(_dialect(session), table, tuple(same), [tuple(same.values())])
    ready = (row + end for row in prepared(_dialect(session), table, names, rows))
    return append_prepared(session, table.name, (*names, *same), ready, known)


def append_prepared(
    session: Session,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    known: str = "",
) -> int:
    """The same with rows that are as the driver takes them, also of a table without a model."""
    dialect = _dialect(session)
    cursor: Any = session.connection().connection.cursor()
    try:
        if is_sqlite(session):
            places = ", ".join("?" * len(columns))
            cursor.executemany(
                f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608 - our names
                f" VALUES ({places}) {known}",
                rows,
            )
        else:
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        return int(cursor.rowcount)
    except dialect.loaded_dbapi.Error as error:
        # As every other statement would raise it.
        raise DBAPIError.instance(table, None, error, dialect.loaded_dbapi.Error) from error
    finally:
        cursor.close()


def _dialect(session: Session) -> Dialect:
    return session.get_bind().dialect


def prepared(
    dialect: Dialect, table: Table, names: tuple[str, ...], rows: Iterable[Sequence[Any]]
) -> Iterator[_Row]:
    """The rows as the driver takes them."""
    return map(_preparation(dialect, table, names), rows)


@cache
def _preparation(
    dialect: Dialect, table: Table, names: tuple[str, ...]
) -> Callable[[Sequence[Any]], _Row]:
    types = [table.c[name].type for name in names]
    processors = [
        # The short way for what there is most of.
        kept if isinstance(each, PlainText) else each.dialect_impl(dialect).bind_processor(dialect)
        for each in types
    ]
    work = [(place, each) for place, each in enumerate(processors) if each]
    if not work:
        return tuple

    def prepare(row: Sequence[Any]) -> _Row:
        values = list(row)
        for place, process in work:
            if (value := values[place]) is not None:
                values[place] = process(value)
        return tuple(values)

    return prepare


def new_ids(session: Session, table: Table, count: int) -> range | list[int]:
    """As many ids that no row of the table has; the caller is the only one who adds rows."""
    if is_sqlite(session):
        last = session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
        return range(last + 1, last + 1 + count)
    series = text("SELECT nextval(:sequence) FROM generate_series(1, :count)")
    given = {"sequence": f"{table.name}_id_seq", "count": count}
    return list(session.scalars(series, given))
