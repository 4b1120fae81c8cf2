"""Papers that are looked for: by their words, sifted and in an order.

By relevance, what stands in the title comes before what stands elsewhere, together before apart;
of these the most cited first, then the newest. A paper alone decides its place, whatever else is
on record: so it is the same in both databases, and stays where it was when others come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Row,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from scraper.normalise import categories
from scraper.normalise.words import Phrase, name_phrase, phrases
from scraper.records import Category, Search, Summary
from scraper.records.engine import is_sqlite
from scraper.records.search import Where, matching

Sort = Literal["relevance", "date", "citations"]
PLACE = (int, int, int, int)  # relevance, citations, day, paper number
_FACETS = 20  # categories counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for; None or empty: all the same."""

    query: str = ""
    author: str = ""
    category: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    has_summary: bool | None = None
    min_citations: int | None = None

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """What `query` looks for; nothing where there is no word in it."""
        return phrases(self.query)


def page(
    session: Session, question: Question, sort: Sort, after: tuple[int, ...] | None, limit: int
) -> list[Row[Any]]:
    """(id, relevance, cited, day) of the papers after that place, one more than `limit`."""
    rank = _rank(session, question) if sort == "relevance" else literal(0)
    found = (
        select(Search.paper_id.label("id"), rank.label("rank"), Search.cited, Search.day)
        .where(*conditions(session, question))
        .subquery()
    )
    order = {
        "relevance": (found.c.rank, found.c.cited, found.c.day, found.c.id),
        "date": (found.c.day, found.c.id),
        "citations": (found.c.cited, found.c.day, found.c.id),
    }[sort]
    query = select(found).order_by(*(each.desc() for each in order)).limit(limit + 1)
    if after:
        query = query.where(tuple_(*order) < tuple_(*map(literal, after[-len(order) :])))
    if not is_sqlite(session):
        # The planner takes a look-up for a seek of a disk, and reads whole tables instead.
        session.execute(text("SET LOCAL random_page_cost = 1.1"))
    return list(session.execute(query))


def total(session: Session, question: Question) -> int:
    """How many papers there are in all."""
    query = select(func.count()).select_from(Search).where(*conditions(session, question))
    return session.scalar(query) or 0


def facets(session: Session, question: Question) -> dict[str, Any]:
    """How many of the papers are of each category, the largest first, and of each year."""
    found = select(Search.paper_id).where(*conditions(session, question))
    number = func.count()
    by_category = (
        select(Category.term, number)
        .where(Category.paper_id.in_(found))
        .group_by(Category.term)
        .order_by(number.desc(), Category.term)
        .limit(_FACETS)
    )
    by_year = (
        select(Search.year, number)
        .where(Search.year.is_not(None), *conditions(session, question))
        .group_by(Search.year)
        .order_by(Search.year.desc())
    )
    return {
        "categories": [
            {"term": term, "label": categories.label(term), "count": count}
            for term, count in session.execute(by_category)
        ],
        "years": [{"year": year, "count": count} for year, count in session.execute(by_year)],
    }


def _rank(session: Session, question: Question) -> ColumnElement[int]:
    wanted = question.phrases
    if not wanted:
        return literal(0)
    words = tuple(word for each in wanted for word in each.words)

    def within(what: Sequence[Phrase], where: Where) -> ColumnElement[bool]:
        return Search.paper_id.in_(matching(session, what, where))

    ranks = [(within(wanted, "title"), 2), (within(wanted, "head"), 1)]
    if len(wanted) > 1:
        ranks.insert(0, (within([Phrase(words, wanted[-1].begins)], "title"), 3))
    return case(*ranks, else_=0)


def conditions(session: Session, question: Question) -> list[ColumnElement[bool]]:
    """What holds of the rows of `search` that are looked for."""
    of = Search.paper_id
    found: list[ColumnElement[bool]] = []
    if question.query:
        found.append(of.in_(matching(session, question.phrases, "anywhere")))
    if question.author:
        name = name_phrase(question.author)
        found.append(of.in_(matching(session, [name] if name else [], "authors")))
    if question.category is not None:
        # An archive such as cs holds all of cs.AI, cs.CL and so on.
        term = or_(
            Category.term == question.category,
            Category.term.startswith(f"{question.category}.", autoescape=True),
        )
        found.append(exists().where(Category.paper_id == of, term))
    if question.first_year is not None:
        found.append(Search.year >= question.first_year)
    if question.last_year is not None:
        found.append(Search.year <= question.last_year)
    if question.has_summary is not None:
        has = exists().where(Summary.paper_id == of)
        found.append(has if question.has_summary else ~has)
    if question.min_citations is not None:
        found.append(Search.cited >= question.min_citations)
    return found
