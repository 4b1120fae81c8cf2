"""A clock that stands until it is moved, for a test and the workers that it starts.

It turns both clocks that ArxivLens knows: the machine's (`scraper.clock`) and the database's, whose
`julianday('now')` (SQLite) or `clock_timestamp()` (PostgreSQL) it answers. The time is in a file,
so that all processes have the same.
"""

import asyncio
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from scraper import clock

_STEP = 0.003  # real seconds between looks at the time
_TURN = """
    SELECT pg_advisory_xact_lock(4711);
    CREATE SCHEMA IF NOT EXISTS standing;
    CREATE OR REPLACE FUNCTION standing.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS
        $$ SELECT to_timestamp(pg_read_file('{path}')::double precision) $$;
    SET search_path = standing, pg_catalog, public;
"""


class StandingClock(clock.Clock):
    """The time that the file at `path` says, which PostgreSQL's server must be able to read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def worker(self) -> str:
        """What `python -c` runs as a worker with this time."""
        return (
            "from tests.fakes.clock import StandingClock;"
            f"StandingClock.install({str(self._path)!r});"
            "from scraper.worker import main; main()"
        )

    @classmethod
    def install(cls, path: str | Path) -> "StandingClock":
        """From now on, this process and its databases have the time that the file says."""
        made = cls(Path(path))
        if not made._path.exists():
            made.set(time.time())
        clock.use(made)
        event.listen(Engine, "connect", made._turn)
        return made

    def uninstall(self) -> None:
        clock.use(clock.Clock())
        event.remove(Engine, "connect", self._turn)

    def time(self) -> float:
        return float(self._path.read_text())

    def set(self, moment: float) -> None:
        fresh = self._path.with_suffix(".new")
        fresh.write_text(repr(moment))
        fresh.replace(self._path)

    def pass_by(self, seconds: float) -> None:
        self.set(self.time() + seconds)

    async def sleep(self, seconds: float) -> None:
        until = self.time() + seconds
        while self.time() < until:  # noqa: ASYNC110 - other processes move it
            await asyncio.sleep(_STEP)

    def _turn(self, connection: Any, _record: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.create_function(
                "julianday", 1, lambda _when: self.time() / 86400.0 + 2440587.5, deterministic=False
            )
        else:
            connection.execute(_TURN.format(path=self._path))
            connection.commit()
