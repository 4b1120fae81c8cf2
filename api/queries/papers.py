"""Papers by name: the number, and lists in pages."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.errors import Problem
from scraper.paper_id import PaperId
from scraper.records import Comment, Similar, Term, find
from scraper.records.identify import chunks
from scraper.records.rows import rows


def paper_number(session: Session, paper: PaperId) -> int:
    """The paper's number; a Problem `paper-unknown` where there is none on record."""
    number: int | None = session.scalar(find.paper_id(paper))
    if number is None:
        raise Problem(
            "paper-unknown",
            f"No record of {paper} yet; POST it to /api/v1/crawls to have it collected.",
        )
    return number


def paper_numbers(session: Session, names: Sequence[PaperId]) -> dict[PaperId, int]:
    """The papers' numbers; who is not on record is left out."""
    return {
        PaperId(scheme, value): number
        for chunk in chunks(list(dict.fromkeys(names)))
        for scheme, value, number in session.execute(find.identities(chunk))
    }


def neighbours(
    session: Session, number: int, direction: str, start: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """One page of a list of citations or references, and how many there are in all."""
    query = find.neighbours(number, direction)
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    found = session.execute(query.offset(start).limit(limit)).all()
    known = rows(session, [each.id for each in found])
    return [
        {
            **known[each.id],
            "influential": None if each.influential < 0 else bool(each.influential),
        }
        for each in found
    ], total


def similar(
    session: Session, number: int, start: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """One page of the similar papers."""
    query = select(Similar).where(Similar.paper_id == number)
    found = session.scalars(
        query.order_by(Similar.source == "records", Similar.position, Similar.similar_id)
        .offset(start)
        .limit(limit)
    ).all()
    known = rows(session, [each.similar_id for each in found])
    return [
        {"paper": known[each.similar_id], "score": each.score, "why": each.why} for each in found
    ], _total(session, query)


def terms(
    session: Session, number: int, start: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """One page of the key terms, heaviest first."""
    query = select(Term).where(Term.paper_id == number)
    found = session.scalars(
        query.order_by(Term.weight.desc(), Term.term).offset(start).limit(limit)
    )
    return [{"term": each.term, "weight": round(each.weight, 3)} for each in found], _total(
        session, query
    )


def comments(
    session: Session, number: int, start: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """One page of the readers' comments, oldest first."""
    key = session.scalar(find.paper_key(number))
    query = find.comments(number)
    return [
        comment(each, key or "") for each in session.scalars(query.offset(start).limit(limit))
    ], _total(session, query)


def comment(each: Comment, paper: str) -> dict[str, Any]:
    """A comment as it goes over the wire."""
    return {
        "id": each.id,
        "paper": paper,
        "author": each.author,
        "text": each.text,
        "created": each.created,
    }


def _total(session: Session, query: Any) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


Listing = Callable[[Session, int, int, int], tuple[list[dict[str, Any]], int]]
