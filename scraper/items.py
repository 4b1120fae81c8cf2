"""What a source says: the contract between `pages` (bytes to items) and `records`.

Everywhere None means "the source does not say", and an empty tuple the same. Text is plain
Unicode with white space collapsed; TeX accents are already letters, TeX mathematics (`$…$`) is
kept. Nothing here is safe to use as markup or as a URL before it has been checked.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionItem:
    """One line of a submission history."""

    version: int
    submitted: datetime  # with time zone


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperItem:
    """One paper, as one source sees it.

    `arxiv_id` carries no version (`2311.09227`, `hep-th/9901001`), `doi` is lower case without a
    prefix, `s2_id` the 40-digit paperId, `openalex_id` like `W2741809807`.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationItem:
    """One row of a citation list or a reference list: the paper at the other end."""

    paper: PaperItem
    influential: bool | None = None
    intents: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationPage:
    """One page of a list that comes in pages; `next` is the next offset, None on the last page."""

    rows: tuple[CitationItem, ...]
    next: int | None = None
