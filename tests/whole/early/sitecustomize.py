"""Python reads this at its start where its folder is in PYTHONPATH: a build that lies.

It acknowledges what it has not committed yet. The harness that looks for losses has to find them.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from scraper.records.engine import Database

_LATE = 0.1  # seconds


@contextmanager
def _writing(self: Database) -> Iterator[Session]:
    session = Session(self._write_engine)
    yield session
    session.flush()

    def keep() -> None:
        session.commit()
        session.close()

    threading.Timer(_LATE, keep).start()


Database.writing = _writing  # type: ignore[method-assign]
