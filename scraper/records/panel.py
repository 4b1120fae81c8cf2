"""The whole record of a paper as the panel needs it, made ready when it changes.

Read by key in a tenth of a millisecond; made from the tables in a few. What it holds comes from
the tables alone, so that any process may make it.
"""

import gzip
import hashlib
from typing import Any

import orjson
from sqlalchemy import Integer, RowMapping, Select, bindparam, func, select
from sqlalchemy.orm import Session

from scraper.normalise import categories, licences
from scraper.normalise.urls import safe_url
from scraper.records import find
from scraper.records.aids import Similar, Summary, Term
from scraper.records.base import utc_now
from scraper.records.comments import Comment
from scraper.records.documents import Document
from scraper.records.papers import Author, Authorship, Category, Paper, Version
from scraper.records.rows import rows
from scraper.records.sources import SourceState
from scraper.records.upsert import upsert

ROWS = 1000  # of a list, in the record; the rest by paging
SIMILAR = 20
_SUMMARY_ORDER = ("semantic_scholar", "language_model", "sample", "abstract")

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_PAPER = bindparam("paper", type_=Integer)
_NEIGHBOURS = {
    direction: find.neighbours(_PAPER, direction) for direction in ("citations", "references")
}
_AUTHORS = (
    select(Author.name)
    .join(Authorship, Authorship.author_id == Author.id)
    .where(Authorship.paper_id == _PAPER)
    .order_by(Authorship.position)
)
_CATEGORIES = select(Category.term).where(Category.paper_id == _PAPER).order_by(Category.position)
_VERSIONS = (
    select(Version.version, Version.submitted)
    .where(Version.paper_id == _PAPER)
    .order_by(Version.version)
)
_SUMMARIES = select(Summary.text, Summary.source, Summary.model).where(Summary.paper_id == _PAPER)
_TERMS = (
    select(Term.term, Term.weight)
    .where(Term.paper_id == _PAPER)
    .order_by(Term.weight.desc(), Term.term)
)
_COMMENTS = select(func.count()).where(Comment.paper_id == _PAPER)
_STATES = (
    select(
        SourceState.source.label("name"),
        SourceState.part,
        SourceState.state,
        SourceState.fetched_at,
        SourceState.count,
        SourceState.total,
        SourceState.message,
        SourceState.url,
        SourceState.fresh_until,
    )
    .where(SourceState.paper_id == _PAPER)
    .order_by(SourceState.source, SourceState.part)
)
_LOCK = select(Paper.id).where(Paper.id == _PAPER).with_for_update(key_share=True)


def _similar() -> Select[Any]:
    # One row a paper: the source that says why best is ours, then the others in their order.
    rank = (
        func.row_number()
        .over(
            partition_by=Similar.similar_id,
            order_by=(Similar.score.is_(None), Similar.position, Similar.source),
        )
        .label("rank")
    )
    best = (
        select(
            Similar.similar_id, Similar.score, Similar.why, Similar.position, Similar.source, rank
        )
        .where(Similar.paper_id == _PAPER)
        .subquery()
    )
    return (
        select(best.c.similar_id, best.c.score, best.c.why)
        .where(best.c.rank == 1)
        .order_by(best.c.source == "records", best.c.position, best.c.similar_id)
        .limit(SIMILAR)
    )


_SIMILAR = _similar()


def whole_record(session: Session, paper_id: int) -> dict[str, Any]:
    """The record, in the shape that the OpenAPI document calls Record."""
    of = {"paper": paper_id}
    paper = session.get_one(Paper, paper_id, populate_existing=True)
    lists = {name: session.execute(query, of).all() for name, query in _NEIGHBOURS.items()}
    similar = session.execute(_SIMILAR, of).all()
    shown = [row.id for edges in lists.values() for row in edges[:ROWS]]
    known = rows(session, [paper_id, *shown, *(row.similar_id for row in similar)])
    own = known[paper_id]
    states = session.execute(_STATES, of).mappings().all()
    return {
        "id": paper.key,
        "arxiv_id": own["arxiv_id"],
        "version": paper.version,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": [{"name": name} for name in session.scalars(_AUTHORS, of)],
        "categories": [
            {"term": term, "label": categories.label(term), "primary": place == 0}
            for place, term in enumerate(session.scalars(_CATEGORIES, of))
        ],
        "published": paper.published,
        "updated": paper.updated,
        "year": paper.year,
        "venue": paper.venue,
        "url": own["url"],
        "comments": paper.comments,
        "doi": paper.doi,
        "journal_ref": paper.journal_ref,
        "report_number": paper.report_number,
        "msc_classes": paper.msc_classes,
        "acm_classes": paper.acm_classes,
        "license": _license(paper.license),
        "withdrawn": paper.withdrawn,
        "versions": [
            {"version": version, "submitted": submitted}
            for version, submitted in session.execute(_VERSIONS, of)
        ],
        "summary": _summary(session, of),
        "terms": [
            {"term": term, "weight": round(weight, 3)}
            for term, weight in session.execute(_TERMS, of)
        ],
        "counts": {
            "citations": _count(paper.citation_count, len(lists["citations"])),
            "references": _count(paper.reference_count, len(lists["references"])),
            "comments": session.scalar(_COMMENTS, of),
        },
        **{
            name: [
                {
                    **known[row.id],
                    "influential": None if row.influential < 0 else bool(row.influential),
                }
                for row in edges[:ROWS]
            ]
            for name, edges in lists.items()
        },
        "similar": [
            {"paper": known[row.similar_id], "score": row.score, "why": row.why} for row in similar
        ],
        "sources": [
            {name: value for name, value in state.items() if name != "fresh_until"}
            | {"total": _total(state, paper)}
            for state in states
        ],
        "refresh_after": min((state["fresh_until"] for state in states), default=None),
    }


def materialise(session: Session, paper_id: int) -> Document:
    """Make the paper's document anew, in the transaction that changed the paper."""
    # Of two that change one paper at once, the second waits here and then sees both changes.
    session.execute(_LOCK, {"paper": paper_id})
    json = orjson.dumps(whole_record(session, paper_id), option=orjson.OPT_UTC_Z)
    document = {
        "paper_id": paper_id,
        "etag": hashlib.sha256(json).hexdigest()[:32],
        # mtime 0: the same record is the same bytes.
        "body": gzip.compress(json, compresslevel=5, mtime=0),
        "made_at": utc_now(),
    }
    upsert(session, Document, [document])
    return Document(**document)


def _license(url: str | None) -> dict[str, str | None] | None:
    return {"url": safe_url(url), "label": licences.label(url)} if url else None


def _summary(session: Session, of: dict[str, int]) -> dict[str, str | None] | None:
    found = session.execute(_SUMMARIES, of).mappings()
    best = min(found, key=lambda each: _SUMMARY_ORDER.index(each["source"]), default=None)
    return dict(best) if best else None


def _total(state: RowMapping, paper: Paper) -> int | None:
    # Semantic Scholar's lists come without a total; what is said of the paper has one.
    claimed = {"citations": paper.citation_count, "references": paper.reference_count}
    return claimed.get(state["part"]) if state["total"] is None else state["total"]


def _count(claimed: int | None, held: int) -> int | None:
    # A source may claim fewer than another lists; neither is nothing unless one says so.
    return max(claimed or 0, held) if claimed is not None or held else None
