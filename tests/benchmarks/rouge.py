"""ROUGE-1, ROUGE-2 and ROUGE-L F1 as the `rouge-score` package has them with stemming, only faster.

`bench_summary` compares the two on what it prints.
"""

import itertools
import re
from collections import Counter
from functools import cache

from nltk.stem.porter import PorterStemmer

from scraper.enrich.ranker import common

Scores = tuple[float, float, float]

_porter = PorterStemmer()


@cache
def _stem(word: str) -> str:
    return _porter.stem(word) if len(word) > 3 else word


def words(text: str) -> list[str]:
    return [_stem(word) for word in re.findall(r"[a-z0-9]+", text.lower())]


class Reference:
    """A summary that a person wrote."""

    def __init__(self, text: str) -> None:
        self.words = words(text)
        self._counts = Counter(self.words)
        self._pairs = Counter(zip(self.words, self.words[1:], strict=False))

    def score(self, found: list[str]) -> Scores:
        pairs = Counter(itertools.pairwise(found))
        return (
            _f1((Counter(found) & self._counts).total(), len(found), len(self.words)),
            _f1((pairs & self._pairs).total(), pairs.total(), self._pairs.total()),
            _f1(common(found, self.words), len(found), len(self.words)),
        )


def best(references: list[Reference], text: str) -> Scores:
    """The scores against the reference with the highest ROUGE-1."""
    found = words(text)
    return max((reference.score(found) for reference in references), key=lambda scores: scores[0])


def _f1(hits: int, first: int, second: int) -> float:
    return 2 * hits / (first + second) if hits else 0.0
