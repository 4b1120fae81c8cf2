"""The table of crawls; its story is told in `scraper.crawls`."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base, Name

_OPEN = text("state IN ('queued', 'running')")


class Crawl(Base):
    """One request to collect `target` with `spider`."""

    __tablename__ = "crawl"
    __table_args__ = (
        # A thousand requests for one paper are one crawl.
        Index(
            "uq_crawl_open",
            "spider",
            "target",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_crawl_open", "priority", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    spider: Mapped[str] = mapped_column(Name)
    target: Mapped[str]
    state: Mapped[str] = mapped_column(Name)  # queued, running, done, failed, cancelled
    refresh: Mapped[bool] = mapped_column(server_default=false())  # ask for what is fresh too
    priority: Mapped[int]  # 0: a reader waits; 10: bulk
    requested_at: Mapped[datetime]
    started_at: Mapped[datetime | None]  # NULL: not yet
    finished_at: Mapped[datetime | None]
    worker: Mapped[str | None]  # who holds the lease; NULL: nobody
    lease_until: Mapped[float | None]  # seconds since 1970 by the database's clock
    attempts: Mapped[int]
    error: Mapped[str | None]  # one sentence; NULL: nothing went wrong, or not finished
    parts: Mapped[list[dict[str, Any]]]  # {source, part, state, until, count, total, message}
