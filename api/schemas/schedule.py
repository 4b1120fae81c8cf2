"""Scheduled crawls and what can be asked of them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from api.schemas.base import Body, Shape, whole
from api.schemas.crawl import Wish

_YEAR = 366 * 24  # hours

Hours = Annotated[
    int,
    Field(ge=1, le=_YEAR),
    BeforeValidator(whole),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": _YEAR}),
]


class ScheduleRequest(Wish):
    """What to collect again and again, and when."""

    every_hours: Hours = Field(24, description="Hours from one time to the next; 168 is a week.")
    at: str | None = Field(
        None,
        pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="When the first time is: the next such moment of a day, in UTC; not given: at"
        " once. So `at` alone is every day at that time.",
        examples=["04:30"],
    )


class ScheduleChange(Body):
    """Whether it rests."""

    paused: bool = Field(description="While it does, its times pass by.")


class ScheduleShape(Shape):
    """A crawl that is made again and again."""

    id: int
    spider: str
    target: str
    parameters: dict[str, Any] = Field(description="What the spider is given beside it.")
    every_hours: int
    next: datetime | None = Field(
        description="When its next crawl is due; one that is late has been waiting for a worker."
        " Null: it is paused."
    )
    paused: bool
    created: datetime
    last_crawl: int | None = Field(
        description="The `id` of the crawl that it made last, or that was under way for the same;"
        " it may be forgotten by now."
    )
