"""What a source says: the contract between `pages` (bytes to items) and `records`.

Everywhere None means "the source does not say", and an empty tuple the same. Text is plain
Unicode with white space collapsed; TeX accents are already letters, TeX mathematics (`$…$`) is
kept. Nothing here is safe to use as markup or as a URL before it has been checked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionItem:
    """One line of a submission history."""

    version: int
    submitted: datetime  # with time zone


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperItem:
    """One paper, as one source sees it.

    `arxiv_id` carries no version (`2311.09227`, `hep-th/9901001`), `doi` is as the source
    writes it, without a prefix, and may hold more than one; `s2_id` is the 40-digit paperId,
    `openalex_id` like `W2741809807`.
    """

    arxiv_id: str | None = None
    doi: str | None = None
    s2_id: str | None = None
    openalex_id: str | None = None

    title: str | None = None
    abstract: str | None = None
    authors: tuple[str, ...] = ()  # "Forenames Keyname Suffix", in the paper's order
    year: int | None = None
    published: date | None = None
    venue: str | None = None
    url: str | None = None
    citation_count: int | None = None
    reference_count: int | None = None

    # Only arXiv says these.
    updated: date | None = None  # when the shown version was submitted
    version: int | None = None  # the version that the page shows
    versions: tuple[VersionItem, ...] = ()
    comments: str | None = None
    categories: tuple[str, ...] = ()  # primary first
    journal_ref: str | None = None
    report_number: str | None = None
    msc_classes: str | None = None
    acm_classes: str | None = None
    license: str | None = None  # its URL
    withdrawn: bool | None = None

    # Only Semantic Scholar says these.
    tldr: str | None = None
    tldr_model: str | None = None
    embedding: tuple[float, ...] = ()
    embedding_model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationItem:
    """One row of a citation list or a reference list: the paper at the other end."""

    paper: PaperItem
    text: str | None = None  # the reference as it is printed
    influential: bool | None = None
    intents: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationPage:
    """One page of a list that comes in pages; `next` is the next offset, None on the last page."""

    rows: tuple[CitationItem, ...]
    next: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One paper and the papers that it cites, where a source gives both in one answer.

    OpenAlex gives no more than an `openalex_id` of each cited paper.
    """

    paper: PaperItem
    references: tuple[CitationItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """One page of papers; `next` is what to ask the source with for the next one: an offset or a
    cursor, None on the last page. `total` counts all pages, as the source claims."""

    papers: tuple[PaperItem, ...]
    total: int | None = None
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedItem:
    """One entry of arXiv's daily lists: `kind` is new, cross, replace or replace-cross."""

    paper: PaperItem
    kind: str | None = None
    day: date | None = None  # of the announcement


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcements:
    """One page of arXiv's lists, or a feed; `total` counts all pages, as the page claims."""

    rows: tuple[AnnouncedItem, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestedItem:
    """One record of an OAI-PMH harvest; `paper` is None where it was deleted or is unreadable."""

    arxiv_id: str
    changed: date | None
    deleted: bool = False
    sets: tuple[str, ...] = ()
    paper: PaperItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestPage:
    """One page of a harvest; `token` asks for the next one, None on the last page.

    `responded` is the server's own time, which the next harvest begins from.
    """

    rows: tuple[HarvestedItem, ...]
    token: str | None = None
    responded: datetime | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryItem:
    """What a language model made of a question (`question` is its name); it is asked once.

    `text` is None where the answer was nothing to show a reader.
    """

    question: str
    text: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What one page of bulk work brings: what the spiders of many papers yield.

    `cursor` is where to go on after it, `total` how many papers all pages have, as the source
    claims.
    """

    source: str
    papers: tuple[PaperItem, ...]
    cursor: dict[str, Any]
    last: bool  # no page comes after it
    unreadable: int = 0  # records that say nothing, ids that nobody knows
    total: int | None = None
    gone: tuple[str, ...] = ()  # arXiv ids of papers that the source has removed
    replaced: tuple[str, ...] = ()  # arXiv ids of papers with a new version
    whole: bool = False  # it says of each paper what the paper's own page says


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of asking one source for one part of one paper: what spiders yield.

    `target` is the name that the paper was asked for by. `state` is ok, capped (whole up to the
    source's own limit), unknown, resting or down; the last three bring nothing but a `message`.
    """

    target: str
    source: str
    part: str  # metadata, citations, references, similar or summary
    state: str = "ok"
    until: datetime | None = None  # resting: the source is not asked before
    short: bool = False  # the source's own page says more
    unusable: bool = False  # down: the source failed, and not only at this question

    paper: PaperItem | None = None
    rows: tuple[CitationItem, ...] = ()
    similar: tuple[PaperItem, ...] = ()
    summary: SummaryItem | None = None

    # Of a list that comes in pages.
    first: int = 0  # the place of its first row
    last: bool = True  # no page comes after it
    began: datetime | None = None  # when its first page was asked for
    total: int | None = None  # rows that the source claims

    message: str | None = None
    url: str | None = None  # where a person can look it up
