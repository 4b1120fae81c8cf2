"""Word from one process to another that there is a crawl to draw: PostgreSQL's LISTEN and NOTIFY.

Only a hint: it may be lost, and a pooler in between may swallow it. So whoever listens calls
itself first and looks often, as on SQLite, until it has heard that.
"""

import logging
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from scraper.records.engine import ALIVE, is_sqlite

_log = logging.getLogger(__name__)

_CHANNEL = "arxivlens_crawl"
_LISTEN = 2.0  # seconds after which a listener looks whether it shall end
_AGAIN = 5.0  # seconds until a connection that was lost is tried again


def wake(session: Session) -> None:
    """Wake those who wait, when the transaction is kept; on SQLite nobody can be told."""
    if not is_sqlite(session):
        session.execute(text(f"NOTIFY {_CHANNEL}"))


class Listener:
    """Calls `heard` from a thread of its own, for each word and for none that was missed.

    `works` once a word has come through.
    """

    def __init__(self, engine: Engine, heard: Callable[[], object]) -> None:
        self.works = False
        self._engine, self._heard = engine, heard
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True, name="listener")
        if not is_sqlite(engine):
            self._thread.start()

    def stop(self) -> None:
        """Let go of the connection."""
        self._stopping.set()

    def _listen(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen_once()
            except (psycopg.Error, OSError) as error:
                _log.info("Not listening for crawls: %s", error)
            self.works = False
            self._stopping.wait(_AGAIN)

    def _listen_once(self) -> None:
        _none, address = self._engine.dialect.create_connect_args(self._engine.url)
        with psycopg.connect(autocommit=True, **{**ALIVE, **address}) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            connection.execute(f"NOTIFY {_CHANNEL}")
            while not self._stopping.is_set():
                for _word in connection.notifies(timeout=_LISTEN, stop_after=1):
                    self.works = True
                    self._heard()
