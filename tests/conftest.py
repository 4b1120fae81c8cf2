"""What all tests share: a database of each kind, the fake web, and workers between the two.

`database` and `database_url` run a test twice, over SQLite and over PostgreSQL. The PostgreSQL
server comes as a wheel and is started once a session; each test has a database of its own there.
"""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from scraper.records import Database
from scraper.records.schema import migrate
from tests.fakes.clock import StandingClock
from tests.fakes.postgres import running
from tests.fakes.web import FakeWeb
from tests.fakes.web import fake_web as fake_web

ROOT = Path(__file__).parents[1]

AtOnce = Callable[[Callable[..., None], Sequence[tuple[Any, ...]]], None]


@pytest.fixture(scope="session")
def at_once() -> AtOnce:
    """Runs a function in processes of their own, all at once, one for each tuple of arguments."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.conftest", "scraper.crawls", "scraper.pace"])

    def run(function: Callable[..., None], arguments: Sequence[tuple[Any, ...]]) -> None:
        processes = [context.Process(target=function, args=each) for each in arguments]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        assert [process.exitcode for process in processes] == [0] * len(processes)

    return run


class Worker:
    """A worker in a process of its own."""

    def __init__(self, environment: Mapping[str, str], log: Path, *arguments: str) -> None:
        self._log = log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *(arguments or ("-m", "scraper.worker"))],
                env={**os.environ, **environment},
                cwd=ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    @property
    def log(self) -> str:
        """All that it has said."""
        return self._log.read_text()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code."""
        self.process.send_signal(how)
        return self.process.wait(20)


@pytest.fixture
def start_worker(
    fake_web: FakeWeb, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Worker]]:
    """Starts a worker that asks the fake web and keeps its records in the test's database.

    `start_worker("-c", "…")` runs other Python in its place, `start_worker(NAME="…")` with other
    variables in its environment.
    """
    workers: list[Worker] = []

    def start(*arguments: str, **variables: str) -> Worker:
        environment = {
            **fake_web.environment,
            "ARXIVLENS_DATA_DIR": str(tmp_path),
            "ARXIVLENS_DATABASE_URL": request.getfixturevalue("database_url"),
            **variables,
        }
        log = tmp_path / f"worker{len(workers)}.log"
        workers.append(Worker(environment, log, *arguments))
        return workers[-1]

    yield start
    for worker in workers:
        if worker.process.poll() is None:
            worker.process.kill()
            worker.process.wait()
        print(worker.log)  # pytest shows it where the test failed


@pytest.fixture
def standing_clock() -> Iterator[StandingClock]:
    """The time stands still until the test moves it: name it before the database is asked."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # PostgreSQL's server may be another user's
        clock = StandingClock.install(Path(folder) / "clock")
        yield clock
        clock.uninstall()


@pytest.fixture(scope="session")
def postgres() -> Iterator[psycopg.Connection]:
    """A server of our own; the connection may make databases, `template` has the schema."""
    with running() as address, psycopg.connect(address, autocommit=True) as connection:
        # The tests' data need not survive a power cut.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CREATE DATABASE template")
        _prepare(_postgres_url(connection, "template"))
        yield connection


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema."""
    path = tmp_path_factory.mktemp("template") / "lens.db"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'lens.db'}"
    else:
        yield from postgres_database(request.getfixturevalue("postgres"), "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with the schema and no rows."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "lens.db")
        yield f"sqlite:///{tmp_path / 'lens.db'}"
    else:
        yield from postgres_database(request.getfixturevalue("postgres"), "template")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the schema and no rows."""
    database = Database(database_url)
    yield database
    database.close()


def postgres_database(connection: psycopg.Connection, template: str) -> Iterator[str]:
    """The address of a database made like `template`, which is gone in the end."""
    name = f"test_{uuid.uuid4().hex}"
    connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield _postgres_url(connection, name)
    connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _postgres_url(connection: psycopg.Connection, name: str) -> str:
    return f"postgresql+psycopg://postgres@/{name}?host={connection.info.host}"


def _prepare(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()
