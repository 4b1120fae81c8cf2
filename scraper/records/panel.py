"""The whole record of a paper as the panel needs it, made ready when it changes.

Read by key in a tenth of a millisecond; made from the tables in a few. What it holds comes from
the tables alone, so that any process may make it.
"""

import gzip
import hashlib
from typing import Any

import orjson
from sqlalchemy import func, select
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
_SUMMARY_ORDER = ("semantic_scholar", "language_model", "sample", "abstract")


def whole_record(session: Session, paper_id: int) -> dict[str, Any]:
    """The record, in the shape that the OpenAPI document calls Record."""
    paper = session.get_one(Paper, paper_id, populate_existing=True)
    own = rows(session, [paper_id])[paper_id]
    lists = {
        direction: session.execute(find.neighbours(paper_id, direction)).all()
        for direction in ("citations", "references")
    }
    similar = session.execute(_similar(paper_id)).all()
    known = rows(
        session,
        [row.id for edges in lists.values() for row in edges[:ROWS]]
        + [row.similar_id for row in similar],
    )
    states = session.scalars(
        select(SourceState)
        .where(SourceState.paper_id == paper_id)
        .order_by(SourceState.source, SourceState.part)
    ).all()
    comment_count = session.scalar(
        select(func.count()).select_from(Comment).where(Comment.paper_id == paper_id)
    )
    return {
        "id": paper.key,
        "arxiv_id": own["arxiv_id"],
        "version": paper.version,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": _authors(session, paper_id),
        "categories": _categories(session, paper_id),
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
            for version, submitted in session.execute(
                select(Version.version, Version.submitted)
                .where(Version.paper_id == paper_id)
                .order_by(Version.version)
            )
        ],
        "summary": _summary(session, paper_id),
        "terms": [
            {"term": term, "weight": round(weight, 3)}
            for term, weight in session.execute(
                select(Term.term, Term.weight)
                .where(Term.paper_id == paper_id)
                .order_by(Term.weight.desc(), Term.term)
            )
        ],
        "counts": {
            "citations": _count(paper.citation_count, len(lists["citations"])),
            "references": _count(paper.reference_count, len(lists["references"])),
            "comments": comment_count,
        },
        **{
            direction: [
                {
                    **known[row.id],
                    "influential": None if row.influential < 0 else bool(row.influential),
                }
                for row in edges[:ROWS]
            ]
            for direction, edges in lists.items()
        },
        "similar": [
            {"paper": known[row.similar_id], "score": row.score, "why": row.why} for row in similar
        ],
        "sources": [
            {
                "name": state.source,
                "part": state.part,
                "state": state.state,
                "fetched_at": state.fetched_at,
                "count": state.count,
                "total": _claimed(state, paper),
                "message": state.message,
                "url": state.url,
            }
            for state in states
        ],
        "refresh_after": min((state.fresh_until for state in states), default=None),
    }


def materialise(session: Session, paper_id: int) -> Document:
    """Make the paper's document anew, in the transaction that changed the paper."""
    # Of two that change one paper at once, the second waits here and then sees both changes.
    session.execute(select(Paper.id).where(Paper.id == paper_id).with_for_update(key_share=True))
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


def _authors(session: Session, paper_id: int) -> list[dict[str, str]]:
    return [
        {"name": name}
        for name in session.scalars(
            select(Author.name)
            .join(Authorship, Authorship.author_id == Author.id)
            .where(Authorship.paper_id == paper_id)
            .order_by(Authorship.position)
        )
    ]


def _categories(session: Session, paper_id: int) -> list[dict[str, Any]]:
    terms = session.scalars(
        select(Category.term).where(Category.paper_id == paper_id).order_by(Category.position)
    )
    return [
        {"term": term, "label": categories.label(term), "primary": place == 0}
        for place, term in enumerate(terms)
    ]


def _license(url: str | None) -> dict[str, str | None] | None:
    return {"url": safe_url(url), "label": licences.label(url)} if url else None


def _summary(session: Session, paper_id: int) -> dict[str, str | None] | None:
    found = session.scalars(select(Summary).where(Summary.paper_id == paper_id)).all()
    best = min(found, key=lambda each: _SUMMARY_ORDER.index(each.source), default=None)
    if best is None:
        return None
    return {"text": best.text, "source": best.source, "model": best.model}


def _count(claimed: int | None, held: int) -> int | None:
    # A source may claim fewer than another lists; neither is nothing unless one says so.
    return max(claimed or 0, held) if claimed is not None or held else None


def _claimed(state: SourceState, paper: Paper) -> int | None:
    # Semantic Scholar's lists come without a total; its word on the paper has one.
    counts = {"citations": paper.citation_count, "references": paper.reference_count}
    return counts.get(state.part) if state.total is None else state.total


def _similar(paper_id: int) -> Any:
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
        .where(Similar.paper_id == paper_id)
        .subquery()
    )
    return (
        select(best.c.similar_id, best.c.score, best.c.why)
        .where(best.c.rank == 1)
        .order_by(best.c.source == "records", best.c.position, best.c.similar_id)
        .limit(20)
    )
