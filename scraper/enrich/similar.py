"""Papers on record like one of them: by key terms, shared references, and being cited together.

The score is a weighted sum of three parts, each 0 to 1: the cosine of the two papers' key terms,
and n / (n + 5) for n shared references (Kessler 1963, bibliographic coupling) and for n papers
that cite both (Small 1973, co-citation).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, desc, func, select
from sqlalchemy.orm import Session, aliased

from scraper.records import Citation, Term

_TEXT, _COUPLING, _COCITATION = 0.5, 0.3, 0.2
_HALF = 5  # shared references that count half
_LEAST = 0.1  # a likeness below that is chance
_CANDIDATES = 100
_SHOWN_TERMS = 3


@dataclass(slots=True)
class Likeness:
    """How a paper is like ours; `score` is 0 to 1, `why` says it in words."""

    paper_id: int
    score: float = 0.0
    why: list[str] = field(default_factory=list)


def similar_on_record(session: Session, paper_id: int, limit: int = 10) -> list[Likeness]:
    """The most similar papers, best first; empty when nothing on record is alike."""
    found: dict[int, Likeness] = {}

    def add(other: int, score: float, why: str) -> None:
        likeness = found.setdefault(other, Likeness(other))
        likeness.score += score
        likeness.why.append(why)

    for other, count in session.execute(_coupled(paper_id)):
        add(other, _COUPLING * _share(count), f"shares {_many(count, 'reference')}")
    for other, count in session.execute(_cocited(paper_id)):
        add(other, _COCITATION * _share(count), f"cited together by {_many(count, 'paper')}")
    for other, cosine, terms in _by_terms(session, paper_id):
        add(other, _TEXT * cosine, f"similar wording: {', '.join(terms)}")
    ranked = sorted(found.values(), key=lambda each: (-each.score, each.paper_id))
    return [each for each in ranked[:limit] if each.score >= _LEAST]


def _share(count: int) -> float:
    return count / (count + _HALF)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _coupled(paper_id: int) -> Select[*tuple[Any, ...]]:
    ours, theirs = aliased(Citation), aliased(Citation)
    count = func.count(theirs.cited_id.distinct())
    return (
        select(theirs.citing_id, count)
        .join(ours, ours.cited_id == theirs.cited_id)
        .where(ours.citing_id == paper_id, theirs.citing_id != paper_id)
        .group_by(theirs.citing_id)
        .order_by(desc(count), theirs.citing_id)
        .limit(_CANDIDATES)
    )


def _cocited(paper_id: int) -> Select[*tuple[Any, ...]]:
    ours, theirs = aliased(Citation), aliased(Citation)
    count = func.count(theirs.citing_id.distinct())
    return (
        select(theirs.cited_id, count)
        .join(ours, ours.citing_id == theirs.citing_id)
        .where(ours.cited_id == paper_id, theirs.cited_id != paper_id)
        .group_by(theirs.cited_id)
        .order_by(desc(count), theirs.cited_id)
        .limit(_CANDIDATES)
    )


def _by_terms(session: Session, paper_id: int) -> Iterable[tuple[int, float, list[str]]]:
    ours, theirs = aliased(Term), aliased(Term)
    shared: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for other, term, product in session.execute(
        select(theirs.paper_id, theirs.term, ours.weight * theirs.weight)
        .join(ours, ours.term == theirs.term)
        .where(ours.paper_id == paper_id, theirs.paper_id != paper_id)
    ):
        shared[other].append((product, term))
    lengths = {
        each: length**0.5
        for each, length in session.execute(
            select(Term.paper_id, func.sum(Term.weight * Term.weight))
            .where(Term.paper_id.in_([paper_id, *list(shared)[:10_000]]))
            .group_by(Term.paper_id)
        )
    }
    for other, products in shared.items():
        if length := lengths.get(other, 0) * lengths.get(paper_id, 0):
            terms = [term for _product, term in sorted(products, reverse=True)[:_SHOWN_TERMS]]
            yield other, sum(product for product, _term in products) / length, terms
