"""Which papers readers open, for the scheduled refresh: noted in passing, written now and then.

A note costs the serving path less than a microsecond. A paper that is opened again before the
notes are written counts once, as when a panel follows a crawl; what is noted and not yet written
when the process ends is lost, and no harm done.
"""

import logging
import threading

from sqlalchemy.exc import SQLAlchemyError

from scraper.paper_id import PaperId
from scraper.records import Database
from scraper.refresh import note_openings

_log = logging.getLogger(__name__)

_EVERY = 30.0  # seconds
_MOST = 10_000  # papers between two writes


class Openings:
    """The notes of one process."""

    def __init__(self, database: Database, every: float = _EVERY) -> None:
        self._database, self._every = database, every
        self._opened: set[PaperId] = set()

    def note(self, paper: PaperId) -> None:
        """A reader opened it."""
        opened = self._opened
        if not opened:
            timer = threading.Timer(self._every, self.write)
            timer.daemon = True
            timer.start()
        if len(opened) < _MOST:
            opened.add(paper)

    def write(self) -> None:
        """Write what was noted."""
        opened, self._opened = self._opened, set()
        try:
            with self._database.writing() as session:
                note_openings(session, opened)
        except SQLAlchemyError as error:
            _log.warning("%d openings could not be noted: %s", len(opened), error)
