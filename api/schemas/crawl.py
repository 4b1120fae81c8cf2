"""Crawls and what can be asked of them."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from api.schemas.base import Body, PaperName, Shape
from scraper.crawls import SPIDERS


class CrawlRequest(Body):
    """What to collect."""

    spider: str = Field(
        "paper",
        max_length=32,
        description="One of those that /api/v1/spiders lists.",
        json_schema_extra={"enum": list(SPIDERS)},
    )
    target: PaperName
    refresh: bool = Field(False, description="Collect even what is still fresh.")


class CrawlPart(Shape):
    """How one part of one source stands."""

    source: str
    part: str
    state: Literal["waiting", "asking", "ok", "capped", "unknown", "resting", "down"]
    until: datetime | None = Field(description="While waiting: when its turn comes.")
    count: int | None = Field(description="Rows that came.")
    total: int | None = Field(description="Rows that the source claims.")
    message: str | None = Field(description="Why not, in a sentence.")


class CrawlShape(Shape):
    """A crawl: what was asked for, and how far it is."""

    id: int
    spider: str
    target: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    position: int | None = Field(description="While queued: 1 is the next to be drawn.")
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None = Field(description="When failed: why, in a sentence.")
    parts: list[CrawlPart]


class SpiderShape(Shape):
    """A spider that can be asked for."""

    name: str
    description: str
    target: str = Field(description="What its `target` is.")
