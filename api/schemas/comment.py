"""Readers' comments."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.base import Shape


def _printable(text: str) -> str:
    # PostgreSQL takes no NUL, and no reader needs a control character or half a surrogate pair.
    kept = "".join(
        character
        for character in text.encode("utf-8", "ignore").decode()
        if character in "\n\t" or character.isprintable() or not character.isascii()
    ).strip()
    if not kept:
        raise ValueError("write at least one visible character")
    return kept


Text = Annotated[str, AfterValidator(_printable)]


class CommentRequest(Shape):
    """A comment to keep: plain text, never markup."""

    paper: str = Field(max_length=600, examples=["2311.09227"])
    text: Text = Field(min_length=1, max_length=10_000)
    author: Text | None = Field(None, max_length=100)


class CommentShape(Shape):
    """A comment on record."""

    id: int
    paper: str
    author: str | None
    text: str
    created: datetime
