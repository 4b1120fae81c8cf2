"""The words of a paper: what it is found alike by, and how that is told.

The postings on record are made with this: whoever changes `stem`, `weights` or what they take from
`inflection` has to make them and `data/stems.txt.xz` anew.
"""

import lzma
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from math import log, sqrt
from zlib import crc32

import numpy as np

from scraper.normalise.folding import fold
from scraper.normalise.inflection import singular, tenseless
from scraper.normalise.prose import without_tex

_KEPT = 24  # words of a paper, of about 75 that an abstract has
_TITLE = 2  # a word of the title counts as often as that many of the abstract
_FEW = 4  # a title of fewer words is no more to the point
_MOST = 20_000  # characters of an abstract that are read
_LONGEST = 40  # letters of a word
_NUMBERS = np.dtype([("word", "<u4"), ("weight", "<f2")])
_RUN, _SHOWN = 4, 3  # words of a phrase, phrases that are shown

_WORD = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_GRAMMAR = frozenset(
    """a about above after again against all also although am among an and any are as at be because
    been before being below between both but by can could did do does doing done down due during
    each either etc for from further had has have having he hence her here how however i if in into
    is it its itself just may me might more most must my neither no nor not of off on once only onto
    or other our out over own per same she should since so some such than that the their them then
    there therefore these they this those though through thus to too toward towards under until up
    upon us very via was we were what when where whereas whether which while who whom whose why will
    with within without would yet you your""".split()
)


@lru_cache(maxsize=100_000)
def stem(written: str) -> str:
    """A folded word without its plural, -ing, -ed and silent e; empty for one that says nothing."""
    if len(written) < 2 or len(written) > _LONGEST or written.isdecimal() or written in _GRAMMAR:
        return ""
    word = singular(written)
    if word.endswith("ied") and len(word) > 4:
        return word[:-3] + "y"
    word = tenseless(word)
    return word.removesuffix("e") if len(word) > 3 else word


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else fold(text)


def stems(text: str) -> Iterator[str]:
    """The stem of each word of a text that says something."""
    return filter(None, map(stem, _WORD.findall(_folded(without_tex(text)))))


@cache
def _counts() -> tuple[Mapping[str, int], int]:
    packed = files("scraper").joinpath("data/stems.txt.xz").read_bytes()
    first, *lines = lzma.decompress(packed).decode().splitlines()
    return {word: int(count) for word, count in map(str.split, lines)}, int(first)


def share(word: str) -> float:
    """The share of arXiv's abstracts that hold a stem, never 0.

    From `data/stems.txt.xz`, made by `tests/benchmarks/make_stems.py`: in its first line the number
    of abstracts, then `stem count` for each stem that 50 or more of them hold.
    """
    counts, documents = _counts()
    return counts.get(word, 25) / documents


def weights(title: str, abstract: str) -> dict[str, float]:
    """Each kept stem and its weight: 1 + ln(count), over the root of how many are kept.

    Kept are those that tell most by TF-IDF over arXiv. How rare a stem is where it is compared,
    only the records there know; so that is no part of the weight.
    """
    counts = Counter(stems(abstract[:_MOST]))
    for word in stems(title):
        counts[word] += _TITLE if abstract else 1
    logs = {word: 1 + log(count) for word, count in counts.items()}
    kept = list(logs)
    if len(kept) > _KEPT:
        kept = sorted(logs, key=lambda word: (logs[word] * log(share(word)), word))[:_KEPT]
    length = sqrt(max(len(kept), _FEW))
    return {word: round(logs[word] / length, 3) for word in kept}


def numbers(words: Mapping[str, float]) -> bytes:
    """The words and weights of a paper as they are compared with many at once."""
    found = [(crc32(word.encode()), weight) for word, weight in words.items()]
    return np.array(found, _NUMBERS).tobytes()


class Comparison:
    """The words of a paper, compared with those of many at once."""

    def __init__(self, words: Mapping[str, float]) -> None:
        ours = sorted((crc32(word.encode()), weight) for word, weight in words.items())
        self._words = np.array([word for word, _ in ours], np.uint32)
        self._weights = np.array([weight for _, weight in ours])

    def products(self, theirs: Sequence[bytes]) -> list[float]:
        """For each of `theirs`, made by `numbers`, the sum of the products of the weights of the
        words that it has in common with ours.
        """
        every = np.frombuffer(b"".join(theirs), _NUMBERS)
        if not len(self._words) or not len(every):
            return [0.0] * len(theirs)
        words = every["word"]
        place = np.searchsorted(self._words, words).clip(max=len(self._words) - 1)
        same = np.flatnonzero(self._words[place] == words)
        ends = np.cumsum([len(each) // _NUMBERS.itemsize for each in theirs])
        whose = np.searchsorted(ends, same, "right")
        product = self._weights[place[same]] * every["weight"][same]
        found: list[float] = np.bincount(whose, product, len(theirs)).tolist()
        return found


def words_in_order(title: str, abstract: str) -> list[tuple[str, str]]:
    """(stem, as it is shown) of each word of a text; both are empty where something parts two."""
    return [
        (stem(_folded(written)), _shown(written)) if written[0].isalnum() else ("", "")
        for text in (title, abstract[:_MOST])
        for written in [*_TOKEN.findall(without_tex(text)), "|"]
        if written != "-"
    ]


def phrases(text: Iterable[tuple[str, str]], worth: Mapping[str, float]) -> list[str]:
    """The worthiest runs of the words in order whose stems are all in `worth`."""
    runs: dict[tuple[str, ...], str] = {}
    run: list[tuple[str, str]] = []
    for word, shown in text:
        if run and (word not in worth or len(run) == _RUN):
            words, forms = zip(*run, strict=True)
            runs.setdefault(words, " ".join(forms))
            run = []
        if word in worth:
            run.append((word, shown))
    chosen: list[str] = []
    told: set[str] = set()
    for words in sorted(runs, key=lambda words: -sum(worth[word] for word in set(words))):
        if not told.issuperset(words):
            chosen.append(runs[words])
            told.update(words)
    return chosen[:_SHOWN]


def _shown(written: str) -> str:
    """In lower case, unless its capitals mean something: LLM, BibTeX."""
    lower = written.lower()
    return lower if written[1:] == lower[1:] else written
