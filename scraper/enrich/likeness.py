"""How alike papers are: the blend alone, of numbers that `similar` reads off the records.

Two steps. The paper's kin are those in the same words, with the same references (bibliographic
coupling, Kessler 1963), by the same authors, or that cite it. Then the kin vote: what many of them
cite is near to the paper too. The vote of those that cite the paper itself is co-citation (Small
1973). What another paper is to ours and what is voted for it add up.

The constants were fitted on citations of the ACL Anthology Network of 2006 to 2008 and checked on
2009, see `tests/benchmarks/bench_similar.py`; they are round, for little depends on any one.
What is in no such data, vectors and recommendations, weighs about as much as a direct citation.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import median

_VOTERS = 40
_LEAST_KIN = 0.1  # of less kinship, nobody votes
_HALF = 4.0  # the blend that scores half
_UNRELATED = 0.5  # a cosine that says nothing, however low the others are


@dataclass(slots=True)
class Kin:
    """What another paper has in common with ours."""

    wording: float = 0.0  # 0 to about 1: the weights of the words of ours that it has
    coupling: float = 0.0  # 0 to 1: the references that both have; the seldom cited count more
    authors: int = 0  # how many of ours
    cites: bool = False  # it cites ours
    cited: bool = False  # ours cites it
    older: int = 0  # years; 0 for a younger one
    recommended: bool = False  # by a source
    meaning: float = 0.0  # 0 to 1; 0 where a vector is missing


def rarity(holders: float, papers: float) -> float:
    """How much it says that two of so many papers have a word, by how many have it."""
    return float((log(max(1.0, papers / holders)) + 1) ** 1.5)


def telling(citations: int) -> float:
    """How much it says that two papers cite a third, by how often that is cited."""
    return 1 / sqrt(2 + citations)


def kinship(kin: Kin) -> float:
    """How much what a paper cites says of ours: the more alike, and the less old, the more."""
    alike = 4 * kin.coupling + kin.wording + 0.5 * kin.cites
    if kin.authors:
        alike += 0.2 + kin.wording
    return alike * (0.25 + exp(-kin.older / 4))


def voices(kinships: Mapping[int, float]) -> dict[int, float]:
    """The nearest kin, and how loud each is."""
    nearest = sorted(kinships, key=lambda each: (-kinships[each], each))[:_VOTERS]
    return {each: kinships[each] ** 2 for each in nearest if kinships[each] >= _LEAST_KIN}


def votes(voices: Mapping[int, float], cited: Mapping[int, Collection[int]]) -> dict[int, float]:
    """The papers that the kin cite, each by all that cite it.

    A vote counts by its root, half by itself and half by the most that any paper has.
    """
    sums: dict[int, float] = {}
    for voter, voice in voices.items():
        for paper in cited.get(voter, ()):
            sums[paper] = sums.get(paper, 0.0) + voice
    most = sqrt(max(sums.values(), default=1.0))
    return {paper: sqrt(each / most) for paper, each in sums.items()}


def meanings(cosines: Sequence[float]) -> list[float]:
    """How near in meaning papers are, by the cosines of their vectors with ours.

    SPECTER2's vectors all lie in one corner: no cosine is low. So the usual one, the median of
    those that are compared, counts as 0.
    """
    usual = max(median(cosines), _UNRELATED)
    return [min(1.0, max(0.0, (each - usual) / max(1 - usual, 1e-3))) for each in cosines]


def score(kin: Kin, vote: float, reach: float) -> float:
    """The blend, 0 to 1; `reach` is the sum over our references of the share of theirs it is."""
    alike = (
        3.2 * vote
        + 1.4 * sqrt(reach)
        + 3 * kin.wording
        + 9 * kin.coupling
        + 0.8 * min(kin.authors, 2)
        + kin.cites
        + kin.cited
        + 2 * kin.meaning
        + kin.recommended
    )
    return alike / (alike + _HALF)
