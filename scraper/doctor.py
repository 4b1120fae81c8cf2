"""Looks over an installation: what would go wrong at three in the morning, and what to do now."""

import os
import shutil
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Literal
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, build_opener

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from scraper import pace
from scraper.errors import ArxivLensError, SourceResting
from scraper.limits import MEGABYTE, Limits
from scraper.records import Crawl, Database, utc_now
from scraper.records.clock import epoch
from scraper.records.engine import is_sqlite
from scraper.records.meaning import has_index
from scraper.records.schema import config
from scraper.settings import Settings
from scraper.sources import answers, arxiv, semantic_scholar

_PATIENCE = 10.0  # seconds for a source to answer
_APART, _CLOCKS_APART = 5.0, 60.0  # seconds that the database's clock, or a source's, may differ
_WAITED = timedelta(minutes=10)
_WAL_RESET_FIXED = (3, 51, 3)  # and in 3.50.7 and 3.44.6: https://sqlite.org/wal.html#walresetbug
_WAL_RESET_BACKPORTS = {(3, 50): 7, (3, 44): 6}
# It is offered, and the first start of ArxivLens, which would have taken it, is over.
_PGVECTOR_MISSING = text(
    "SELECT to_regclass('embedding') IS NOT NULL FROM pg_available_extensions WHERE name = 'vector'"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `sentence` says what to do where `state` is not ok."""

    subject: str
    state: Literal["ok", "warning", "fault"]
    sentence: str


def checks(settings: Settings) -> Iterator[Finding]:
    """Every finding as it is made. Changes nothing, and asks each source once, at its pace."""
    yield _contact(settings)
    yield from _disk(settings)
    database = Database(settings.database)
    try:
        for check in (_schema, _sqlite, _postgresql, _permissions, _clock, _queue):
            if finding := check(database):
                yield finding
        for name, root, delay in (
            (arxiv.NAME, settings.arxiv_url, arxiv.API_DELAY),
            (semantic_scholar.NAME, settings.s2_url, semantic_scholar.DELAY),
            ("openalex", settings.openalex_url, 0.0),
        ):
            yield _source(database, settings, name, root, delay)
    except DBAPIError as error:
        yield Finding(
            "database",
            "fault",
            f"It does not answer: {str(error.orig).strip()}. Check ARXIVLENS_DATABASE_URL.",
        )
    except ArxivLensError as error:
        yield Finding("database", "fault", str(error))
    finally:
        database.close()


def _contact(settings: Settings) -> Finding:
    if settings.contact:
        return Finding("contact", "ok", f"The sources are told {settings.contact}.")
    return Finding(
        "contact",
        "warning",
        "The sources cannot write to you before they shut you out; set ARXIVLENS_CONTACT.",
    )


def _disk(settings: Settings) -> Iterator[Finding]:
    limits = Limits.of(settings)
    folder = limits.folder or settings.data_dir
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK):
        yield Finding("disk", "fault", f"{folder} cannot be written to; change its owner.")
    free = shutil.disk_usage(folder).free // MEGABYTE
    state: Literal["ok", "warning", "fault"] = (
        "fault" if free < max(limits.reserve, 100) else "warning" if free < 2000 else "ok"
    )
    advice = (
        ""
        if state == "ok"
        else f" Make room: below {limits.reserve:,} MB (ARXIVLENS_DISK_RESERVE) nothing is"
        " collected, and a full disk stops every write."
    )
    yield Finding("disk", state, f"{free:,} MB are free in {folder}.{advice}")


def _schema(database: Database) -> Finding:
    with database.reading() as session:
        connection = session.connection()
        present = MigrationContext.configure(connection).get_current_revision()
        head = ScriptDirectory.from_config(config(connection)).get_current_head()
    if present == head:
        return Finding("schema", "ok", f"The database is at the present schema, {head}.")
    if present is None:
        return Finding("schema", "ok", "The database is new; the first start will set it up.")
    return Finding(
        "schema",
        "warning",
        f"The database is at schema {present}, this ArxivLens at {head}; make a backup, and start"
        " the server to bring it up, or use the newer ArxivLens where the database is ahead.",
    )


def _sqlite(database: Database) -> Finding | None:
    if not is_sqlite(database.engine):
        return None
    with database.reading() as session:
        faults = session.scalars(text("PRAGMA quick_check(3)")).all()
    if faults != ["ok"]:
        return Finding(
            "database", "fault", f"It is damaged: {'; '.join(faults)}. Restore the last backup."
        )
    version = sqlite3.sqlite_version_info
    fixed = version >= _WAL_RESET_FIXED or version[2] >= _WAL_RESET_BACKPORTS.get(version[:2], 999)
    if fixed:
        return Finding("database", "ok", f"It is whole; SQLite {sqlite3.sqlite_version}.")
    return Finding(
        "database",
        "warning",
        f"It is whole, but SQLite {sqlite3.sqlite_version} has the WAL-reset bug (fixed in 3.51.3):"
        " in a rare race of two writers a committed page can be lost. Use a Python with a newer"
        " SQLite, or PostgreSQL, and make backups.",
    )


def _postgresql(database: Database) -> Finding | None:
    if is_sqlite(database.engine):
        return None
    with database.reading() as session:
        version = session.scalar(text("SHOW server_version"))
        used = has_index(session)
        missing = not used and session.scalar(_PGVECTOR_MISSING)
    if missing:
        return Finding(
            "database",
            "warning",
            f"PostgreSQL {version} offers pgvector, and papers near in meaning are sought without;"
            ' deploy/SCALING.md, "pgvector", says how its index is made.',
        )
    return Finding(
        "database", "ok", f"PostgreSQL {version}, {'with' if used else 'without'} pgvector."
    )


def _permissions(database: Database) -> Finding | None:
    file = Path(database.engine.url.database or "")
    if not is_sqlite(database.engine) or not file.exists():
        return None
    if not os.access(file, os.W_OK):
        return Finding("permissions", "fault", f"{file} cannot be written to; change its owner.")
    if file.stat().st_mode & 0o002:
        return Finding("permissions", "warning", f"Anyone may write to {file}: chmod o-w it.")
    return Finding("permissions", "ok", f"{file} can be written to, and not by everyone.")


def _clock(database: Database) -> Finding:
    with database.reading() as session:
        apart = abs(float(session.scalar(select(epoch())) or 0.0) - time.time())
    if apart < _APART:
        return Finding("clock", "ok", "The database's clock and this machine's agree.")
    return Finding(
        "clock",
        "fault",
        f"The database's clock and this machine's are {apart:.0f} s apart; set both by NTP.",
    )


def _queue(database: Database) -> Finding | None:
    with database.reading() as session:
        connection = session.connection()
        if not connection.dialect.has_table(connection, "crawl"):
            return None
        waiting, since = session.execute(
            select(func.count(), func.min(Crawl.requested_at)).where(
                Crawl.state == "queued", Crawl.priority == 0
            )
        ).one()
    if not waiting or utc_now() - since < _WAITED:
        return Finding("queue", "ok", f"Crawls that readers wait for: {waiting}.")
    return Finding(
        "queue",
        "fault",
        f"{waiting} readers' crawls wait, the first since {since:%Y-%m-%d %H:%M} UTC; see that a"
        " worker runs (`arxivlens worker`), and what its log says.",
    )


def _source(database: Database, settings: Settings, name: str, root: str, usual: float) -> Finding:
    title = answers.TITLES[name]
    parts = urlsplit(root)
    contact = f" ({settings.contact})" if settings.contact else ""
    asked = Request(  # noqa: S310 - the settings take no other scheme than http(s)
        f"{parts.scheme}://{parts.netloc}/robots.txt",
        headers={"User-Agent": f"ArxivLens doctor{contact}"},
    )
    try:
        with (
            _turn(database, name, settings.delay_of(name, usual)),
            build_opener().open(asked, timeout=_PATIENCE) as answer,
        ):
            date = answer.headers.get("Date")
    except SourceResting as error:
        return Finding(title, "warning", str(error))
    except HTTPError as error:
        date = error.headers.get("Date")
        if error.code in (403, 429, 503):
            return Finding(title, "warning", f"{parts.netloc} answers, but with {error.code}.")
    except (URLError, OSError, ValueError) as error:
        why = getattr(error, "reason", error)
        return Finding(
            title,
            "fault",
            f"{parts.netloc} cannot be reached ({why}); check the network, a proxy or firewall.",
        )
    apart = abs(parsedate_to_datetime(date).timestamp() - time.time()) if date else 0.0
    if apart > _CLOCKS_APART:
        return Finding(title, "warning", f"{parts.netloc} answers; its clock is {apart:.0f} s off.")
    return Finding(title, "ok", f"{parts.netloc} answers.")


@contextmanager
def _turn(database: Database, source: str, delay: float) -> Iterator[None]:
    """Wait for the source's turn as every worker does; a new database has none to keep."""
    with database.reading() as session:
        connection = session.connection()
        if not connection.dialect.has_table(connection, "source_rate"):
            yield
            return
    holder = uuid.uuid4().hex
    while True:
        with database.writing() as session:
            wait = pace.take(session, source, delay, holder)
        if not wait:
            break
        time.sleep(wait)
    try:
        yield
    finally:
        with database.writing() as session:
            pace.let_go(session, source, delay, holder)
