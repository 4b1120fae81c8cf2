"""Citations and references: sifted, in an order, read from after a place.

A place is what the order goes by, of one row; its last part is the paper's number. Where that
paper still is in the list, the next page begins after where it stands now: the sources' order, the
counts of citations and the dates may all move between two pages, and no row is lost or comes twice
for it. Where it has left the list, the next page begins after where it stood.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Subquery, func, literal, select, tuple_
from sqlalchemy.orm import Session

from api.queries.papers import Listed
from scraper.normalise.words import phrases
from scraper.records import Identity, Search, find
from scraper.records.rows import edge, rows
from scraper.records.said import said
from scraper.records.search import matching

Direction = Literal["citations", "references"]
Order = Literal["relevance", "citations", "date", "influential"]
PLACES = MappingProxyType({"relevance": 2, "citations": 3, "date": 2, "influential": 4})
_UNRANKED = 2**31 - 1
_ON_ARXIV = select(Identity.paper_id).where(Identity.scheme == "arxiv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifting:
    """Which rows of a list; None or empty: all the same."""

    query: str = ""
    first_year: int | None = None
    last_year: int | None = None
    influential: bool | None = None
    has_arxiv_id: bool | None = None


def page(
    session: Session,
    number: int,
    direction: Direction,
    sifting: Sifting,
    order: Order,
    after: Sequence[int] | None,
    limit: int,
) -> list[tuple[tuple[int, ...], Row[Any]]]:
    """(place, row) of the rows after that place, one more than `limit` where the list goes on.

    A row is (id, text, influential, …), as `find.neighbours` has it.
    """
    near = _near(session, number, direction, sifting)
    by = _columns(near)[order]
    query = select(near, *(each.label(f"by{at}") for at, each in enumerate(by))).order_by(*by)
    if after:
        stands = session.execute(select(*by).where(near.c.id == after[-1])).one_or_none()
        query = query.where(tuple_(*by) > tuple_(*map(literal, stands or after)))
    found = session.execute(query.limit(limit + 1)).all()
    return [(tuple(getattr(row, f"by{at}") for at in range(len(by))), row) for row in found]


def items(
    session: Session, number: int, direction: Direction, found: Sequence[Row[Any]]
) -> list[dict[str, Any]]:
    """The rows as they go over the wire."""
    numbers = [row.id for row in found]
    known = rows(session, numbers)
    how = said(session, number, direction, numbers)
    return [
        edge(known[row.id], row.text, row.influential) | how[row.id]
        for row in found
        if row.id in known  # else it was found to be another since
    ]


def citations(session: Session, number: int, after: Any, limit: int) -> Listed:
    """The papers that cite it."""
    return _as_it_comes(session, number, "citations", after, limit)


def references(session: Session, number: int, after: Any, limit: int) -> Listed:
    """The papers that it cites."""
    return _as_it_comes(session, number, "references", after, limit)


def _as_it_comes(
    session: Session, number: int, direction: Direction, after: Any, limit: int
) -> Listed:
    found = page(session, number, direction, Sifting(), "relevance", after, limit)
    known = items(session, number, direction, [row for _place, row in found])
    places = [place for place, _row in found]
    return list(zip(places, known, strict=True)), total(session, number, direction, Sifting())


def total(session: Session, number: int, direction: Direction, sifting: Sifting) -> int:
    """How many there are in all."""
    near = _near(session, number, direction, sifting)
    return session.scalar(select(func.count()).select_from(near)) or 0


def facets(session: Session, number: int, direction: Direction, sifting: Sifting) -> dict[str, Any]:
    """How many rows there are of each year, the newest first; and of a kind."""
    near = _near(session, number, direction, sifting)
    by_year = (
        select(near.c.year, func.count())
        .where(near.c.year.is_not(None))
        .group_by(near.c.year)
        .order_by(near.c.year.desc())
    )

    def count(which: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(near).where(which)) or 0

    return {
        "years": [{"year": year, "count": each} for year, each in session.execute(by_year)],
        "influential": count(near.c.influential == 1),
        "with_arxiv_id": count(near.c.id.in_(_ON_ARXIV)),
    }


def _near(session: Session, number: int, direction: Direction, sifting: Sifting) -> Subquery:
    of = find.neighbours(number, direction).order_by(None).subquery()
    query = select(
        of.c.id,
        of.c.text,
        of.c.influential,
        func.coalesce(of.c.rank, _UNRANKED).label("rank"),
        # A paper known by its name alone may not be among those that can be looked for.
        func.coalesce(Search.cited, -1).label("cited"),
        func.coalesce(Search.day, 0).label("day"),
        Search.year,
    ).outerjoin(Search, Search.paper_id == of.c.id)
    if sifting.query:
        query = query.where(of.c.id.in_(matching(session, phrases(sifting.query), "anywhere")))
    if sifting.first_year is not None:
        query = query.where(Search.year >= sifting.first_year)
    if sifting.last_year is not None:
        query = query.where(Search.year <= sifting.last_year)
    if sifting.influential is not None:
        # Whether or not a source says so: what none calls influential is not.
        is_so = of.c.influential == 1
        query = query.where(is_so if sifting.influential else ~is_so)
    if sifting.has_arxiv_id is not None:
        named = of.c.id.in_(_ON_ARXIV)
        query = query.where(named if sifting.has_arxiv_id else ~named)
    return query.subquery()


def _columns(near: Subquery) -> dict[Order, tuple[Any, ...]]:
    row = near.c
    return {
        "relevance": (row.rank, row.id),
        "citations": (-row.cited, -row.day, row.id),
        "date": (-row.day, row.id),
        "influential": (-row.influential, -row.cited, -row.day, row.id),
    }
