"""A paper as the panel needs it, and as a row."""

from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict, Field

from api.export.formats import Name
from api.schemas.base import WHOLE, Body, PaperName, Shape, fields_of, some_fields


class Row(Shape):
    """A paper in a list."""

    id: str = Field(description="The best name it goes by.")
    title: str | None
    authors: list[str] = Field(description="The first 50.")
    more_authors: int = Field(description="Authors beyond those listed.")
    year: int | None
    venue: str | None
    published: date | None
    citation_count: int | None
    arxiv_id: str | None
    url: str | None = Field(description="Where it can be read; http or https.")


class CitationRow(Row):
    """A paper that cites, or is cited."""

    influential: bool | None = Field(description="As Semantic Scholar judges; null: not judged.")
    intents: list[str] = Field(description="For what it is cited, as Semantic Scholar judges.")
    contexts: list[str] = Field(description="Sentences that cite it; at most 5.")


class AuthorShape(Shape):
    """One author."""

    name: str


class CategoryShape(Shape):
    """One arXiv category."""

    term: str = Field(examples=["cs.CY"])
    label: str = Field(description="Its full name.")
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
    source: Literal["semantic_scholar", "language_model", "abstract", "sample"]
    model: str | None = Field(description="The language model that wrote it; null: none did.")


class TermShape(Shape):
    """A key term; `weight` is its TF-IDF, 0 to 1."""

    term: str
    weight: float


class Counts(Shape):
    """How many there are, as the sources claim or as we hold, whichever is more."""

    citations: int | None = Field(description="Null: no source says.")
    references: int | None = Field(description="Null: no source says.")
    comments: int = Field(description="Of our readers.")


class SimilarShape(Shape):
    """A paper like this one, and why."""

    paper: Row
    score: float | None = Field(description="0 to 1; null where its source gives none.")
    why: list[str]


class SourceShape(Shape):
    """How one source stands with one part of the record."""

    name: str
    part: Literal["metadata", "citations", "references", "similar", "summary"]
    state: Literal["ok", "capped", "unknown", "resting", "down"]
    fetched_at: datetime | None = Field(description="Its last good answer.")
    count: int | None = Field(description="Rows that we hold of it.")
    total: int | None = Field(description="Rows that it claims.")
    message: str | None = Field(description="Why not, in a sentence.")
    url: str | None = Field(description="Where a person can look it up.")


class Facts(Shape):
    """A paper without its lists of other papers."""

    id: str = Field(description="The best name it goes by.")
    arxiv_id: str | None
    version: int | None = Field(description="The newest known; null outside arXiv.")
    title: str | None
    abstract: str | None
    authors: list[AuthorShape]
    categories: list[CategoryShape] = Field(description="The primary one first.")
    published: date | None = Field(description="When it first came out.")
    updated: date | None = Field(description="The newest version's date; null outside arXiv.")
    year: int | None
    venue: str | None = Field(description="Journal, conference or the like.")
    url: str | None = Field(description="Where it can be read; http or https.")
    comments: str | None = Field(description="The authors' comments on arXiv.")
    doi: str | None
    journal_ref: str | None
    report_number: str | None
    msc_classes: str | None = Field(description="Mathematics Subject Classification.")
    acm_classes: str | None = Field(description="ACM Computing Classification.")
    license: LicenseShape | None
    withdrawn: bool | None
    versions: list[VersionShape] = Field(description="The submission history, oldest first.")
    summary: SummaryShape | None
    terms: list[TermShape] = Field(description="Heaviest first.")
    counts: Counts
    sources: list[SourceShape] = Field(description="Where each part came from, and how whole.")
    refresh_after: datetime | None = Field(
        description="Past: ask for a crawl. Null: never collected."
    )


class Record(Facts):
    """All of a paper; citations and references up to 1,000 each, the rest by paging."""

    citations: list[CitationRow] = Field(description="The papers that cite it.")
    references: list[CitationRow] = Field(description="The papers that it cites.")
    similar: list[SimilarShape]


class PaperShape(Facts):
    """A paper without its lists of other papers; where `fields` are given, these and the `id`."""

    model_config = ConfigDict(json_schema_extra=some_fields)


class RecordQuery(Shape):
    """How much of the record."""

    fields: fields_of(Record) = WHOLE  # type: ignore[valid-type]


class PapersQuery(Shape):
    """How much of each paper."""

    fields: fields_of(Facts) = WHOLE  # type: ignore[valid-type]


class BatchRequest(Body):
    """Papers by name."""

    ids: list[PaperName] = Field(min_length=1, max_length=500)


class Batch(Shape):
    """Papers in the order of the `ids`, null where one is not on record."""

    items: list[PaperShape | None]
    unknown: list[str] = Field(description="The ids that are not on record, as they were given.")


class GraphNode(Shape):
    """A paper in the graph."""

    id: str
    title: str | None
    authors: list[str]
    year: int | None
    citation_count: int | None
    url: str | None
    role: Literal["paper", "citation", "reference", "both", "further"] = Field(
        description="What it is to the paper at the centre; `further`: of the second hop."
    )
    x: float = Field(
        description="Where it lies, to the right; the paper at the centre at 0, 0. A node's usual"
        " distance from there is about 1. The same at every visit, and hardly other when a few"
        " papers come or go."
    )
    y: float = Field(description="Where it lies, downwards, in the same unit.")
    cluster: int | None = Field(
        description="The `id` of its cluster; null: it belongs to none, or is at the centre."
    )


class GraphEdge(Shape):
    """`source` cites `target`."""

    source: str
    target: str


class GraphCluster(Shape):
    """Papers on one topic: alike in their words, and in whom they cite and are cited by."""

    id: int = Field(description="From 0, the greatest cluster first.")
    name: str = Field(description="The words of its titles that tell it from the others.")
    size: int = Field(description="How many nodes it has.")


class GraphTotal(Shape):
    """How many neighbours there are, shown or not."""

    citations: int
    references: int


class Graph(Shape):
    """A paper's neighbourhood."""

    center: str
    nodes: list[GraphNode] = Field(description="The paper at the centre first.")
    edges: list[GraphEdge]
    clusters: list[GraphCluster]
    total: GraphTotal


class GraphQuery(Shape):
    """How much of the neighbourhood, and in which form."""

    limit: int = Field(60, ge=1, le=500, description="Papers shown besides the one at the centre.")
    hop: int = Field(1, ge=1, le=2, description="2: also papers that are linked with these.")
    format: Literal["json", Name] = Field(
        "json",
        description="`graphml` is the graph for other programs; the others are its papers.",
    )
