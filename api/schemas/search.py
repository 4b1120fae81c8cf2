"""Papers looked for."""

from typing import Literal

from pydantic import Field

from api.export.formats import Name
from api.queries.search import Question, Sort
from api.schemas.base import CURSOR, FORMAT, WHOLE, Flag, Shape, Year, YearCount, fields_of
from api.schemas.record import Facts, PaperShape


class Sifted(Shape):
    """What is looked for."""

    query: str = Field(
        "",
        max_length=500,
        description=(
            'Words that all occur in title, abstract or authors; `"words together"`; `graph*` for'
            " a beginning. Case and accents do not matter. Empty or not given: all papers."
        ),
    )
    category: str | None = Field(
        None,
        pattern=r"^[A-Za-z-]{1,16}(\.[A-Za-z-]{1,16})?$",
        description="A category such as `cs.LG`, or an archive such as `cs` for all of its own.",
    )
    author: str = Field(
        "", max_length=200, description="An author's name or a part of it, as it is printed."
    )
    from_: Year | None = Field(None, alias="from", description="The first year.")
    to: Year | None = Field(None, description="The last year.")
    has_summary: Flag | None = Field(None, description="Whether a quick summary is on record.")
    min_citations: int | None = Field(
        None, ge=0, le=999_999_999, description="As many citations or more, as the sources count."
    )

    @property
    def question(self) -> Question:
        """What is looked for."""
        return Question(
            query=self.query,
            author=self.author,
            category=self.category,
            first_year=self.from_,
            last_year=self.to,
            has_summary=self.has_summary,
            min_citations=self.min_citations,
        )

    @property
    def asked(self) -> dict[str, str]:
        """What is looked for as an address has it, without what goes without saying."""
        said = self.model_dump(
            mode="json", by_alias=True, exclude_defaults=True, include=set(Sifted.model_fields)
        )
        return {
            name: str(each).lower() if isinstance(each, bool) else str(each)
            for name, each in said.items()
        }


class SearchQuery(Sifted):
    """What is looked for, and how it is to come."""

    sort: Sort | None = Field(
        None,
        description=(
            "`relevance`: in the title before elsewhere, then the most cited; `date`: the newest"
            " first; `citations`: the most cited first. Not given: by relevance to a `query`, else"
            " by date."
        ),
    )
    facets: Flag = Field(False, description="Count the papers found by category and by year, too.")
    fields: fields_of(Facts) = WHOLE  # type: ignore[valid-type]
    limit: int = Field(25, ge=1, le=1000, description="Papers in one answer.")
    cursor: str = CURSOR
    format: Literal["json", Name] = FORMAT

    @property
    def order(self) -> Sort:
        """The order in which it is to come."""
        return self.sort or ("relevance" if self.query else "date")


class CategoryCount(Shape):
    """How many papers are of a category."""

    term: str
    label: str
    count: int


class Facets(Shape):
    """How many of the papers found there are of a kind."""

    categories: list[CategoryCount] = Field(description="The 20 largest.")
    years: list[YearCount] = Field(description="The newest first.")


class FoundShape(Shape):
    """One page of the papers found."""

    items: list[PaperShape]
    total: int = Field(description="How many there are in all.")
    next: str | None = Field(description="The cursor of the next page; null on the last.")
    facets: Facets | None = Field(description="Null: not asked for.")
