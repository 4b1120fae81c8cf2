"""Databases to measure on: a file of SQLite's, or a PostgreSQL server of our own."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.fakes.postgres import running


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[str], str]]:
    """Makes empty databases by name, and gives their addresses. Both kinds survive a power cut."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    with running() as address, psycopg.connect(address, autocommit=True) as connection:

        def make(name: str) -> str:
            unique = f"{name}_{uuid.uuid4().hex[:8]}"
            connection.execute(f"CREATE DATABASE {unique}")
            return f"postgresql+psycopg://postgres@/{unique}?host={connection.info.host}"

        yield make
