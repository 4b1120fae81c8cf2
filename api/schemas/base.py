"""What all shapes share."""

import re
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.json_schema import GenerateJsonSchema

from api.cursors import PATTERN
from scraper.arxiv_id import ARCHIVES


def wire_name(model: type[Any]) -> str:
    """What the OpenAPI document calls a shape: CommentShape is Comment, its page CommentPage."""
    return re.sub(r"Page\[(\w+)\]", r"\1Page", model.__name__).replace("Shape", "")


class _Untitled(GenerateJsonSchema):
    """A field's name is title enough."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


class Shape(BaseModel):
    """A shape that takes nothing it does not know."""

    model_config = ConfigDict(extra="forbid", model_title_generator=wire_name)

    @classmethod
    def model_json_schema(cls, *args: Any, **given: Any) -> dict[str, Any]:
        """The shape as the OpenAPI document has it."""
        return super().model_json_schema(*args, **{"schema_generator": _Untitled, **given})


class Body(Shape):
    """What comes in as JSON: a number is no string, and "yes" is not true."""

    model_config = ConfigDict(strict=True)


def whole(number: object) -> object:
    """To JSON 7.0 is an integer, too."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


_MONTH = "(0[1-9]|1[0-2])"
_PAPER_ID = "|".join(
    (
        rf"(07(0[4-9]|1[0-2])|(0[89]|1[0-4]){_MONTH})\.[0-9]{{4}}(v[1-9][0-9]{{0,2}})?",
        rf"(1[5-9]|[2-8][0-9]){_MONTH}\.[0-9]{{5}}(v[1-9][0-9]{{0,2}})?",
        rf"({'|'.join(sorted(ARCHIVES))})(\.[A-Z]{{2}})?"
        rf"/(91(0[7-9]|1[0-2])|(9[2-9]|0[0-6]){_MONTH}|070[1-3])[0-9]{{3}}(v[1-9][0-9]{{0,2}})?",
        r"doi:10\.[0-9]{4,9}/[!-~]{1,500}",
        "s2:[0-9a-f]{40}",
        "openalex:W[1-9][0-9]{0,15}",
        "lens:[0-9a-f]{16}",
    )
)
# What a generator of clients or of tests can count on; PaperId reads more than that.
PAPER_ID = {"type": "string", "format": "paper-id", "pattern": f"^({_PAPER_ID})$"}

PaperName = Annotated[
    str,
    Field(
        description="An arXiv id, or `doi:…`, `s2:…`, `openalex:…`, `lens:…`.",
        examples=["2311.09227", "hep-th/9901001", "doi:10.1000/182"],
        json_schema_extra=PAPER_ID,
    ),
]

T = TypeVar("T")


class Page(Shape, Generic[T]):
    """One page of a list."""

    model_config = ConfigDict(json_schema_extra={"description": "One page of a list."})

    items: list[T]
    total: int = Field(description="How many there are in all.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")


CURSOR: Any = Field(
    "",
    pattern=PATTERN,
    description="`next` of the page before; empty or not given: the first page.",
    json_schema_extra={"format": "cursor"},
)


# One that other programs read is sent whole: pages are for those who go on asking.
FORMAT: Any = Field(
    "json",
    description=(
        "`jsonl` has an item of the list a line; `csv`, `bibtex`, `ris` and `graphml` are for"
        " spreadsheets, reference managers and graph programs. In these the list comes whole, sent"
        " as it is read, or from `cursor` on, or no more than a `limit` that is given. In `csv`,"
        " what a spreadsheet would run as a formula begins with an apostrophe."
    ),
)


class PageQuery(Shape):
    """Where in a list, and how much of it."""

    limit: int = Field(100, ge=1, le=1000, description="Rows in one answer.")
    cursor: str = CURSOR


_MOST_FIELDS = 50


def fields_of(shape: type[Shape]) -> Any:
    """The type of a parameter `fields`, by which only some of a shape's fields are asked for."""
    names = tuple(shape.model_fields)

    def named(given: object) -> tuple[str, ...]:
        wanted = given.split(",", _MOST_FIELDS) if isinstance(given, str) else [""]
        for name in wanted:
            if name not in names:
                raise ValueError(f"there is no {name[:50]!r}; there are {', '.join(names)}")
        if len(wanted) > _MOST_FIELDS:
            raise ValueError(f"name at most {_MOST_FIELDS}")
        return tuple(wanted)

    described = {
        "type": "array",
        "items": {"enum": list(names)},
        "minItems": 1,
        "maxItems": _MOST_FIELDS,
    }
    return Annotated[tuple[str, ...], BeforeValidator(named), WithJsonSchema(described)]


WHOLE: Any = Field(
    default_factory=tuple,
    description="Only these, separated by commas, and the `id`; not given: all.",
)


def some_fields(schema: dict[str, Any]) -> None:
    """Of a shape's fields only the `id` is always there."""
    schema["required"] = ["id"]


def _flag(given: object) -> object:
    return {"true": True, "false": False}.get(str(given), given)


Year = Annotated[int, Field(ge=1000, le=9999)]
Flag = Annotated[bool, BeforeValidator(_flag, json_schema_input_type=bool), Field(strict=True)]


class YearCount(Shape):
    """How many papers are of a year."""

    year: int
    count: int


class NoQuery(Shape):
    """Nothing."""


class ProblemShape(Shape):
    """An error, in the form of RFC 9457."""

    type: str = Field(
        description="A URI; its last part is the error's stable name.",
        examples=["https://arxivlens.invalid/problems/paper-unknown"],
    )
    title: str = Field(description="What kind of error it is.")
    status: int
    detail: str = Field(description="What was wrong, and what to do.")
    instance: str = Field(description="The path asked for.")
    request_id: str = Field(description="As the header X-Request-ID says, and the server's log.")
