"""The table of crawls; its story is told in `scraper.crawls`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false, text
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
            "digest",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_crawl_open", "priority", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "spider", "digest"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    spider: Mapped[str] = mapped_column(Name)
    target: Mapped[str]
    parameters: Mapped[dict[str, Any] | None]  # NULL: the spider takes none
    # Of target and parameters, which may be longer than an index takes; NULL: it had ended before
    # crawls had parameters.
    digest: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(Name)  # queued, running, done, failed, cancelled
    refresh: Mapped[bool] = mapped_column(server_default=false())  # ask for what is fresh too
    priority: Mapped[int]  # of scraper.crawls.PRIORITIES; what has the least goes first
    requested_at: Mapped[datetime]
    request_id: Mapped[str | None] = mapped_column(String(64))  # who asked first; NULL: no panel
    schedule_id: Mapped[int | None]  # which made it, gone perhaps; NULL: none
    started_at: Mapped[datetime | None]  # NULL: not yet
    finished_at: Mapped[datetime | None]
    worker: Mapped[str | None]  # who holds the lease; NULL: nobody
    lease_until: Mapped[float | None]  # seconds since 1970 by the database's clock
    attempts: Mapped[int]
    error: Mapped[str | None]  # one sentence; NULL: nothing went wrong, or not finished
    parts: Mapped[list[dict[str, Any]]]  # {source, part, state, until, count, total, message}

    # Of bulk work, committed with the records that they count; NULL: it is about one paper.
    cursor: Mapped[dict[str, Any] | None]  # where to go on; NULL: at the beginning
    seen: Mapped[int | None]  # what came
    stored: Mapped[int | None]  # papers that were new, or said more
    unreadable: Mapped[int | None]  # records that say nothing, ids that nobody knows
    deleted: Mapped[int | None]  # the source no longer has them
    expected: Mapped[int | None]  # what the source claims to have; NULL: it does not say


class SpiderCount(Base):
    """How often a spider asked (`outcome` is "request"), and what came of it."""

    __tablename__ = "spider_count"

    spider: Mapped[str] = mapped_column(Name, primary_key=True)
    outcome: Mapped[str] = mapped_column(Name, primary_key=True)
    count: Mapped[int]


class Opening(Base):
    """How often a paper's record was opened on one day (UTC)."""

    __tablename__ = "opening"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    times: Mapped[int]


class Budget(Base):
    """The requests that the scheduled refresh has spent on one day (UTC)."""

    __tablename__ = "budget"

    day: Mapped[date] = mapped_column(primary_key=True)
    spent: Mapped[int]
