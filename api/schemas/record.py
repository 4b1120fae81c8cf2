"""A paper as the panel needs it, and as a row."""

from datetime import date, datetime

from pydantic import Field

from api.schemas.base import Shape


class Row(Shape):
    """A paper in a list."""

    id: str
    title: str | None
    authors: list[str] = Field(description="The first 50.")
    more_authors: int = Field(description="Authors beyond those listed.")
    year: int | None
    venue: str | None
    published: date | None
    citation_count: int | None
    arxiv_id: str | None
    url: str | None = Field(description="Where the paper can be read about; http or https.")


class CitationRow(Row):
    """A paper that cites, or is cited."""

    influential: bool | None = Field(description="As Semantic Scholar judges; null: not judged.")


class AuthorShape(Shape):
    """One author."""

    name: str


class CategoryShape(Shape):
    """One arXiv category."""

    term: str
    label: str
    primary: bool


class VersionShape(Shape):
    """One line of the submission history."""

    version: int
    submitted: datetime


class LicenseShape(Shape):
    """The licence, by name."""

    url: str | None
    label: str


class SummaryShape(Shape):
    """The quick summary, and who wrote it."""

    text: str
    source: str
    model: str | None


class TermShape(Shape):
    """A key term; `weight` is its TF-IDF, 0 to 1."""

    term: str
    weight: float


class Counts(Shape):
    """How many there are, as the sources claim or as we hold, whichever is more."""

    citations: int | None
    references: int | None
    comments: int


class SimilarShape(Shape):
    """A paper like this one, and why."""

    paper: Row
    score: float | None
    why: list[str]


class SourceShape(Shape):
    """How one source stands with one part of the record."""

    name: str
    part: str
    state: str = Field(description="ok, capped, unknown, resting or down")
    fetched_at: datetime | None
    count: int | None
    total: int | None
    message: str | None
    url: str | None


class Record(Shape):
    """All of a paper; citations and references up to 1,000 each, the rest by paging."""

    id: str
    arxiv_id: str | None
    version: int | None
    title: str | None
    abstract: str | None
    authors: list[AuthorShape]
    categories: list[CategoryShape]
    published: date | None
    updated: date | None
    year: int | None
    venue: str | None
    url: str | None
    comments: str | None = Field(description="The authors' comments on arXiv.")
    doi: str | None
    journal_ref: str | None
    report_number: str | None
    msc_classes: str | None
    acm_classes: str | None
    license: LicenseShape | None
    withdrawn: bool | None
    versions: list[VersionShape]
    summary: SummaryShape | None
    terms: list[TermShape]
    counts: Counts
    citations: list[CitationRow]
    references: list[CitationRow]
    similar: list[SimilarShape]
    sources: list[SourceShape]
    refresh_after: datetime | None = Field(description="Past: ask for a crawl; null: never asked.")


class GraphNode(Shape):
    """A paper in the graph."""

    id: str
    title: str | None
    authors: list[str]
    year: int | None
    citation_count: int | None
    url: str | None
    role: str = Field(description="paper, citation, reference or both")


class GraphEdge(Shape):
    """`source` cites `target`."""

    source: str
    target: str


class GraphTotal(Shape):
    """How many neighbours there are, shown or not."""

    citations: int
    references: int


class Graph(Shape):
    """A paper's neighbourhood."""

    center: str
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    total: GraphTotal


class GraphQuery(Shape):
    """How much of the neighbourhood."""

    limit: int = Field(60, ge=1, le=500, description="Neighbours shown.")
