"""What is measured of each candidate for a summary, and the models that judge by it.

Everything is counted in stems, and what the title shares with a candidate weighs most. First each
stem of the abstract gets the chance that a summary holds it (boosted trees); then each candidate
its score (linear; trees do no better there); last each pair of good candidates, or of one and the
title behind it, its gain over the best one alone (boosted trees). All are trained on the ROUGE of
the candidates against summaries that authors wrote, by `tests/benchmarks/make_summary.py`.
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scraper.enrich.porter import stem
from scraper.enrich.trim import Trimmer, tidy
from scraper.normalise.title_end import unnamed

Matrix = NDArray[np.float64]

Stems = list[str]

_WORD = re.compile(r"[a-z0-9]+")


def stems(text: str) -> Stems:
    return [stem(word) for word in _WORD.findall(text.lower())]


FUNCTION_WORDS = frozenset(
    stems(
        "a about above after again against all also although among an and any are as at be because"
        " been before being below between both but by can could did do does during each for from"
        " further had has have having here how however i if in into is it its itself may more most"
        " no nor not of off on once only or other our out over own same should so some such than"
        " that the their them then there these they this those through thus to too under until up"
        " upon us very was we were what when where whether which while who whose why will with"
        " within without would you your"
    )
)
_CUES = [
    stems(cue)
    for cue in (
        "we|this paper|this work|our|in this paper|in this work|propose|present|introduce"
        "|show that|show|demonstrate|develop|investigate|find that|study|novel|new|however"
        "|state of the art|outperform|result|experiment|dataset|code|which|future|recent|is a"
        "|have been|problem|challenge|to address|method|approach|framework|model|learn|our method"
        "|evaluate|analyze|analysis|explore|provide|we propose|we present|we introduce|we show"
        "|we also|first|in particular|specifically|finally|moreover|such as|existing|often|task"
        "|using|based on|theoretical|empirical|improve|aim|goal|focus on|argue|suggest|combine"
        "|extend|achieve|can be|called|that|prove|it|they|these"
    ).split("|")
]
_SINGLE_CUES = [cue[0] for cue in _CUES if len(cue) == 1]
_LONGER_CUES = [f" {' '.join(cue)} " for cue in _CUES if len(cue) > 1]
_ACTS = frozenset(
    stems(
        "propose present introduce develop show demonstrate investigate study explore argue find"
        " prove analyze provide describe consider examine address evaluate offer design construct"
        " obtain derive calculate report discuss measure"
    )
)
_SELVES = frozenset(stems("we paper work our article letter note here thesis"))
_THIS, _WE, _OUR = stems("this we our")
_PRONOUNS = frozenset(stems("it they these those its their"))
_USUAL = 20  # words of a summary
_BESTS, _PARTNERS, _TITLED, _LONGEST_PAIR = 3, 12, 8, 42


def common(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common subsequence, by bits (Hyyrö 2004)."""
    where: dict[str, int] = {}
    for at, word in enumerate(second):
        where[word] = where.get(word, 0) | 1 << at
    full = bits = (1 << len(second)) - 1
    for word in first:
        if mask := where.get(word):
            kept = bits & mask
            bits = (bits + kept | bits - kept) & full
    return len(second) - bits.bit_count()


def _f1(hits: float, first: int, second: int) -> float:
    return 2 * hits / (first + second) if hits else 0.0


class Candidate(NamedTuple):
    sentence: int  # one more than the last for a form of the title
    text: str
    stems: Stems


class Word(NamedTuple):
    """What the model knows of a stem."""

    rarity: float  # inverse document frequency in arXiv abstracts
    prior: float  # log-odds that a summary holds it when its abstract does


