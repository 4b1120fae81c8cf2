"""`arxivlens load`: real papers and citations drawn by a power law, against bare `executemany`.

The baseline writes the very rows that the loading left, table by table, full text included, with
the driver's own `executemany` into a database of the same schema, indexes and settings: no reading,
no identity, nothing to look up. The memory is that of the loading process and of the one that reads
for it.

    python -m tests.benchmarks.bench_load [DATA] [--papers 100000] [--edges 1000000] [--only sqlite]

DATA is the folder with arxiv_abstracts.jsonl.xz.
"""

import argparse
import lzma
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from statistics import linear_regression
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select, text

from scraper.edges import citations_file
from scraper.load import Input, Tally, snapshot_file, writing
from scraper.records import Base, Database
from scraper.records.append import prepared
from scraper.records.engine import is_sqlite
from scraper.records.schema import migrate
from tests.benchmarks import DATA, beside, table
from tests.benchmarks.databases import databases

_BATCH = 100_000  # rows in a transaction of the baseline


class Loading(NamedTuple):
    """Seconds for papers and citations; of each, (lines, megabytes) as it went on."""

    papers: float
    edges: float
    memory: dict[str, list[tuple[int, int]]]


def write_files(data: Path, folder: Path, papers: int, edges: int) -> tuple[Path, Path]:
    """The papers with what the snapshot has besides, and edges: few papers are cited much."""
    chance = random.Random(8)
    ids: list[str] = []
    jsonl, csv = folder / "papers.jsonl", folder / "edges.csv"
    with lzma.open(data / "arxiv_abstracts.jsonl.xz") as source, jsonl.open("wb") as out:
        for line in islice(source, papers):
            paper = orjson.loads(line)
            ids.append(paper["id"])
            months = f"{chance.randint(1, 28)} May 20{paper['id'][:2]} 18:05:00 GMT"
            paper |= {
                "categories": "cs.LG stat.ML",
                "versions": [{"version": "v1", "created": f"Mon, {months}"}],
                "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
            }
            out.write(orjson.dumps(paper) + b"\n")
    drawn: dict[tuple[int, int], None] = {}
    while len(drawn) < edges:
        citing, cited = chance.randrange(papers), int(papers * chance.random() ** 3)
        if citing != cited:
            drawn[citing, cited] = None
    with csv.open("w") as lines:
        lines.write("citing,cited\n")
        lines.writelines(f"{ids[citing]},{ids[cited]}\n" for citing, cited in drawn)
    return jsonl, csv


def load(url: str, jsonl: Path, csv: Path) -> Loading:
    """Load both files into a new database."""
    database = Database(url)
    migrate(database)
    memory: dict[str, list[tuple[int, int]]] = {}

    def timed(load: Callable[[Database, Input], Iterator[Tally]], path: Path) -> float:
        told = memory.setdefault(path.stem, [])
        began = time.perf_counter()
        for tally in load(database, Input(str(path))):
            told.append((tally.lines, _resident()))
        return time.perf_counter() - began

    papers, edges = timed(snapshot_file, jsonl), timed(citations_file, csv)
    database.close()
    return Loading(papers, edges, memory)


def _resident() -> int:
    """Megabytes that this process and those that it started hold now (Linux)."""
    started = (child.pid for child in multiprocessing.active_children())
    pages = sum(
        int(Path(f"/proc/{process}/statm").read_text().split()[1]) for process in ("self", *started)
    )
    return pages * resource.getpagesize() // 2**20


def _bare(url: str, of: str) -> dict[str, float]:
    """Seconds for each table."""
    source, target = Database(of), Database(url)
    migrate(target)
    spent: dict[str, float] = {}
    lite = is_sqlite(target.engine)
    full_text = "rowid, title, authors, abstract" if lite else "paper_id, words"
    place = "?" if lite else "%s"

    def write(name: str, columns: str, places: Sequence[str], rows: Sequence[Any]) -> None:
        insert = f"INSERT INTO {name} ({columns}) VALUES ({', '.join(places)})"
        began = time.perf_counter()
        for start in range(0, len(rows), _BATCH):
            with writing(target) as session:
                cursor: Any = session.connection().connection.cursor()
                cursor.executemany(insert, rows[start : start + _BATCH])
        spent[name] = time.perf_counter() - began

    for each in Base.metadata.sorted_tables:
        names = tuple(each.c.keys())
        with source.engine.connect() as reading:
            rows = [tuple(row) for row in reading.execute(select(each))]
        rows = list(prepared(target.engine.dialect, each, names, rows))
        write(each.name, ", ".join(names), [place] * len(names), rows)
    with source.engine.connect() as reading:
        read = full_text if lite else full_text.replace("words", "CAST(words AS text)")
        rows = [tuple(row) for row in reading.execute(text(f"SELECT {read} FROM paper_words"))]
    places = [place] * 4 if lite else [place, f"CAST({place} AS tsvector)"]
    write("paper_words", full_text, places, rows)
    source.close()
    target.close()
    return spent


def _memory(of: str, told: list[tuple[int, int]]) -> tuple[object, ...]:
    """The most until each quarter of the file, and how much more it is a further 100,000 lines."""
    lines = told[-1][0]
    most = [
        max((held for line, held in told if 4 * line <= part * lines), default=told[0][1])
        for part in (1, 2, 3, 4)
    ]
    later = [(line / 100_000, held) for line, held in told if 4 * line >= lines]
    slope = linear_regression(*zip(*later, strict=True)).slope if len(later) > 2 else 0.0
    return (of, *most, f"{slope:+.1f}")


def main() -> None:
    """Print seconds, ratios and memory, on each kind of database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    if not (given.data / "arxiv_abstracts.jsonl.xz").exists():
        sys.exit(f"there is no arxiv_abstracts.jsonl.xz in {given.data}")
    seconds, memory = [], []
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="lens-load-") as name:
        jsonl, csv = write_files(given.data, Path(name), given.papers, given.edges)
        for kind in (given.only,) if given.only else ("sqlite", "postgresql"):
            with databases(kind, Path(name)) as make:
                url = make("loaded")
                # By itself: what this process has held before is not the loading's.
                with ProcessPoolExecutor(1, mp_context=context) as alone:
                    ours = alone.submit(load, url, jsonl, csv).result()
                bare = _bare(make("bare"), url)
            edges, whole = bare["citation"], sum(bare.values())
            for what, bare_seconds, own in (
                ("papers", whole - edges, ours.papers),
                ("citations", edges, ours.edges),
                ("both", whole, ours.papers + ours.edges),
            ):
                row = kind, what, f"{own:.1f}", f"{bare_seconds:.1f}", f"{bare_seconds / own:.2f}"
                seconds.append(row)
                beside(
                    f"{what} loaded, {kind}",
                    own,
                    bare_seconds,
                    "bare executemany",
                    unit="s",
                    goal=2 * bare_seconds,
                )
            memory += [
                _memory(f"{kind}, {what}", ours.memory[what]) for what in ("papers", "edges")
            ]
    print(f"{given.papers:,} papers, {given.edges:,} citations; seconds, and of the bare rate:\n")
    print(table(("database", "rows", "load", "bare executemany", "rate"), seconds))
    print("Megabytes at most until so much of a file, and more per further 100,000 lines:\n")
    print(table(("file", "25 %", "50 %", "75 %", "100 %", "slope"), memory))


if __name__ == "__main__":
    main()
