"""Readers' comments."""

from datetime import datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from api.schemas.base import Body, PaperName, Shape, whole


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


CommentId = Annotated[
    int,
    Field(ge=1, le=999_999_999),
    BeforeValidator(whole),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 999_999_999}),
]


class CommentRequest(Body):
    """A comment to keep: Markdown (CommonMark), without HTML and images."""

    paper: PaperName
    text: Text = Field(min_length=1, max_length=10_000, examples=["See also section 4."])
    author: Text | None = Field(None, min_length=1, max_length=100, description="Null: unsigned.")
    reply_to: CommentId | None = Field(
        None, description="The `id` of the comment that this one answers."
    )


class CommentChange(Body):
    """What is to be another way; at least one of the two."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    text: Text | None = Field(None, min_length=1, max_length=10_000, description="One's own alone.")
    hidden: bool | None = Field(
        None, description="Of curators: readers see it no more. Settles what was reported."
    )

    @model_validator(mode="after")
    def _something(self) -> "CommentChange":
        if not self.model_fields_set:
            raise ValueError("name `text` or `hidden`")
        return self


class ReportRequest(Body):
    """Why a comment should be looked at."""

    reason: Text = Field(min_length=1, max_length=1000, examples=["This is an advertisement."])


class CommentShape(Shape):
    """A comment on record."""

    id: int
    paper: str
    author: str | None
    text: str = Field(description="As it was written.")
    html: str = Field(description="The same, harmless: paragraphs, emphasis, lists, code, links.")
    created: datetime
    edited: datetime | None = Field(description="Null: never.")
    reply_to: int | None = Field(description="The comment that it answers.")
    mine: bool = Field(description="Whether the caller may edit it.")
    hidden: bool = Field(description="Curators alone see it.")