class Abstract:
    """An abstract made ready: its candidates, its words and where they stand."""

    def __init__(self, sentences: list[str], title: str, trimmer: Trimmer | None) -> None:
        """Without a trimmer the sentences are the only candidates."""
        self.sentences = [stems(sentence) for sentence in sentences]
        self.title = stems(title)
        self.title_set = set(self.title)
        self.title_words = self.title_set - FUNCTION_WORDS
        self.title_pairs = set(zip(self.title, self.title[1:], strict=False))
        self.counts = Counter(word for sentence in self.sentences for word in sentence)
        self.spread = Counter(word for sentence in self.sentences for word in set(sentence))
        self.cues = [
            not _ACTS.isdisjoint(sentence) and not _SELVES.isdisjoint(sentence[:12])
            for sentence in self.sentences
        ]
        self.first_cue = next((at for at, cue in enumerate(self.cues) if cue), len(sentences) - 1)
        self.candidates: list[Candidate] = []
        seen: set[tuple[str, ...]] = set()
        for at, sentence in enumerate(sentences):
            for text in trimmer.forms(sentence) if trimmer else [sentence]:
                found = stems(text)
                if len(found) >= 3 and tuple(found) not in seen:
                    seen.add(tuple(found))
                    self.candidates.append(Candidate(at, text, found))
        self.titles = [
            Candidate(len(sentences), tidy(text), found)
            for text in dict.fromkeys((title, unnamed(title)))
            if len(found := stems(text)) >= 3
        ]

    def word_features(self, known: dict[str, Word], unknown: Word) -> tuple[list[str], Matrix]:
        """One row for each different stem of abstract and title."""
        first: dict[str, int] = {}
        for at, sentence in enumerate(self.sentences):
            for word in sentence:
                first.setdefault(word, at)
        cue = set(self.sentences[self.first_cue])
        cued = {w for s, is_cue in zip(self.sentences, self.cues, strict=True) if is_cue for w in s}
        last, total, number = set(self.sentences[-1]), self.counts.total(), len(self.sentences)
        rows = []
        words = [*self.spread, *sorted(self.title_set - self.spread.keys())]
        for word in words:
            spread, place = self.spread[word], first.get(word, number)
            rarity, prior = known.get(word, unknown)
            in_title, in_cue = word in self.title_set, word in cue
            content = word not in FUNCTION_WORDS
            count = self.counts[word]
            rows.append(
                (
                    in_title, spread, spread / number, count, count / total, rarity, place,
                    place == 0, place == 1, in_cue, word in cued, word in last, number,
                    content, len(word), len(self.title_set), word.isdigit(), prior,
                    in_title and in_cue, in_title and content, in_cue and content,
                    in_title * rarity, in_cue * rarity, spread * content, spread**0.5, count**0.5,
                )
            )  # fmt: skip
        return words, np.array(rows, dtype=float)

    def features(
        self,
        candidates: Sequence[Candidate],
        odds: dict[str, float],
        known: dict[str, Word],
        unknown: Word,
    ) -> Matrix:
        """One row for each candidate; `odds` are each stem's, 0..1."""
        wholes, cues = [*self.sentences, self.title], [*self.cues, False]
        rarity = {word: known.get(word, unknown).rarity for word in self.spread}
        title_weight = sum(known.get(word, unknown).rarity for word in self.title_words) or 1.0
        content_weight = (
            sum(n * rarity[w] for w, n in self.counts.items() if w not in FUNCTION_WORDS) or 1.0
        )
        total = sum(odds.values())
        titled = len(self.title) or 1
        number = len(self.sentences)
        rows = []
        for at, text, found in candidates:
            whole = wholes[at]
            words = set(found)
            content = words - FUNCTION_WORDS
            pairs = set(itertools.pairwise(found))
            length, full, contents = len(found), len(whole) or 1, len(content) or 1
            shared, shared_content = len(words & self.title_set), content & self.title_words
            shared_pairs = len(pairs & self.title_pairs)
            longest = common(found, self.title)
            shared_weight = sum(rarity.get(word, 0.0) for word in shared_content)
            chances = [odds.get(word, 0.0) for word in found]
            content_chances = [odds.get(word, 0.0) for word in content] or [0.0]
            hits = sum(odds.get(word, 0.0) for word in words)
            pair_hits = sum(odds.get(a, 0.0) * odds.get(b, 0.0) for a, b in pairs)
            central = sum(self.counts[word] * rarity.get(word, 0.0) for word in content)
            again = sum((self.spread[word] - 1) * rarity.get(word, 0.0) for word in content)
            joined = f" {' '.join(found)} "
            rows.append(
                (
                    at, number - 1 - at, at / max(1, number - 1), number, length, full,
                    length / full, len(text) / length, shared / length, shared / titled,
                    _f1(shared, length, titled), shared_pairs / length,
                    _f1(shared_pairs, length, titled), _f1(longest, length, titled),
                    longest / titled, len(shared_content),
                    len(self.title_words) - len(shared_content), shared_weight / title_weight,
                    shared_weight / length, sum(chances) / length, hits, max(chances),
                    sum(content_chances) / contents, sum(content_chances), min(content_chances),
                    2 * hits / (length + _USUAL), 2 * hits / (length + total), hits / (total or 1),
                    pair_hits / length, pair_hits, 2 * pair_hits / (length + _USUAL),
                    central / content_weight, central / content_weight / length, again / length,
                    sum(rarity.get(word, 0.0) for word in content) / length, contents / length,
                    at - self.first_cue, cues[at], at == self.first_cue, found[0] == _WE,
                    found[0] == _THIS, found[0] == _OUR, found[0] in _PRONOUNS,
                    "(" in text, text.count(","), any(map(str.isdigit, text)),
                    sum(map(str.isupper, text)) / len(text), titled,
                    found == whole[:length], length == full, chances[-1], chances[0],
                    *[cue in words for cue in _SINGLE_CUES],
                    *[cue in joined for cue in _LONGER_CUES],
                )
            )  # fmt: skip
        return np.array(rows, dtype=float)

    def pairs(self, scores: Matrix) -> list[tuple[int, int]]:
        """Good candidates with something to stand beside each: (good one, other one).

        The places of `titles` follow upon those of `candidates`; `scores` are of the latter.
        """
        order = [int(at) for at in np.argsort(-scores, kind="stable")]
        partners, taken = [], Counter[int]()
        for at in order:
            sentence = self.candidates[at].sentence
            taken[sentence] += 1
            if taken[sentence] <= 3:
                partners.append(at)
        every = [*self.candidates, *self.titles]
        titles = range(len(self.candidates), len(every))
        return [
            (best, other)
            for best, other in itertools.chain(
                itertools.product(order[:_BESTS], partners[:_PARTNERS]),
                itertools.product(partners[:_TITLED], titles),
            )
            if every[best].sentence != every[other].sentence
            and len(every[best].stems) + len(every[other].stems) <= _LONGEST_PAIR
        ]

    def pair_features(
        self, pairs: list[tuple[int, int]], scores: Matrix, features: Matrix, odds: dict[str, float]
    ) -> Matrix:
        """One row for each of `pairs`: of the pair, then both candidates' own."""
        total = sum(odds.values())
        every = [*self.candidates, *self.titles]
        sets = {at: set(every[at].stems) for at in {at for pair in pairs for at in pair}}
        highest = float(scores[: len(self.candidates)].max())
        rows = []
        for best, other in pairs:
            first, second = sets[best], sets[other]
            one, two = len(every[best].stems), len(every[other].stems)
            new = second - first
            gained = sum(odds.get(word, 0.0) for word in new)
            had = sum(odds.get(word, 0.0) for word in first)
            both = (first & second) - FUNCTION_WORDS
            either = (first | second) - FUNCTION_WORDS
            rows.append(
                (
                    scores[best], scores[other], scores[best] - highest, scores[other] - highest,
                    one + two, every[other].sentence - every[best].sentence,
                    len(both) / (len(either) or 1), gained, gained / (len(new) or 1),
                    len(new & self.title_words),
                    2 * (had + gained) / (one + two + _USUAL) - 2 * had / (one + _USUAL),
                    2 * (had + gained) / (one + two + total) - 2 * had / (one + total),
                    2 * (had + gained) / (one + two + _USUAL),
                )
            )  # fmt: skip
        bests, others = np.array(pairs).T
        return np.hstack([np.array(rows), features[others], features[bests]])


