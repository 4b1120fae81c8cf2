"""Moves all records to another database, of either kind, and makes backups.

A copy goes table by table, in the order of the primary key, a few thousand rows to a transaction:
one that was broken off goes on after the rows that arrived. At the end both sides are counted and
added up; a copy that differs is an error and never passes for whole.
"""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scraper.errors import BadInput, StorageError
from scraper.records.base import Base
from scraper.records.engine import Database, is_sqlite
from scraper.records.schema import migrate
from scraper.records.search import index_again

_BATCH = 5000  # rows of a transaction
_ROWS_AT_ONCE = 1000

Told = Callable[[str, int, int], None]


def _quiet(table: str, done: int, total: int) -> None:
    pass


def copy_records(source: Database, target: Database, tell: Told = _quiet) -> dict[str, int]:
    """Copy every row of `source`, as it is now, to `target`; how many each table has.

    `tell(table, done, total)` is called as rows arrive. A `target` that an earlier copy of the
    same records left unfinished is finished. Raises StorageError where it holds other rows, or
    where the source changed between two attempts.
    """
    migrate(source)
    migrate(target)
    counts: dict[str, int] = {}
    try:
        with source.reading() as reader:
            for table in Base.metadata.sorted_tables:
                counts[table.name] = _copy_table(reader, target, table, tell)
            with target.writing() as writer:
                _go_on_numbering(writer)
                index_again(writer)
            with target.reading() as copied:
                for table in Base.metadata.sorted_tables:
                    if _sum(reader, table) != _sum(copied, table):
                        raise _differs(table)
    except DBAPIError as error:
        raise StorageError(f"The copy broke off: {str(error.orig).strip()}.") from error
    return counts


def _copy_table(reader: Session, target: Database, table: Table, tell: Told) -> int:
    total = _count(reader, table)
    with target.reading() as session:
        done = _count(session, table)
    if done > total:
        raise _differs(table)
    tell(table.name, done, total)
    rows = _rows(reader, table, done)
    while batch := [row._asdict() for row in islice(rows, _BATCH)]:
        with target.writing() as writer:
            writer.execute(insert(table), batch)
        done += len(batch)
        tell(table.name, done, total)
    return total


def _rows(session: Session, table: Table, offset: int = 0) -> Iterator[Any]:
    rows = select(table).order_by(*table.primary_key).offset(offset)
    options = {"stream_results": True, "yield_per": _ROWS_AT_ONCE}
    return iter(session.execute(rows, execution_options=options))


def _count(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def _sum(session: Session, table: Table) -> tuple[int, int]:
    """(rows, sum of their hashes): text is not in the same order in both databases."""
    count = total = 0
    for row in _rows(session, table):
        told = orjson.dumps(tuple(row), default=bytes.hex, option=orjson.OPT_SORT_KEYS)
        digest = hashlib.blake2b(told, digest_size=8).digest()
        total = (total + int.from_bytes(digest)) % 2**64
        count += 1
    return count, total


def _differs(table: Table) -> StorageError:
    return StorageError(
        f"The table {table.name} differs from its copy: the target held other rows, or the"
        " source has changed since an earlier attempt. Stop what writes to it, and copy into an"
        " empty database."
    )


def _go_on_numbering(session: Session) -> None:
    """Let PostgreSQL's sequences begin after the numbers that came with the rows."""
    if is_sqlite(session):
        return
    for table in Base.metadata.sorted_tables:
        key = table.autoincrement_column
        if key is not None:
            session.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{table.name}', '{key.name}'),"  # noqa: S608 - names of our models
                    f" (SELECT coalesce(max({key.name}), 0) + 1 FROM {table.name}), false)"
                )
            )


def back_up(source: Database, file: Path, tell: Told = _quiet) -> None:
    """Write all records, as they are at one moment, to a SQLite file, while others go on writing.

    The file is whole or not there. Raises BadInput where there is one, StorageError where it
    cannot be written.
    """
    if file.exists():
        raise BadInput(f"{file} is there already; name a new file.")
    migrate(source)
    try:
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
            part = Path(folder) / "part.db"
            if is_sqlite(source.engine):
                _vacuum_into(source, part)
            else:
                database = Database(f"sqlite:///{part}")
                copy_records(source, database, tell)
                database.close()
            _seal(part)
            os.link(part, file)  # unlike a rename, it overwrites nothing
            _sync(file.parent)
    except (OSError, DBAPIError, sqlite3.Error) as error:
        raise StorageError(f"The backup could not be written: {error}.") from error


def _vacuum_into(source: Database, part: Path) -> None:
    # One snapshot, however much is written meanwhile; SQLite's backup API would start anew.
    with closing(source.engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(part),))


def _seal(part: Path) -> None:
    """See that the file is whole, by itself and on disk."""
    with closing(sqlite3.connect(part)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        check_whole(connection, part)
    with part.open("rb") as opened:
        os.fsync(opened.fileno())


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def check_whole(connection: sqlite3.Connection, file: Path) -> None:
    """Raises StorageError where SQLite finds fault with the file."""
    try:
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        faults = [str(error)]
    if faults != ["ok"]:
        raise StorageError(f"{file} is damaged: {'; '.join(faults)}.")


def restore(file: Path, target: Database, tell: Told = _quiet) -> dict[str, int]:
    """Copy a backup, whatever schema it has, into an empty database; how many rows each table has.

    Raises BadInput for what is no backup, StorageError for a damaged one or a target with rows.
    """
    with _opened(file) as source:
        return copy_records(source, target, tell)


@contextmanager
def _opened(file: Path) -> Iterator[Database]:
    """A copy of the file, which stays as it is, at the present schema."""
    with tempfile.TemporaryDirectory(prefix="arxivlens-") as folder:
        copied = Path(folder) / "copied.db"
        try:
            with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as backup:
                check_whole(backup, file)
                known = backup.execute("SELECT name FROM sqlite_master WHERE name = 'identity'")
                if not known.fetchone():
                    raise BadInput(f"{file} is no backup of ArxivLens.")
                backup.execute("VACUUM INTO ?", (str(copied),))
        except sqlite3.Error as error:
            raise BadInput(f"{file} cannot be read: {error}.") from error
        database = Database(f"sqlite:///{copied}")
        try:
            yield database
        finally:
            database.close()
