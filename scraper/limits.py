"""What is taken on: no more crawls than are worth waiting for, none that the disk has no room for.

Who is refused is told when to ask again. A worker, too, draws nothing while the disk is that full:
what waits is done when there is room.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import make_url, select
from sqlalchemy.orm import Session

from scraper.crawls import BULK
from scraper.errors import DiskFull, QueueFull
from scraper.records import Crawl
from scraper.settings import Settings

MEGABYTE = 10**6
_AGAIN, _AGAIN_FULL = 30, 300  # seconds; a queue gets on by itself, a disk does not


@dataclass(frozen=True, slots=True)
class Limits:
    """`queue` crawls may wait of each kind; `reserve` megabytes stay free in `folder`.

    `folder` is None where the database is another server's, which looks after its own disk.
    """

    queue: int
    reserve: int
    folder: Path | None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Those that the settings name."""
        url = make_url(settings.database)
        local = url.get_backend_name() == "sqlite" and url.database
        folder = Path(local).expanduser().absolute().parent if local else None
        return cls(settings.queue_limit, settings.disk_reserve, folder)

    @property
    def free(self) -> int | None:
        """Bytes that are free where the database lies; None where that is not to be known."""
        try:
            return shutil.disk_usage(self.folder).free if self.folder else None
        except OSError:
            return None

    @property
    def is_full(self) -> bool:
        """Whether the disk has come to its reserve."""
        free = self.free
        return free is not None and free < self.reserve * MEGABYTE

    def admit(self, session: Session, priority: int) -> None:
        """Raises QueueFull or DiskFull where one more crawl is not to be taken on."""
        if self.is_full:
            raise DiskFull(
                "The server's disk is almost full, so nothing more is collected; what is on record"
                " stays readable. Tell whoever runs it.",
                _AGAIN_FULL,
            )
        kind = Crawl.priority < BULK if priority < BULK else Crawl.priority >= BULK
        last = select(Crawl.id).where(Crawl.state == "queued", kind).offset(self.queue - 1).limit(1)
        if session.scalar(last) is not None:
            papers = "1 paper is" if self.queue == 1 else f"{self.queue:,} papers are"
            raise QueueFull(
                f"{papers} waiting to be collected already; try again in {_AGAIN} seconds.",
                _AGAIN,
            )
