"""Papers as rows of a list: what a table, a graph or a reference needs of each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from scraper.normalise.urls import safe_url
from scraper.paper_id import SCHEMES, PaperId
from scraper.records.chunks import asked_for
from scraper.records.papers import Author, Authorship, Identity, Paper

AUTHORS = 50  # of a row; a collaboration of thousands is counted beyond that

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_PAPERS = select(
    Paper.id,
    Paper.key,
    Paper.title,
    Paper.year,
    Paper.venue,
    Paper.published,
    Paper.citation_count,
    select(func.max(Authorship.position))
    .where(Authorship.paper_id == Paper.id)
    .scalar_subquery()
    .label("last_author"),
).where(Paper.id.in_(_IDS))
_AUTHORS = (
    select(Authorship.paper_id, Author.name)
    .join(Author, Author.id == Authorship.author_id)
    .where(Authorship.paper_id.in_(_IDS), Authorship.position < AUTHORS)
    .order_by(Authorship.paper_id, Authorship.position)
)
_NAMES = (
    select(Identity.paper_id, Identity.scheme, Identity.value)
    .where(Identity.paper_id.in_(_IDS))
    .order_by(Identity.value)
)


def rows(session: Session, paper_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """{id, title, authors, more_authors, year, venue, published, citation_count, arxiv_id, url}.

    By paper number; `influential` is the list's to say and not here.
    """
    found: dict[int, dict[str, Any]] = {}
    for chunk in asked_for(list(dict.fromkeys(paper_ids))):
        ids = {"ids": chunk}
        for paper in session.execute(_PAPERS, ids):
            found[paper.id] = {
                "id": paper.key,
                "title": paper.title,
                "authors": [],
                "more_authors": max(0, (paper.last_author or 0) + 1 - AUTHORS),
                "year": paper.year,
                "venue": paper.venue,
                "published": paper.published,
                "citation_count": paper.citation_count,
                "arxiv_id": None,
                "url": None,
            }
        for paper_id, name in session.execute(_AUTHORS, ids):
            found[paper_id]["authors"].append(name)
        names: dict[int, list[PaperId]] = {}
        for paper_id, scheme, value in session.execute(_NAMES, ids):
            names.setdefault(paper_id, []).append(PaperId(scheme, value))
        for paper_id, own in names.items():
            found[paper_id] |= links(own)
    return found


def edge(row: dict[str, Any], text: str | None, influential: int) -> dict[str, Any]:
    """A row of citations or references; `influential` is 1 or 0, or -1 where no source says.

    Where nobody knows the title, the reference stands there as it is printed.
    """
    return {
        **row,
        "title": row["title"] or text,
        "influential": None if influential < 0 else bool(influential),
    }


def links(names: Sequence[PaperId]) -> dict[str, str | None]:
    """{arxiv_id, url} of a paper that goes by these names."""
    arxiv = next((name.value for name in names if name.scheme == "arxiv"), None)
    best = min(names, key=lambda name: SCHEMES.index(name.scheme), default=None)
    return {"arxiv_id": arxiv, "url": safe_url(best.page) if best and best.page else None}
