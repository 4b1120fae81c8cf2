"""The usual parts of speech of the words that arXiv abstracts are written in."""

import lzma
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_ENDINGS = "ing ed ly tion ity ness ment ous ive al ic able s".split()


@cache
def lexicon() -> Mapping[str, str]:
    """Each frequent word in lower case with its Penn Treebank tag, or two of them as `NN|VB`.

    From `data/words.txt.xz`, made by `tests/benchmarks/make_summary_ends.py`.
    """
    packed = files("scraper").joinpath("data/words.txt.xz").read_bytes()
    lines = lzma.decompress(packed).decode().splitlines()
    return dict(line.split("\t") for line in lines)


def word_class(word: str, known: Mapping[str, str]) -> str:
    """The tag of a word in lower case; for an unknown one `~` and its ending, a mark itself."""
    if tag := known.get(word):
        return tag
    if not word[0].isalnum():
        return word
    if "-" in word:
        return "-" + word[-3:]
    if word[0].isdigit():
        return "CD"
    return "~" + next((ending for ending in _ENDINGS if word.endswith(ending)), "")
