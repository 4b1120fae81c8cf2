"""Reads: each function returns a Select, to be composed and run by the caller.

What a crawl asks dozens of times is there ready-made, with places for what it is asked about:
SQLAlchemy takes longer over making a statement than SQLite over running it.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from scraper.paper_id import PaperId
from scraper.records.aids import Similar
from scraper.records.citations import Citation
from scraper.records.comments import Comment
from scraper.records.crawls import Crawl
from scraper.records.documents import Document
from scraper.records.papers import Identity, Paper
from scraper.records.sources import SourceState

_NUMBER = select(Identity.paper_id).where(
    Identity.scheme == bindparam("scheme"), Identity.value == bindparam("value")
)


def number(session: Session, name: PaperId) -> int | None:
    """The number of the paper that goes by `name`."""
    found: int | None = session.scalar(_NUMBER, {"scheme": name.scheme, "value": name.value})
    return found


def paper_id(name: PaperId) -> Select[*tuple[Any, ...]]:
    """The number of the paper that goes by `name`."""
    return select(Identity.paper_id).where(
        Identity.scheme == name.scheme, Identity.value == name.value
    )


def identities(names: Sequence[PaperId]) -> Select[*tuple[Any, ...]]:
    """(scheme, value, paper number) of those names that are on record."""
    pairs = [(name.scheme, name.value) for name in names]
    return select(Identity.scheme, Identity.value, Identity.paper_id).where(
        tuple_(Identity.scheme, Identity.value).in_(pairs)
    )


def schemes(paper: int) -> Select[*tuple[Any, ...]]:
    """The kinds of names that a paper has."""
    return select(Identity.scheme).where(Identity.paper_id == paper)


def asked(paper: int) -> Select[*tuple[Any, ...]]:
    """(source, part, tried_at, fresh_until) of all that the sources were asked of a paper."""
    return select(
        SourceState.source, SourceState.part, SourceState.tried_at, SourceState.fresh_until
    ).where(SourceState.paper_id == paper)


# (tried_at, failures) of a `part` of a `paper` that `source` was asked for.
TRIES = select(SourceState.tried_at, SourceState.failures).where(
    SourceState.paper_id == bindparam("paper"),
    SourceState.source == bindparam("source"),
    SourceState.part == bindparam("part"),
)


def claim(paper: int, direction: str) -> Select[*tuple[Any, ...]]:
    """How many citations or references the sources say that a paper has."""
    column = Paper.citation_count if direction == "citations" else Paper.reference_count
    return select(column).where(Paper.id == paper)


def paper_key(paper: int) -> Select[*tuple[Any, ...]]:
    """The name that a paper goes by."""
    return select(Paper.key).where(Paper.id == paper)


def paper_title(paper: int) -> Select[*tuple[Any, ...]]:
    """The title of a paper."""
    return select(Paper.title).where(Paper.id == paper)


def document(name: PaperId) -> Select[*tuple[Any, ...]]:
    """(etag, body) of the ready-made document; the body is gzip of JSON."""
    return (
        select(Document.etag, Document.body)
        .join(Identity, Identity.paper_id == Document.paper_id)
        .where(Identity.scheme == name.scheme, Identity.value == name.value)
    )


def comments(paper: int, *, hidden: bool) -> Select[*tuple[Any, ...]]:
    """The comments on a paper, oldest first; `hidden`: those as well that curators hid."""
    query = select(Comment).where(Comment.paper_id == paper).order_by(Comment.id)
    return query if hidden else query.where(~Comment.hidden)


def recent_papers(limit: int) -> Select[*tuple[Any, ...]]:
    """(key, title, year) of the papers collected last, newest first."""
    # Of a harvest's millions no more is looked at than may be shown: a paper has few states.
    last = (
        select(SourceState.paper_id, SourceState.fetched_at)
        .where(SourceState.fetched_at.is_not(None))
        .order_by(SourceState.fetched_at.desc())
        .limit(16 * limit)
        .subquery()
    )
    return (
        select(Paper.key, Paper.title, Paper.year)
        .join(last, last.c.paper_id == Paper.id)
        .where(Paper.title.is_not(None))
        .group_by(Paper.id)
        .order_by(func.max(last.c.fetched_at).desc(), Paper.id)
        .limit(limit)
    )


def open_crawls(limit: int) -> Select[*tuple[Any, ...]]:
    """The crawls that run, then those that wait, the next to be drawn first."""
    return (
        select(Crawl)
        .where(Crawl.state.in_(("queued", "running")))
        .order_by(Crawl.state.desc(), Crawl.priority, Crawl.id)
        .limit(limit)
    )


def neighbours(paper: int | BindParameter[int], direction: str) -> Select[*tuple[Any, ...]]:
    """(paper id, rank, text, influential) of a paper's citations or references, in their order.

    One row a paper, however many sources say so: the sources' order first, then those that only
    the other paper's own list knows of.
    """
    at, other, rank = (
        (Citation.cited_id, Citation.citing_id, Citation.citing_rank)
        if direction == "citations"
        else (Citation.citing_id, Citation.cited_id, Citation.cited_rank)
    )
    first = func.min(rank)
    return (
        select(
            other.label("id"),
            first.label("rank"),
            func.max(Citation.text).label("text"),
            func.max(func.coalesce(Citation.influential.cast(Integer), -1)).label("influential"),
        )
        .where(at == paper)
        .group_by(other)
        .order_by(first.is_(None), first, other)
    )


def similar(paper: int | BindParameter[int]) -> Select[*tuple[Any, ...]]:
    """(similar_id, score, why, unscored, position) of the papers like one, best first.

    One row a paper, however many sources name it: ours, which weighs the others' word too; then
    those that are named by others alone, in their order.
    """
    unscored = Similar.score.is_(None).cast(Integer)
    place = (
        func.row_number()
        .over(
            partition_by=Similar.similar_id, order_by=(unscored, Similar.position, Similar.source)
        )
        .label("place")
    )
    best = (
        select(
            Similar.similar_id,
            Similar.score,
            Similar.why,
            unscored.label("unscored"),
            Similar.position,
            place,
        )
        .where(Similar.paper_id == paper)
        .subquery()
    )
    return (
        select(best.c.similar_id, best.c.score, best.c.why, best.c.unscored, best.c.position)
        .where(best.c.place == 1)
        .order_by(best.c.unscored, best.c.position, best.c.similar_id)
    )
