"""Readers' comments."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from api.schemas.base import Body, PaperName, Shape


def _printable(text: str) -> str:
    """The text without control characters, which no reader needs, and without empty ends."""
    kept = "".join(
        character for character in text if character in "\n\t" or _is_visible(character)
    ).strip()
    if not kept:
        raise ValueError("write at least one visible character")
    return kept


def _is_visible(character: str) -> bool:
    return character >= "\xa0" or "\x20" <= character < "\x7f"


Text = Annotated[
    str,
    AfterValidator(_printable),
    Field(json_schema_extra={"pattern": r"[^\s\u0000-\u001f\u007f-\u009f]"}),
]


class CommentRequest(Body):
    """A comment to keep: plain text, never markup."""

    paper: PaperName
    text: Text = Field(min_length=1, max_length=10_000, examples=["See also section 4."])
    author: Text | None = Field(None, min_length=1, max_length=100, description="Null: unsigned.")


class CommentShape(Shape):
    """A comment on record."""

    id: int
    paper: str
    author: str | None
    text: str
    created: datetime
