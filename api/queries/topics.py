"""The topics of a graph: which papers are alike, in which groups they fall, and a name for each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from scraper.records.wording import share, words_in_order

Matrix = NDArray[np.float64]

_LEAST, _MOST = 3, 8  # papers of a group, groups
_LONGEST = 3  # words of a phrase
_PHRASES = 2  # of a name


def worth(words: Mapping[str, float]) -> dict[str, float]:
    """The words of a paper by what they tell over all of arXiv, as a vector of length 1."""
    found = {word: weight * -log(share(word)) for word, weight in words.items()}
    length = sqrt(sum(each * each for each in found.values()))
    return {word: each / length for word, each in found.items()}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Of two vectors of length 1."""
    return sum(one[word] * other[word] for word in one.keys() & other.keys())


def likeness(words: Sequence[Mapping[str, float]], linked: Matrix) -> Matrix:
    """How alike each two papers are: in their words, and in what they are linked with.

    The square of the sum of two cosines: what is clear counts more than what is vague. `linked` is
    1 where one of the two cites the other.
    """
    counts = Counter(word for each in words for word in each)
    column = {word: at for at, word in enumerate(w for w, count in counts.items() if count > 1)}
    vectors = np.zeros((len(words), len(column) or 1), np.float32)
    for vector, each in zip(vectors, words, strict=True):
        for word, weight in each.items():
            if word in column:
                vector[column[word]] = weight
    links = (linked + np.eye(len(words))).astype(np.float32)
    links /= np.sqrt(links.sum(1))[:, None]
    alike: Matrix = ((vectors @ vectors.T + links @ links.T) ** 2).astype(np.float64)
    np.fill_diagonal(alike, 0)
    return alike


def groups(alike: Matrix) -> list[list[int]]:
    """The papers in groups, the greatest group first; those that belong nowhere are in none.

    The two groups are joined whose joining makes most of the modularity, as long as it makes any
    (Clauset, Newman, Moore 2004).
    """
    if not alike.any():
        return []
    members = [[at] for at in range(len(alike))]
    between = (alike / alike.sum()).astype(np.float32)
    while (count := len(members)) > 1:
        # The groups that are left stand in the first rows and columns.
        left = between[:count, :count]
        degrees = left.sum(1)
        gain = left - degrees[:, None] * degrees
        np.fill_diagonal(gain, -1)
        one, other = sorted(divmod(int(gain.argmax()), count))
        if gain[one, other] <= 0:
            break
        left[one] += left[other]
        left[:, one] += left[:, other]
        left[other] = left[-1]
        left[:, other] = left[:, -1]
        members[one] += members[other]
        members[other] = members[-1]
        members.pop()
    found = sorted((sorted(each) for each in members), key=lambda each: (-len(each), each))
    return [each for each in found if len(each) >= _LEAST][:_MOST]


def names(titles: Sequence[str], grouped: Sequence[Sequence[int]]) -> list[str]:
    """What each group is about: the phrases that tell its titles from all the others."""
    phrases = [_phrases(title) for title in titles]
    everywhere = Counter(phrase for each in phrases for phrase in each)
    found: list[str] = []
    for members in grouped:
        here = Counter(phrase for at in members for phrase in phrases[at])
        others = max(1, len(titles) - len(members))
        shown: dict[tuple[str, ...], Counter[str]] = {}
        for at in members:
            for phrase, form in phrases[at].items():
                shown.setdefault(phrase, Counter())[form] += 1
        value = {
            phrase: (count / len(members) - (everywhere[phrase] - count) / others)
            * sqrt(sum(-log(share(word)) for word in phrase))
            for phrase, count in here.items()
        }
        chosen: list[tuple[str, ...]] = []
        for phrase in sorted(value, key=lambda each: (-value[each], each)):
            if not any(set(phrase) & set(other) for other in chosen):
                chosen.append(phrase)
            if len(chosen) == _PHRASES:
                break
        found.append(", ".join(min(shown[p], key=lambda f: (-shown[p][f], f)) for p in chosen))
    return found


def _phrases(title: str) -> dict[tuple[str, ...], str]:
    """The runs of telling words in a title, by their stems, as they stand there."""
    words = words_in_order(title, "")
    return {
        tuple(stem for stem, _ in words[at:end]): " ".join(shown for _, shown in words[at:end])
        for at in range(len(words))
        for end in range(at + 1, min(at + _LONGEST, len(words)) + 1)
        if all(stem for stem, _ in words[at:end])
    }
