"""Papers on record like one of them: which they are, how alike, and why.

`nearby` reads what is around the paper, `likeness` says how alike two papers are. A paper's own
references come last, where there is room: its authors have named them already. Papers that cite it
take their place among the others, for there may be thousands of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from scraper.enrich.likeness import kinship, score, voices, votes
from scraper.enrich.nearby import USUAL, Bounds, Nearby, first
from scraper.records.wording import phrases, words_in_order
from scraper.sources.answers import TITLES

_LEAST = 0.2  # a score below that is chance
_MEANT = 0.3  # a nearness in meaning that is worth saying


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a paper is like ours; `score` is 0 to 1, `why` says it in words."""

    paper_id: int
    score: float
    why: list[str]


def similar_on_record(
    session: Session, paper_id: int, limit: int = 10, bounds: Bounds = USUAL
) -> list[Likeness]:
    """The most similar papers, best first; empty when nothing on record is alike."""
    near = Nearby(session, paper_id, bounds)
    kinships = {each: kinship(near.kin[each]) for each in near.nearest}
    voters = voices(kinships)
    voted = votes(voters, near.cited)
    reached: dict[int, float] = {}
    for reference in near.telling:
        theirs = near.cited[reference]
        for each in theirs:
            reached[each] = reached.get(each, 0.0) + 1 / len(theirs)
    known = {paper_id, *near.references}
    likely = {*near.recommended, *near.meant} - known
    for values in (voted, kinships, reached):
        others = {each: value for each, value in values.items() if each not in known}
        likely.update(first(others, bounds.likely))
    scores: dict[int, float] = {}
    for papers in (likely, near.telling):
        if len(scores) == limit:
            break
        near.meet(papers)
        near.compare(papers)
        lowest = min(scores.values(), default=1.0)
        scored = {
            each: score(near.kin[each], voted.get(each, 0.0), reached.get(each, 0.0))
            for each in papers
        }
        best = first(scored, limit - len(scores))
        scores |= {each: min(scored[each], lowest) for each in best if scored[each] >= _LEAST}
    text = words_in_order(near.title, near.abstract) if scores else []
    words = near.words_of(scores)
    found = []
    for each, value in scores.items():
        worth = {word: near.worth[word] for word in words.get(each, ()) if word in near.worth}
        why = _why(near, voters, each, phrases(text, worth))
        found.append(Likeness(each, value, why))
    return found


def _why(near: Nearby, voters: Collection[int], paper_id: int, wording: Sequence[str]) -> list[str]:
    kin = near.kin[paper_id]
    shared = len(near.cited[paper_id] & near.references.keys())
    citing = [each for each in voters if paper_id in near.cited[each]]
    together = sum(near.kin[each].cites for each in citing)
    alike = len(citing) - together
    reached = sum(paper_id in near.cited[each] for each in near.telling)
    reasons = {
        "cites this paper": kin.cites,
        "cited by this paper": kin.cited,
        f"shares {_many(shared, 'reference')}": shared,
        f"cited together by {_many(together, 'paper')}": together,
        f"cited by {_many(alike, 'similar paper')}": alike,
        f"cited by {reached} of its references": reached,
        f"similar wording: {', '.join(wording)}": wording,
        "similar in meaning (SPECTER2)": kin.meaning >= _MEANT,
        f"recommended by {_recommender(near, paper_id)}": kin.recommended,
        f"by the same author{'s' if kin.authors > 1 else ''}": kin.authors,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _recommender(near: Nearby, paper_id: int) -> str:
    source = near.recommended.get(paper_id, "")
    return TITLES.get(source, source)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
