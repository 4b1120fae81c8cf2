"""Papers on record like one of them: by key terms, shared references, and being cited together.

The score is a weighted sum of three parts, each 0 to 1: the cosine of the two papers' key terms,
and n / (n + 5) for n shared references (Kessler 1963, bibliographic coupling) and for n papers
that cite both (Small 1973, co-citation).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt

from sqlalchemy import BindParameter, Row, bindparam, desc, func, select
from sqlalchemy.orm import Session, aliased

from scraper.records import Citation, Term

_TEXT, _COUPLING, _COCITATION = 0.5, 0.3, 0.2
_HALF = 5  # shared references that count half
_LEAST = 0.1  # a likeness below that is chance
_CANDIDATES = 100
_SHOWN_TERMS = 3
_POSTINGS = 2_000  # papers looked at for having a key term in common, those of rare terms first

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_PAPER: BindParameter[int] = bindparam("paper")
_edge, _theirs = aliased(Citation), aliased(Citation)
_references = func.count(_theirs.cited_id.distinct())
_COUPLED = (
    select(_theirs.citing_id, _references)
    .join(_edge, _edge.cited_id == _theirs.cited_id)
    .where(_edge.citing_id == _PAPER, _theirs.citing_id != _PAPER)
    .group_by(_theirs.citing_id)
    .order_by(desc(_references), _theirs.citing_id)
    .limit(_CANDIDATES)
)
_citing = func.count(_theirs.citing_id.distinct())
_COCITED = (
    select(_theirs.cited_id, _citing)
    .join(_edge, _edge.citing_id == _theirs.citing_id)
    .where(_edge.cited_id == _PAPER, _theirs.cited_id != _PAPER)
    .group_by(_theirs.cited_id)
    .order_by(desc(_citing), _theirs.cited_id)
    .limit(_CANDIDATES)
)
_term, _same = aliased(Term), aliased(Term)
_frequency = (
    select(func.count())
    .select_from(
        select(_same.term)
        .where(_same.term == _term.term)
        .limit(_POSTINGS)
        .correlate(_term)
        .subquery()
    )
    .scalar_subquery()
)
_FREQUENCIES = select(_term.term, _frequency).where(_term.paper_id == _PAPER)
_product = func.sum(_term.weight * _same.weight)
_WORDED = (
    select(_same.paper_id)
    .join(_term, _term.term == _same.term)
    .where(
        _term.paper_id == _PAPER,
        _term.term.in_(bindparam("terms", expanding=True)),
        _same.paper_id != _PAPER,
    )
    .group_by(_same.paper_id)
    .order_by(desc(_product), _same.paper_id)
    .limit(_CANDIDATES)
)
_TERMS = select(Term.paper_id, Term.term, Term.weight).where(
    Term.paper_id.in_(bindparam("papers", expanding=True))
)


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

    for other, count in session.execute(_COUPLED, {"paper": paper_id}):
        add(other, _COUPLING * _share(count), f"shares {_many(count, 'reference')}")
    for other, count in session.execute(_COCITED, {"paper": paper_id}):
        add(other, _COCITATION * _share(count), f"cited together by {_many(count, 'paper')}")
    for other, cosine, terms in _by_terms(session, paper_id):
        add(other, _TEXT * cosine, f"similar wording: {', '.join(terms)}")
    ranked = sorted(found.values(), key=lambda each: (-each.score, each.paper_id))
    return [each for each in ranked[:limit] if each.score >= _LEAST]


def _share(count: int) -> float:
    return count / (count + _HALF)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _by_terms(session: Session, paper_id: int) -> Iterator[tuple[int, float, list[str]]]:
    """(paper id, cosine, the terms that count most) of the papers that share key terms."""
    terms = _rarest(session.execute(_FREQUENCIES, {"paper": paper_id}).all())
    others = session.scalars(_WORDED, {"paper": paper_id, "terms": terms}).all()
    if not others:
        return
    vectors: defaultdict[int, dict[str, float]] = defaultdict(dict)
    for other, term, weight in session.execute(_TERMS, {"papers": [paper_id, *others]}):
        vectors[other][term] = weight
    ours = vectors[paper_id]
    for other in others:
        theirs = vectors[other]
        products = {term: ours[term] * theirs[term] for term in ours.keys() & theirs.keys()}
        if length := _length(ours) * _length(theirs):
            best = sorted(products, key=lambda term: (-products[term], term))
            yield other, sum(products.values()) / length, best[:_SHOWN_TERMS]


def _rarest(frequencies: Sequence[Row[str, int]]) -> list[str]:
    """The rarest terms, one at least, as many as can be looked through in a moment."""
    terms: list[str] = []
    seen = 0
    for term, count in sorted(frequencies, key=lambda each: (each[1], each[0])):
        if terms and (seen := seen + count) > _POSTINGS:
            break
        terms.append(term)
    return terms


def _length(vector: dict[str, float]) -> float:
    return sqrt(sum(weight * weight for weight in vector.values()))
