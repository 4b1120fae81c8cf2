"""Papers by name: the number, and lists in pages.

A list is read from after a place: (place, row) of each row, one more than asked for where the list
goes on; and how many there are in all.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, literal, select, tuple_
from sqlalchemy.orm import Session

from api.access import Caller, caller
from api.errors import Problem
from api.markdown import as_html
from scraper.paper_id import PaperId
from scraper.records import Comment, Term, find
from scraper.records.chunks import asked_for
from scraper.records.rows import rows

Listed = tuple[list[tuple[tuple[Any, ...], dict[str, Any]]], int]


def paper_number(session: Session, paper: PaperId) -> int:
    """The paper's number; a Problem `paper-unknown` where there is none on record."""
    number = find.number(session, paper)
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
        for chunk in asked_for(list(dict.fromkeys(names)))
        for scheme, value, number in session.execute(find.identities(chunk))
    }


def similar(session: Session, number: int, after: Any, limit: int) -> Listed:
    """The similar papers, each once: those that we find before those that only others name."""
    best = find.similar(number).order_by(None).subquery()
    order = best.c.unscored, best.c.position, best.c.similar_id
    query = select(best)
    if after:  # where it stands now: all are found and placed anew when one is
        now = session.execute(select(*order).where(best.c.similar_id == after[-1])).one_or_none()
        after = now or after
    found = session.execute(_after(query, order, after).order_by(*order).limit(limit + 1)).all()
    known = rows(session, [each.similar_id for each in found])
    return [
        (
            (each.unscored, each.position, each.similar_id),
            {"paper": known[each.similar_id], "score": each.score, "why": each.why},
        )
        for each in found
    ], _total(session, query)


def terms(session: Session, number: int, after: Any, limit: int) -> Listed:
    """The key terms, heaviest first."""
    query = select(Term).where(Term.paper_id == number)
    order = -Term.weight, Term.term
    found = session.scalars(_after(query, order, after).order_by(*order).limit(limit + 1))
    return [
        ((-each.weight, each.term), {"term": each.term, "weight": round(each.weight, 3)})
        for each in found
    ], _total(session, query)


def comments(session: Session, number: int, after: Any, limit: int) -> Listed:
    """The readers' comments, oldest first; hidden ones for curators alone."""
    who = caller()
    key = session.scalar(find.paper_key(number))
    query = find.comments(number, hidden=who.may("curate"))
    found = session.scalars(_after(query, (Comment.id,), after).limit(limit + 1))
    return [((each.id,), comment(each, key or "", who)) for each in found], _total(session, query)


def comment(each: Comment, paper: str, who: Caller) -> dict[str, Any]:
    """A comment as it goes over the wire to `who`."""
    return {
        "id": each.id,
        "paper": paper,
        "author": each.author,
        "text": each.text,
        "html": as_html(each.text),
        "created": each.created,
        "edited": each.edited,
        "reply_to": each.reply_to,
        "mine": who.owns(each.token_id),
        "hidden": each.hidden,
    }


def _after(query: Select[Any], order: tuple[Any, ...], after: Any) -> Select[Any]:
    return query.where(tuple_(*order) > tuple_(*map(literal, after))) if after else query


def _total(session: Session, query: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
