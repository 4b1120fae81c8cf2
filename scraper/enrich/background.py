"""How common words and phrases are in arXiv abstracts."""

import lzma
import math
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files


class Table:
    """Document frequencies, searched where they lie: no dictionary is built.

    The number of abstracts in the first line, and then, sorted by bytes, `key TAB number of
    abstracts that hold it` for their 1- to 3-grams (`terms.candidates`).
    """

    def __init__(self, data: bytes) -> None:
        head, self._lines = data.split(b"\n", 1)
        self.documents = int(head)

    @staticmethod
    def written(counts: Mapping[str, int], documents: int) -> bytes:
        """The bytes of a table."""
        lines = sorted((f"{key}\t{count}" for key, count in counts.items()), key=_key_of)
        return "\n".join([str(documents), *lines, ""]).encode()

    def items(self) -> Iterator[tuple[str, int]]:
        """Every key with its count."""
        for line in self._lines.decode().splitlines():
            key, _, count = line.partition("\t")
            yield key, int(count)

    def of(self, key: str) -> int:
        """How many abstracts hold the term; 0 for one too rare to be listed."""
        lines, wanted = self._lines, key.encode()
        low, high = 0, len(lines)
        while low < high:
            start = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.index(b"\n", start)
            found, _, count = lines[start:end].partition(b"\t")
            if found == wanted:
                return int(count)
            if found < wanted:
                low = end + 1
            else:
                high = start
        return 0


def _key_of(line: str) -> bytes:
    return line.partition("\t")[0].encode()


@cache
def shipped() -> Table:
    """The table of `data/terms.txt.xz`, read once, when first asked for.

    `tests/benchmarks/make_terms.py` made it of 100,640 arXiv records, three in four of them on
    machine learning, language and retrieval. arXiv's metadata is CC0.
    """
    return Table(lzma.decompress(files("scraper").joinpath("data/terms.txt.xz").read_bytes()))


class Background:
    """Document frequencies: the shipped table's, and those of the user's own papers on top.

    The table counts as PRIOR papers however large its sample was, so that ten papers change next
    to nothing, and twenty thousand weigh as much as the table: a harvest of physics mends what a
    sample of computer science lacks.
    """

    PRIOR = 20_000
    _LEAST = 5  # abstracts that a term counts as in when the table leaves it out as too rare

    def __init__(self, own: Table | None = None) -> None:
        self._own = own or Table(b"0\n")

    def knows(self, key: str) -> bool:
        """Whether several papers hold the term."""
        return shipped().of(key) > 0 or self._own.of(key) > 1

    def of(self, key: str) -> float:
        """The share of papers that hold the term: above 0, at most 1."""
        table = shipped()
        prior = max(table.of(key), self._LEAST) * self.PRIOR / table.documents
        return min(1.0, (prior + self._own.of(key)) / (self.PRIOR + self._own.documents))

    def rarity(self, key: str) -> float:
        """The inverse document frequency: the natural logarithm of 1 over `of`."""
        return -math.log(self.of(key))
