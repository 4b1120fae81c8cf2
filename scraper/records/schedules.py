"""The table of scheduled crawls; its story is told in `scraper.schedules`."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base, Name


class Schedule(Base):
    """A wish to collect `target` with `spider` again and again."""

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("spider", "digest"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    spider: Mapped[str] = mapped_column(Name)
    target: Mapped[str]
    parameters: Mapped[dict[str, Any] | None]  # NULL: the spider is given none
    digest: Mapped[str] = mapped_column(String(64))  # of target and parameters, as a crawl's
    every: Mapped[int]  # seconds between its times
    due: Mapped[float]  # the next of them, in seconds since 1970 by the database's clock
    paused: Mapped[bool]
    created: Mapped[datetime]
    last_crawl: Mapped[int | None]  # which it made last, forgotten perhaps; NULL: none yet
