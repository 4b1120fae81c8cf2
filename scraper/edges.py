"""Loading who cites whom: lines of `citing,cited`, by arXiv id or DOI.

    for each _READ lines, in ONE transaction:  the numbers of the papers they name
    of each _WAITING citations, put in order:  each _WRITTEN of them in ONE transaction

An index that is written all over costs a page of it for nearly every citation, and the more papers,
the more pages; written in its order it costs each page once for all that waited.
"""

import csv
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
from sqlalchemy.exc import IntegrityError

from scraper.errors import BadInput, BadPaperId
from scraper.load import Input, Tally, kept, writing
from scraper.paper_id import PaperId
from scraper.records import Database
from scraper.records.loading import Edge, load_citations, numbers_of

FILE = "file"  # the source, as the records name it
_READ = 100_000  # lines whose papers are looked up at once
_WAITING = 500_000  # citations that are put in order
_WRITTEN = 100_000  # citations in a transaction; others may write after it
_REMEMBERED = 3_000_000  # names of papers, some 150 bytes each; arXiv has not so many


def citations_file(database: Database, file: Input) -> Iterator[Tally]:
    """Load citations; how far it is, after each transaction. Raises BadInput for other columns."""
    tally = Tally()
    numbers: dict[str, int] = {}  # of the papers that came lately, by what the file calls them
    waiting = _Waiting()
    rows = _rows(file, tally)
    while lines := list(islice(rows, _READ)):
        lines, names = _named(lines, numbers, tally)
        tally.named += _look_up(database, names, numbers)
        waiting.add(lines, numbers)
        yield tally
        if len(waiting) >= _WAITING or len(numbers) > _REMEMBERED:
            yield from _write(database, waiting, numbers, tally)
            waiting = _Waiting()
    yield from _write(database, waiting, numbers, tally)
    yield tally


_Line = tuple[int, str, str]  # its number, citing, cited


def _named(
    lines: list[_Line], numbers: Mapping[str, int], tally: Tally
) -> tuple[list[_Line], dict[str, PaperId]]:
    """The lines whose two names are names, and what those say that `numbers` has not."""
    names, bad = {}, {}
    strange = (each for _, one, two in lines for each in (one, two) if each not in numbers)
    for each in dict.fromkeys(strange):  # in the order of the file, as their numbers will be
        try:
            names[each] = _name(each)
        except BadPaperId as error:
            bad[each] = str(error)
    if bad:
        for line, citing, cited in lines:
            if why := bad.get(citing) or bad.get(cited):
                tally.refuse(line, why)
        lines = [each for each in lines if each[1] not in bad and each[2] not in bad]
        told = {each for _, *ends in lines for each in ends}
        names = {each: name for each, name in names.items() if each in told}
    return lines, names


def _look_up(database: Database, names: Mapping[str, PaperId], numbers: dict[str, int]) -> int:
    """Add to `numbers`; how many papers are new, by their name alone."""
    with kept(), writing(database) as session:
        found, named = numbers_of(session, list(names.values()))
    numbers.update({each: found[name] for each, name in names.items()})
    return named


class _Waiting:
    """Citations that are not written yet."""

    def __init__(self) -> None:
        self._ends = array("q"), array("q")

    def __len__(self) -> int:
        return len(self._ends[0])

    def add(self, lines: Iterable[_Line], numbers: Mapping[str, int]) -> None:
        """A paper does not cite itself."""
        citing, cited = self._ends
        for _line, one, other in lines:
            if (left := numbers[one]) != (right := numbers[other]):
                citing.append(left)
                cited.append(right)

    def slices(self) -> Iterator[list[Edge]]:
        """All of them, in the order of the index that would be written all over.

        A file has the citations of one paper together, or its references; the other end is anybody.
        """
        ends = [np.frombuffer(each, np.int64) for each in self._ends]
        near, far = sorted(ends, key=lambda end: np.count_nonzero(np.diff(end)))
        order = np.lexsort((near, far))
        for start in range(0, len(order), _WRITTEN):
            some = order[start : start + _WRITTEN]
            yield list(zip(*(end[some].tolist() for end in ends), strict=True))


def _write(
    database: Database, waiting: _Waiting, numbers: dict[str, int], tally: Tally
) -> Iterator[Tally]:
    stale = False
    for edges in waiting.slices():
        with kept():
            try:
                tally.new += _keep(database, edges)
            except IntegrityError:  # a paper was found to be another, by a worker
                stale = True
                tally.new += _keep(database, _anew(database, edges, numbers))
        yield tally
    if stale or len(numbers) > _REMEMBERED:
        numbers.clear()


def _keep(database: Database, edges: Sequence[Edge]) -> int:
    with writing(database, checked=False) as session:
        return load_citations(session, FILE, edges)


def _anew(database: Database, edges: Sequence[Edge], numbers: dict[str, int]) -> list[Edge]:
    """The same citations, with the numbers that the papers' names lead to now."""
    ends = {end for edge in edges for end in edge}
    names = {number: _name(each) for each, number in numbers.items() if number in ends}
    with writing(database) as session:
        found, _new = numbers_of(session, list(names.values()))
    now = [(found[names[citing]], found[names[cited]]) for citing, cited in edges]
    return [(citing, cited) for citing, cited in now if citing != cited]


def _rows(file: Input, tally: Tally) -> Iterator[_Line]:
    """(line, citing, cited), as they are written."""
    read = csv.reader(_texts(file, tally))
    citing, cited = 0, 1
    while True:
        try:
            row = next(read)
        except StopIteration:
            return
        except csv.Error as error:
            tally.refuse(tally.lines, f"It is no line of a CSV file: {error}.")
            continue
        if not row:
            continue
        if tally.lines == 1 and (heads := _heads(row, file.name)):
            citing, cited = heads
            continue
        try:
            yield tally.lines, row[citing].strip(), row[cited].strip()
        except IndexError:
            tally.refuse(tally.lines, "It has no two columns.")


def _texts(file: Input, tally: Tally) -> Iterator[str]:
    for number, line in file.lines():
        tally.lines = number
        yield line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")


def _heads(row: Sequence[str], name: str) -> tuple[int, int] | None:
    """Where the two columns are, by the first line; None where it is no line of heads."""
    heads = [each.strip().lower() for each in row]
    if "citing" in heads and "cited" in heads:
        return heads.index("citing"), heads.index("cited")
    try:
        _name(row[0].strip())
    except BadPaperId:
        shown = ",".join(heads)[:60]
        raise BadInput(
            f"{name} begins with {shown!r}; it wants two columns, citing,cited, of arXiv ids or"
            " DOIs."
        ) from None
    return None


def _name(written: str) -> PaperId:
    return PaperId.parse(f"doi:{written}" if written.startswith("10.") else written)
