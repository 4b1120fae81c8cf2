"""Papers as rows of a list: what a table, a graph or a reference needs of each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.normalise.urls import safe_url
from scraper.paper_id import SCHEMES, PaperId
from scraper.records.identify import chunks
from scraper.records.papers import Author, Authorship, Identity, Paper

AUTHORS = 50  # of a row; a collaboration of thousands is counted beyond that


def rows(session: Session, paper_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """{id, title, authors, more_authors, year, venue, published, citation_count, arxiv_id, url}.

    By paper number; `influential` is the list's to say and not here.
    """
    found: dict[int, dict[str, Any]] = {}
    for chunk in chunks(list(dict.fromkeys(paper_ids))):
        for paper in session.execute(
            select(
                Paper.id,
                Paper.key,
                Paper.title,
                Paper.year,
                Paper.venue,
                Paper.published,
                Paper.citation_count,
            ).where(Paper.id.in_(chunk))
        ):
            found[paper.id] = {
                "id": paper.key,
                "title": paper.title,
                "authors": [],
                "more_authors": 0,
                "year": paper.year,
                "venue": paper.venue,
                "published": paper.published,
                "citation_count": paper.citation_count,
                "arxiv_id": None,
                "url": None,
            }
        for paper_id, name in session.execute(
            select(Authorship.paper_id, Author.name)
            .join(Author, Author.id == Authorship.author_id)
            .where(Authorship.paper_id.in_(chunk))
            .order_by(Authorship.paper_id, Authorship.position)
        ):
            row = found[paper_id]
            if len(row["authors"]) < AUTHORS:
                row["authors"].append(name)
            else:
                row["more_authors"] += 1
        for paper_id, names in _names(session, chunk).items():
            found[paper_id] |= links(names)
    return found


def links(names: Sequence[PaperId]) -> dict[str, str | None]:
    """{arxiv_id, url} of a paper that goes by these names."""
    arxiv = next((name.value for name in names if name.scheme == "arxiv"), None)
    best = min(names, key=lambda name: SCHEMES.index(name.scheme), default=None)
    return {"arxiv_id": arxiv, "url": safe_url(best.page) if best and best.page else None}


def _names(session: Session, paper_ids: Sequence[int]) -> dict[int, list[PaperId]]:
    names: dict[int, list[PaperId]] = {}
    for identity in session.execute(
        select(Identity.paper_id, Identity.scheme, Identity.value)
        .where(Identity.paper_id.in_(paper_ids))
        .order_by(Identity.value)
    ):
        names.setdefault(identity.paper_id, []).append(PaperId(identity.scheme, identity.value))
    return names