class Linear(NamedTuple):
    weights: Matrix
    bias: float

    def __call__(self, features: Matrix) -> Matrix:
        result: Matrix = features @ self.weights + self.bias
        return result


class Trees(NamedTuple):
    """Boosted trees of up to eight leaves, all asked at once.

    A split whose answer is "greater" rules out the leaves on its left; the leftmost leaf that no
    split rules out is the tree's (QuickScorer; Lucchese et al. 2015). `kept` has a bit for each
    leaf that stays. Arrays are [tree, split], `value` is [tree, leaf].
    """

    feature: NDArray[np.int16]
    threshold: Matrix
    kept: NDArray[np.uint8]
    value: NDArray[np.float32]

    def __call__(self, features: Matrix) -> Matrix:
        trees, splits = self.feature.shape
        columns = np.ascontiguousarray(features.T)
        greater = columns[self.feature.ravel()] > self.threshold.reshape(-1, 1)
        bits = np.where(greater, self.kept.reshape(-1, 1), np.uint8(255))
        left = np.bitwise_and.reduce(bits.reshape(trees, splits, -1), axis=1)
        values = self.value[np.arange(trees)[:, None], _LOWEST_BIT[left]]
        result: Matrix = values.sum(axis=0, dtype=np.float64)
        return result


_LOWEST_BIT = np.array([0] + [(bits & -bits).bit_length() - 1 for bits in range(1, 256)])
