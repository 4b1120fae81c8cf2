"""Migrations that are killed at each step, from each revision there was, with data in it."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.records import Base, Database, Paper
from scraper.records.schema import config, is_present, migrate
from tests.conftest import ROOT
from tests.scraper.records.test_schema import APART

# Upgrades to a revision and dies before a statement, or says how many there are.
_UPGRADE = """
import os, signal, sys
from alembic import command
from sqlalchemy import Engine, event
from scraper.records import Database
from scraper.records.schema import config
url, revision, last = sys.argv[1], sys.argv[2], int(sys.argv[3])
count = 0
def note(*given):
    global count
    count += 1
    if count == last:
        os.kill(os.getpid(), signal.SIGKILL)
with Database(url).writing() as session:
    connection = session.connection()
    event.listen(Engine, "before_cursor_execute", note)
    command.upgrade(config(connection), revision)
    if last == 0:
        print(count)
        os._exit(0)
"""


def _upgrade(url: str, revision: str, last: int) -> subprocess.CompletedProcess[str]:
    given = [sys.executable, "-c", _UPGRADE, url, revision, str(last)]
    return subprocess.run(given, capture_output=True, text=True, check=False, cwd=ROOT)


def _revisions(session: Session) -> Iterator[str]:
    script = ScriptDirectory.from_config(config(session.connection()))
    yield from reversed([each.revision for each in script.walk_revisions()])


def _revision(database: Database) -> str | None:
    with database.reading() as session:
        return MigrationContext.configure(session.connection()).get_current_revision()


def _add_data(session: Session, number: int) -> None:
    """A paper and a crawl under way, as the schema of that revision takes them."""
    session.execute(
        text("INSERT INTO paper (key, title) VALUES (:key, :title)"),
        {"key": f"2401.{number:05}", "title": f"The paper {number}: of old"},
    )
    columns = {each["name"] for each in inspect(session.connection()).get_columns("crawl")}
    crawl = {
        "spider": "paper",
        "target": f"2401.{number:05}",
        "state": "queued",
        "priority": 0,
        "requested_at": "2026-01-01 00:00:00",
        "attempts": 0,
        "parts": json.dumps([]),
    }
    if "digest" in columns:
        crawl["digest"] = crawls.digest(str(crawl["target"]), None)
    names = ", ".join(crawl)
    values = ", ".join(f":{name}" for name in crawl)
    session.execute(text(f"INSERT INTO crawl ({names}) VALUES ({values})"), crawl)


@pytest.mark.timeout(300)
def test_an_upgrade_that_is_killed_is_done_by_the_next_start(empty_url: str) -> None:
    database = Database(empty_url)
    with database.reading() as session:
        revisions = list(_revisions(session))
    before = None
    for number, revision in enumerate(revisions, 1):
        counted = _upgrade(empty_url, revision, 0)
        assert counted.returncode == 0, counted.stderr
        statements = int(counted.stdout)
        assert _revision(database) == before, "that was only to count"
        for last in {max(statements // 2, 1), statements}:
            killed = _upgrade(empty_url, revision, last)
            assert killed.returncode == -signal.SIGKILL, killed.stderr
            assert _revision(database) == before
        with database.writing() as session:
            command.upgrade(config(session.connection()), revision)
            _add_data(session, number)
        before = revision
    migrate(database)
    with database.reading() as session:
        assert is_present(session.connection())
        titles = session.scalars(select(Paper.title).order_by(Paper.id)).all()
        assert titles == [f"The paper {n}: of old" for n in range(1, len(revisions) + 1)]
        options = {"include_name": lambda name, _kind, _parents: not (name or "").startswith(APART)}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, Base.metadata) == []
    with database.writing() as session:
        # A crawl that was under way serves who asks after the upgrade.
        for number in range(1, len(revisions) + 1):
            assert not crawls.request(session, "paper", f"2401.{number:05}")[1]
    database.close()
