"""The quick summary that needs nobody: picked and trimmed from the paper's abstract and title."""

import io
import lzma
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scraper.enrich.ranker import FUNCTION_WORDS, Abstract, Linear, Trees, Word, stems
from scraper.enrich.sentences import split_sentences
from scraper.enrich.trim import Trimmer, tidy
from scraper.enrich.words import lexicon
from scraper.normalise.prose import without_tex


@dataclass(frozen=True, slots=True)
class Summary:
    """`source` is one of the wire's names ("abstract" here); `model` the one that wrote it."""

    text: str
    source: str
    model: str | None = None


_MOST = 8_000  # characters of an abstract that are read; arXiv's own limit is 1,920
_LONGEST = 600  # characters of a summary
_LEAST = 4  # words of a text worth summing up
PAIR = 0.005  # the ROUGE that a second sentence must be expected to add
TITLE = 0.02  # and the title, which the reader knows
_GROUNDED = 0.5  # the share of a summary's words that title or abstract have
_ENGLISH = 0.15  # the share of function words below which a text is not English

_WORD = re.compile(r"[^\W\d_]+")


def summarize(abstract: str, title: str = "") -> Summary | None:
    """One or two sentences, every word of them the abstract's own or the title's.

    A text that is not English gives its first sentence as it stands. None when there is nothing
    to sum up: an empty abstract, a word or two, mathematics alone, or no sentence short enough.
    """
    sentences = [
        tidy(sentence)
        for sentence in split_sentences(abstract[:_MOST])
        if len(sentence) <= _LONGEST and len(_WORD.findall(without_tex(sentence))) >= _LEAST
    ]
    if not sentences:
        return None
    found = stems(" ".join(sentences))
    if sum(word in FUNCTION_WORDS for word in found) < _ENGLISH * len(found) or not found:
        return Summary(sentences[0], "abstract")
    return Summary(_model().pick(sentences, title), "abstract")


def grounded(text: str, title: str, abstract: str) -> bool:
    """Whether a summary that a machine wrote is one of this paper: most of its words are there."""
    own = {*stems(title), *stems(abstract)}
    words = set(stems(text)) - FUNCTION_WORDS
    return len(words & own) >= _GROUNDED * len(words) > 0


class Model:
    """The trained summariser: `data/summary.npz.xz`, made by `tests/benchmarks/make_summary.py`."""

    def __init__(self, trimmer: Trimmer) -> None:
        arrays = _data("summary.npz.xz")
        self._trimmer = trimmer
        self._known = {
            word: Word(float(rarity), float(prior))
            for word, rarity, prior in (line.split("\t") for line in _lines(arrays["words"]))
        }
        self._unknown = Word(*arrays["unknown"].tolist())
        self._linear = Linear(arrays["linear_weights"], float(arrays["linear_bias"]))
        self._word_trees, self._pair_trees = (
            Trees(*(arrays[f"{name}_{field}"] for field in Trees._fields))
            for name in ("word_trees", "pair_trees")
        )

    def pick(self, sentences: list[str], title: str) -> str:
        """The best candidate, or the best two in the abstract's order, the title last."""
        abstract = Abstract(sentences, title, self._trimmer)
        if not abstract.candidates:
            return sentences[0]
        words, rows = abstract.word_features(self._known, self._unknown)
        chances = 1 / (1 + np.exp(-self._word_trees(rows)))
        odds = dict(zip(words, chances.tolist(), strict=True))
        every = [*abstract.candidates, *abstract.titles]
        features = abstract.features(every, odds, self._known, self._unknown)
        scores = self._linear(features)
        own = len(abstract.candidates)
        chosen = [int(scores[:own].argmax())]
        if pairs := abstract.pairs(scores[:own]):
            gains = self._pair_trees(abstract.pair_features(pairs, scores, features, odds))
            gains -= [TITLE if other >= own else PAIR for _, other in pairs]
            if gains.max() > 0:
                chosen = sorted(pairs[int(gains.argmax())])
        return " ".join(every[at].text for at in chosen)


def load_trimmer() -> Trimmer:
    """The trimmer of `data/summary_ends.npz.xz`, see `tests/benchmarks/make_summary_ends.py`."""
    arrays = _data("summary_ends.npz.xz")
    weights = arrays["weights"] * float(arrays["scale"])
    return Trimmer(lexicon(), weights.tolist(), float(arrays["bias"]))


def _data(name: str) -> Mapping[str, Any]:
    packed = files("scraper").joinpath("data", name).read_bytes()
    arrays: Mapping[str, Any] = np.load(io.BytesIO(lzma.decompress(packed)), allow_pickle=False)
    return arrays


def _lines(array: NDArray[np.uint8]) -> list[str]:
    return array.tobytes().decode().splitlines()


@cache
def _model() -> Model:
    """Read once, when first asked for."""
    return Model(load_trimmer())
