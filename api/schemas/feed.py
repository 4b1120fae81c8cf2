"""Feeds of what is new."""

from pydantic import Field

from api.schemas.base import Shape
from api.schemas.search import Sifted


class FeedQuery(Shape):
    """How much of it."""

    limit: int = Field(50, ge=1, le=200, description="Entries in one answer.")


class SearchFeedQuery(Sifted):
    """What is looked for, as in a search."""

    limit: int = Field(50, ge=1, le=200, description="Entries in one answer.")
