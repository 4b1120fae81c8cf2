"""How common words and phrases are in arXiv abstracts, and how each is used.

`data/terms.txt.xz`, made by `python -m scraper.enrich.train_terms`, holds sorted lines

    key TAB number of abstracts TAB form

of the 1- to 3-grams (see `terms.phrases`) of 100,640 arXiv records, mostly of computer science
and statistics; arXiv's metadata is CC0. The form is two digits, in tenths: how often the n-gram
ends its phrase and how often it begins it ("support vector" seldom ends one, "machine" seldom
begins one). The first line carries the number of abstracts.
"""

import lzma
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Entry(NamedTuple):
    """What the table says of an n-gram; `ends` and `begins` are 0..1."""

    documents: int
    ends: float
    begins: float


class Table:
    """The shipped table, searched where it lies: one string of sorted lines, no dictionary."""

    def __init__(self, data: bytes) -> None:
        head, self._lines = data.split(b"\n", 1)
        self.documents = int(head)

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def get(self, key: str) -> Entry | None:
        lines, wanted = self._lines, key.encode()
        low, high = 0, len(lines)
        while low < high:
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.index(b"\n", start)
            found, _, rest = lines[start:end].partition(b"\t")
            if found == wanted:
                count, form = rest.split(b"\t")
                return Entry(int(count), (form[0] - 48) / 9, (form[1] - 48) / 9)
            if found < wanted:
                low = end + 1
            else:
                high = start
        return None


@cache
def shipped() -> Table:
    """Read once, when first asked for."""
    return Table(lzma.decompress(files("scraper").joinpath("data/terms.txt.xz").read_bytes()))


class Background:
    """Document frequencies: the shipped table's, and those of the user's own papers on top.

    The table counts as PRIOR papers however large the sample was, so that ten papers change next
    to nothing, and twenty thousand weigh as much as the table: a harvest of physics mends what a
    table of computer science lacks.
    """

    PRIOR = 20_000

    def __init__(self, counts: Mapping[str, int] | None = None, documents: int = 0) -> None:
        self._own = Counter(counts or {})
        self._documents = documents

    def add(self, terms: Iterable[str]) -> None:
        """Count one more paper, by its `document_terms`."""
        self._own.update(set(terms))
        self._documents += 1

    def merge(self, counts: Mapping[str, int], documents: int) -> None:
        """Count `documents` more papers at once; `counts` says how many of them hold a term."""
        self._own.update(counts)
        self._documents += documents

    def of(self, key: str) -> float:
        """The share of papers that hold the term, 0..1 and never quite 0."""
        table = shipped()
        entry = table.get(key)
        prior = (entry.documents if entry else 0.5) * self.PRIOR / table.documents
        return (prior + self._own[key]) / (self.PRIOR + self._documents)

    def rarity(self, key: str) -> float:
        """The inverse document frequency, the natural logarithm of 1 over `of`."""
        return -math.log(min(1.0, self.of(key)))
