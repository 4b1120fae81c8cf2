"""What all shapes share."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """A shape that takes nothing it does not know."""

    model_config = ConfigDict(extra="forbid")


T = TypeVar("T")


class Page(Shape, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int = Field(description="How many there are in all.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")


class PageQuery(Shape):
    """Where in a list, and how much of it."""

    limit: int = Field(100, ge=1, le=1000, description="Rows in one answer.")
    cursor: str | None = Field(None, max_length=100, description="`next` of the page before.")


class ProblemShape(BaseModel):
    """An error, in the form of RFC 9457."""

    type: str = Field(description="A URI; its last part is the error's stable name.")
    title: str
    status: int
    detail: str = Field(description="What was wrong, and what to do.")
    instance: str
