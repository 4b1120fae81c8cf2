"""Crawls and what can be asked of them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from api.schemas.base import PAPER_ID, Body, PageQuery, Shape
from scraper.cards import SPIDERS, SpiderCard

State = Literal["queued", "running", "done", "failed", "cancelled"]


def _spider(name: object) -> object:
    if name not in SPIDERS:
        raise ValueError(f"there is no {str(name)[:50]!r}; there are {', '.join(SPIDERS)}")
    return name


Spider = Annotated[str, AfterValidator(_spider), Field(json_schema_extra={"enum": [*SPIDERS]})]


class Wish(Body):
    """What to collect: each spider has its own kind of target, and its own parameters."""

    spider: str = Field(
        "paper", max_length=32, description="One of those that /api/v1/spiders lists."
    )
    target: str = Field(max_length=60_000, description="What its spider can be pointed at.")
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="What its spider takes beside the target."
    )

    @classmethod
    def model_json_schema(cls, *args: Any, **given: Any) -> dict[str, Any]:
        """One alternative for each kind of target."""
        schema = super().model_json_schema(*args, **given)
        kinds: dict[str, list[SpiderCard]] = {}
        for card in SPIDERS.values():
            kinds.setdefault(f"{card.form} {card.takes}", []).append(card)
        schema["oneOf"] = [_alternative(schema, cards) for cards in kinds.values()]
        return schema


def _alternative(schema: dict[str, Any], cards: list[SpiderCard]) -> dict[str, Any]:
    form = cards[0].form or PAPER_ID
    spider = {"type": "string", "enum": [card.name for card in cards]}
    usual = cards[0].name == "paper"
    parameters = cards[0].takes.model_json_schema()
    if "paper" in parameters["properties"]:
        parameters["properties"]["paper"]["anyOf"] = [PAPER_ID, {"type": "null"}]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["target"] if usual else ["spider", "target"],
        "properties": schema["properties"]
        | {
            "spider": schema["properties"]["spider"] | spider if usual else spider,
            "target": {"description": cards[0].target, **form},
            "parameters": parameters,
        },
    }


class CrawlRequest(Wish):
    """What to collect: each spider has its own kind of target, and its own parameters."""

    refresh: bool = Field(False, description="Collect even what is still fresh.")


Priority = Literal["first", "reader", "bulk", "idle"]


class CrawlChange(Body):
    """Another place in the queue."""

    priority: Priority = Field(
        description="`first`: before what readers wait for; `reader`: as that; `bulk`: after that;"
        " `idle`: when there is nothing else. What collects many papers is one of the last two."
    )


class CrawlsQuery(PageQuery):
    """Which crawls."""

    state: State | None = Field(None, description="How they stand.")
    spider: Spider | None = Field(None, description="Whose they are.")
    target: str | None = Field(
        None,
        max_length=2000,
        description="What they are about, as they have it: a paper's id without its version.",
    )


class CrawlPart(Shape):
    """How one part of one source stands."""

    source: str
    part: str
    state: Literal["waiting", "asking", "ok", "capped", "unknown", "resting", "down"]
    until: datetime | None = Field(description="While waiting: when its turn comes.")
    count: int | None = Field(description="Rows that came.")
    total: int | None = Field(description="Rows that the source claims.")
    message: str | None = Field(description="Why not, in a sentence.")


class CrawlProgress(Shape):
    """How far a crawl of many papers is; counted in the transactions that store them."""

    seen: int = Field(description="Records that came.")
    stored: int = Field(description="Papers that were new, or of which more was said.")
    unreadable: int = Field(description="Records that say nothing, ids that nobody knows.")
    deleted: int = Field(description="Records that the source has removed.")
    total: int | None = Field(description="What the source claims to have.")


class CrawlShape(Shape):
    """A crawl: what was asked for, and how far it is."""

    id: int
    spider: str
    target: str
    parameters: dict[str, Any] = Field(description="What the spider was given beside it.")
    state: State
    position: int | None = Field(description="While queued: 1 is the next to be drawn.")
    expected_wait: float | None = Field(
        description="While queued: seconds until it is drawn, as those took that ended last; null:"
        " nobody can tell."
    )
    priority: Priority = Field(description="What goes before what.")
    schedule: int | None = Field(description="The schedule that made it; null: none did.")
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None = Field(description="When failed: why, in a sentence.")
    parts: list[CrawlPart]
    progress: CrawlProgress | None = Field(description="Of many papers; null where it is of one.")


class SpiderShape(Shape):
    """A spider that can be asked for, and how it did so far."""

    name: str
    description: str
    target: str = Field(description="What its `target` is.")
    parameters: dict[str, Any] = Field(description="What else it takes: a JSON Schema.")
    many: bool = Field(description="It collects many papers, after what readers wait for.")
    requests: int = Field(description="Requests that it sent, on behalf of others too.")
    answers: dict[str, int] = Field(
        description="What came of them: ok, capped, unknown, resting or down, and how often."
    )
    last_run: datetime | None = Field(description="When a crawl asked of it last ended.")
