"""Loading files: arXiv's metadata snapshot here, citations as `citing,cited` in `edges`.

    for each CHUNK of lines:
        read them            (a process of its own, while the database writes the chunk before)
        in ONE transaction:  which of them are papers on record? add the others, note what is news

What is kept stays, wherever the loading stops; doing it again changes nothing and goes on from
there. No document, no similar list and no crawl is made: a paper gets these when it is opened.
"""

import bz2
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
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Thread

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from scraper.errors import BadInput, PageError, StorageError
from scraper.pages import snapshot
from scraper.records import Database
from scraper.records.engine import is_sqlite
from scraper.records.loading import load_ready
from scraper.records.ready import Ready, readied

SNAPSHOT = "arxiv_snapshot"  # the source, as the records name it
_CHUNK = 2_500  # papers in a transaction; some 30 MB of them are on their way at a time
_FIRST_CHUNK = 1_000  # in the first one, for which no process is started
_AHEAD = 1  # chunks that are read and wait
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
def writing(database: Database, *, checked: bool = True) -> Iterator[Session]:
    """A transaction of many rows."""
    with database.writing(checked=checked) as session:
        if is_sqlite(session):
            # Indexes that are written all over want more of them in memory than the usual 2 MB.
            session.execute(text(f"PRAGMA cache_size = -{_CACHE}"))
        yield session


@contextmanager
def kept() -> Iterator[None]:
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
        with kept(), writing(database) as session:
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
