"""The way to the database: SQLite unless set, PostgreSQL for teams.

SQLite: write-ahead log, `synchronous=FULL` (what was acknowledged survives a power cut), foreign
keys on, and write transactions that take the lock when they begin, so that a writer waits its
turn instead of failing in the middle.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from scraper.errors import BadSetting, StorageError
from scraper.records.base import dump_json

_BUSY_SECONDS = 30
# A server, or a network to it, that is gone without a word is known to be so within half a minute.
ALIVE = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_IDLE_SECONDS = 20


class Database:
    """An engine and its two ways in: `reading()` and `writing()`."""

    def __init__(self, url: str) -> None:
        """Opens nothing yet. Raises BadSetting for a URL that no driver answers to."""
        try:
            parsed = make_url(url)
            backend = parsed.get_backend_name()
            if backend not in ("sqlite", "postgresql"):
                raise ArgumentError(parsed.drivername)
            if backend == "sqlite" and parsed.database:
                file = Path(parsed.database).expanduser()
                file.parent.mkdir(parents=True, exist_ok=True)
                parsed = parsed.set(database=str(file))
            remote = backend == "postgresql"
            self.engine = create_engine(
                parsed,
                json_serializer=dump_json,
                # The one that was used last has its statements prepared; the others may rest.
                pool_use_lifo=True,
                pool_pre_ping=remote,
                connect_args=ALIVE if remote else {},
            )
        except (ArgumentError, ModuleNotFoundError) as error:
            raise BadSetting(
                "ARXIVLENS_DATABASE_URL",
                "is no address of a database; write it like sqlite:////home/me/arxivlens.db or"
                " postgresql://user:password@host/name.",
            ) from error
        except OSError as error:
            raise StorageError(f"The folder of the database cannot be made: {error}.") from error
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            event.listen(self.engine, "begin", _begin_postgresql)
        self._write_engine = self.engine.execution_options(lens_write=True)
        self._unchecked_engine = self._write_engine.execution_options(lens_unchecked=True)
        # SQLite reads one snapshot anyway.
        self._read_engine = self.engine.execution_options(
            **({} if backend == "sqlite" else {"isolation_level": "REPEATABLE READ"})
        )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one snapshot; nothing it does is kept."""
        with Session(self._read_engine) as session:
            yield session

    @contextmanager
    def writing(self, *, checked: bool = True) -> Iterator[Session]:
        """A session whose work is kept when the block ends, all of it or none.

        Unless it is `checked`, SQLite does not look whether the papers are there that a row names:
        the caller does, in the same transaction.
        """
        engine = self._write_engine if checked else self._unchecked_engine
        with Session(engine) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # SQLAlchemy's `begin` event says BEGIN; the driver must not say it again, or later.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
    _switch_to_wal(cursor)
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _switch_to_wal(cursor: Any) -> None:
    # Two processes that open a new file at once: the busy handler is not asked for this change.
    for attempt in range(50):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError:
            if attempt == 49:
                raise
            time.sleep(0.05)


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    unchecked = options.get("lens_unchecked", False)
    if unchecked != connection.info.get("lens_unchecked", False):
        connection.exec_driver_sql(f"PRAGMA foreign_keys = {'OFF' if unchecked else 'ON'}")
        connection.info["lens_unchecked"] = unchecked
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("lens_write") else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # A host that is cut off in the middle of a transaction must not hold its locks for ever.
    if connection.get_execution_options().get("lens_write"):
        connection.exec_driver_sql(
            f"SET LOCAL idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s'"
        )


def is_sqlite(bind: Session | Connection | Engine) -> bool:
    """Whether the database behind is SQLite."""
    dialect = bind.get_bind().dialect if isinstance(bind, Session) else bind.dialect
    return dialect.name == "sqlite"
