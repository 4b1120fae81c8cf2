"""Loading files: arXiv's metadata snapshot, and citations as `citing,cited`.

    for each CHUNK of lines:
        read them            (a process of its own, while the database writes the chunk before)
        in ONE transaction:  which of them are papers on record? add the others, note what is news

What is kept stays, wherever the loading stops; doing it again changes nothing and goes on from
there. No document, no similar list and no crawl is made: a paper gets these when it is opened.
"""

import bz2
import csv
import gzip
import io
import lzma
import multiprocessing
import os
import sys
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from threading import Thread

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from scraper.errors import BadInput, BadPaperId, PageError, StorageError
from scraper.pages import snapshot
from scraper.paper_id import PaperId
from scraper.records import Database
from scraper.records.engine import is_sqlite
from scraper.records.loading import load_citations, load_ready, numbers_of
from scraper.records.ready import Ready, readied

SNAPSHOT, FILE = "arxiv_snapshot", "file"  # the sources, as the records name them
_CHUNK = 2_500  # papers in a transaction; some 30 MB of them are on their way at a time
_FIRST_CHUNK = 1_000  # in the first one, for which no process is started
_AHEAD = 1  # chunks that are read and wait
_EDGES = 100_000  # citations in a transaction: what is near in the index is written together
_REMEMBERED = 3_000_000  # names of papers, some 150 bytes each; arXiv has not so many
_CACHE = 64 * 1024  # kilobytes of SQLite's pages
_LONGEST = 4_000_000  # bytes of a line; arXiv's longest abstract with 3,000 authors has 200,000
_NAMED = 5  # bad lines that are named

_Read = tuple[list[Ready], list[tuple[int, str]]]


@dataclass(slots=True)
class Tally:
    """How far a file is."""

    lines: int = 0
    new: int = 0
    changed: int = 0  # papers on record of which the file says more
    named: int = 0  # papers that are on record by their name alone, since an edge leads there
    bad: int = 0
    first_bad: list[tuple[int, str]] = field(default_factory=list)  # (line, why)

    def refuse(self, line: int, why: str) -> None:
        """Count a line that cannot be read."""
        self.bad += 1
        if len(self.first_bad) < _NAMED:
            self.first_bad.append((line, why))


class Input:
    """A file to load, `-` being standard input; gzip, xz and bzip2 are unpacked by what they are.

    Raises BadInput, here or while it is read, where it is not there or damaged.
    """

    def __init__(self, name: str) -> None:
        self.name = "standard input" if name == "-" else name
        try:
            raw = sys.stdin.buffer if name == "-" else Path(name).open("rb")  # noqa: SIM115 - kept
            assert isinstance(raw, io.BufferedReader)
            self.size = None if name == "-" else Path(name).stat().st_size or None
        except OSError as error:
            raise BadInput(f"{self.name}: {error.strerror}.") from error
        self._raw = raw
        try:
            start = raw.peek(6)[:6]
        except OSError as error:  # a folder, for one
            raise BadInput(f"{self.name}: {error.strerror}.") from error
        self._file = self._unpacked(raw, start)

    def _unpacked(self, raw: io.BufferedReader, start: bytes) -> io.BufferedReader:
        if start.startswith(b"\x1f\x8b"):
            return io.BufferedReader(gzip.GzipFile(fileobj=raw))
        if start.startswith(b"\xfd7zXZ"):
            return io.BufferedReader(lzma.LZMAFile(raw))
        if start.startswith(b"BZh"):
            return io.BufferedReader(bz2.BZ2File(raw))
        for magic, tool in ((b"\x28\xb5\x2f\xfd", "zstd -dc"), (b"PK\x03\x04", "unzip -p")):
            if start.startswith(magic):
                raise BadInput(
                    f"{self.name} is packed; unpack it on the way: {tool} FILE | arxivlens load -"
                )
        return raw

    @property
    def position(self) -> int:
        """Bytes read, of `size`."""
        return self._raw.tell() if self.size else 0

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """(number, line); an endless line comes as nothing but its beginning."""
        number = 0
        try:
            while line := self._file.readline(_LONGEST):
                number += 1
                yield number, line
                while line[-1:] != b"\n" and len(line) == _LONGEST:
                    line = self._file.readline(_LONGEST)
        except (OSError, EOFError, lzma.LZMAError, zlib.error) as error:
            raise BadInput(
                f"{self.name} is damaged or cut short after line {number}: {error}."
                " What stands before is loaded."
            ) from error


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """A transaction of many rows."""
    with database.writing() as session:
        if is_sqlite(session):
            # Indexes that are written all over want more of them in memory than the usual 2 MB.
            session.execute(text(f"PRAGMA cache_size = -{_CACHE}"))
        yield session


