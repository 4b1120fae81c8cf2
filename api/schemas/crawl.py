"""Crawls and what can be asked of them."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Shape


class CrawlRequest(Shape):
    """What to collect."""

    spider: str = Field("paper", max_length=32)
    target: str = Field(max_length=600, examples=["2311.09227"])
    refresh: bool = Field(False, description="Collect even what is still fresh.")


class CrawlPart(Shape):
    """One part of one source: waiting, asking, ok, capped, unknown, resting or down."""

    source: str
    part: str
    state: str
    until: datetime | None
    count: int | None
    total: int | None
    message: str | None


class CrawlShape(Shape):
    """A crawl; `position` 1 is the next to be drawn."""

    id: int
    spider: str
    target: str
    state: str = Field(description="queued, running, done, failed or cancelled")
    position: int | None
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    parts: list[CrawlPart]


class SpiderShape(Shape):
    """A spider that can be asked for."""

    name: str
    description: str
    target: str
