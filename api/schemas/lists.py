"""A paper's citations and references, sifted."""

from typing import Literal

from pydantic import Field

from api.export.formats import Name
from api.queries.lists import Order, Sifting
from api.schemas.base import FORMAT, Flag, Page, PageQuery, Shape, Year, YearCount
from api.schemas.record import CitationRow


class ListQuery(PageQuery):
    """Which rows of the list, in which order, and how they are to come."""

    sort: Order = Field(
        "relevance",
        description=(
            "`relevance`: in the order of its source; `citations`: the most cited first; `date`:"
            " the newest first; `influential`: what Semantic Scholar calls so first, the most cited"
            " before others."
        ),
    )
    query: str = Field(
        "", max_length=500, description="Words that all occur in a paper, as in a search."
    )
    from_: Year | None = Field(None, alias="from", description="The first year.")
    to: Year | None = Field(None, description="The last year.")
    influential: Flag | None = Field(
        None, description="Whether Semantic Scholar calls the citation influential."
    )
    has_arxiv_id: Flag | None = Field(None, description="Whether the paper is on arXiv.")
    facets: Flag = Field(False, description="Count the rows found by year and by kind, too.")
    format: Literal["json", Name] = FORMAT

    @property
    def sifting(self) -> Sifting:
        """Which rows."""
        return Sifting(
            query=self.query,
            first_year=self.from_,
            last_year=self.to,
            influential=self.influential,
            has_arxiv_id=self.has_arxiv_id,
        )


class ListFacets(Shape):
    """How many of the rows found there are of a kind."""

    years: list[YearCount] = Field(description="The newest first.")
    influential: int
    with_arxiv_id: int


class CitationPage(Page[CitationRow]):
    """One page of citations or references."""

    facets: ListFacets | None = Field(description="Null: not asked for.")