@contextmanager
def _kept() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StorageError(
            f"The database refused: {str(error.orig).strip()}. What was loaded before is kept."
        ) from error


def snapshot_file(database: Database, file: Input) -> Iterator[Tally]:
    """Load papers, one JSON object a line; how far it is, after each transaction."""
    tally = Tally()
    for count, (papers, bad) in _read_beside(file.lines(), lite=is_sqlite(database.engine)):
        with _kept(), writing(database) as session:
            loaded = load_ready(session, SNAPSHOT, papers)
        tally.lines += count
        tally.new += len(loaded.new)
        tally.changed += len(loaded.changed)
        for line, why in bad:
            tally.refuse(line, why)
        yield tally


def _read_beside(lines: Iterator[tuple[int, bytes]], *, lite: bool) -> Iterator[tuple[int, _Read]]:
    """(lines, what they say) of each chunk, read by another process from the second on."""
    chunk = list(islice(lines, _FIRST_CHUNK))
    if len(chunk) < _FIRST_CHUNK:
        if chunk:
            yield len(chunk), _read(chunk, lite=lite)
        return
    with ExitStack() as stack:
        pool = stack.enter_context(helper())
        read = partial(_read, lite=lite)
        coming: deque[tuple[int, Future[_Read]]] = deque()
        first = chunk
        while chunk := list(islice(lines, _CHUNK)):
            coming.append((len(chunk), pool.submit(read, chunk)))
            if first:  # while the process starts
                yield len(first), read(first)
                first = []
            elif len(coming) > _AHEAD:
                count, future = coming.popleft()
                yield count, future.result()
                del future
        if first:
            yield len(first), read(first)
        while coming:
            count, future = coming.popleft()
            yield count, future.result()


def helper() -> ProcessPoolExecutor:
    """A process beside this one, which does not outlive it."""
    # Spawned: there are threads here, of a progress bar, that a fork would tear.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent

    def end() -> None:
        parent.join()
        os._exit(1)

    Thread(target=end, daemon=True).start()


def _read(lines: Sequence[tuple[int, bytes]], *, lite: bool) -> _Read:
    items, bad = [], []
    for number, line in lines:
        if not line.strip():
            continue
        try:
            items.append(snapshot.parse(line))
        except PageError as error:
            bad.append((number, str(error)))
    return list(readied(SNAPSHOT, items, lite=lite)), bad


def citations_file(database: Database, file: Input) -> Iterator[Tally]:
    """Load citations; how far it is, after each transaction. Raises BadInput for other columns."""
    tally = Tally()
    numbers: dict[str, int] = {}  # of the papers that came lately, by what the file calls them
    rows = _rows(file, tally)
    while lines := list(islice(rows, _EDGES)):
        pairs = _named(lines, numbers, tally)
        if len(numbers) > _REMEMBERED:
            numbers = {}
        try:
            new, named = _keep(database, pairs, numbers)
        except IntegrityError:  # a paper was found to be another, by a worker
            numbers = {}
            with _kept():
                new, named = _keep(database, pairs, numbers)
        tally.new += new
        tally.named += named
        yield tally
    yield tally


_Pair = tuple[str, str]


def _named(
    lines: Sequence[tuple[int, str, str]], numbers: dict[str, int], tally: Tally
) -> list[_Pair]:
    """The pairs whose two names are names; `numbers` has those that were so before."""
    pairs = []
    for line, citing, cited in lines:
        try:
            for each in (citing, cited):
                if each not in numbers:
                    _name(each)
        except BadPaperId as error:
            tally.refuse(line, str(error))
        else:
            pairs.append((citing, cited))
    return pairs


def _keep(database: Database, pairs: Sequence[_Pair], numbers: dict[str, int]) -> tuple[int, int]:
    """(new citations, papers that are new by their name alone)."""
    strange = {each: _name(each) for pair in pairs for each in pair if each not in numbers}
    with writing(database) as session:
        found, named = numbers_of(session, list(strange.values()))
        numbers.update({each: found[name] for each, name in strange.items()})
        edges = [(numbers[citing], numbers[cited]) for citing, cited in pairs]
        new = load_citations(session, FILE, [edge for edge in edges if edge[0] != edge[1]])
    return new, named


def _rows(file: Input, tally: Tally) -> Iterator[tuple[int, str, str]]:
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


@lru_cache(2 * _EDGES)  # each is asked for twice
def _name(written: str) -> PaperId:
    return PaperId.parse(f"doi:{written}" if written.startswith("10.") else written)
