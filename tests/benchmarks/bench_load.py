"""`arxivlens load`: real papers and citations drawn by a power law, against bare `executemany`.

The baseline writes the very rows that the loading left, table by table, with the driver's own
`executemany` into a database of the same schema: no reading, no identity, nothing to look up.

    python -m tests.benchmarks.bench_load [DATA] [--papers 100000] [--edges 1000000] [--only sqlite]

DATA is the folder with arxiv_abstracts.jsonl.xz.
"""

import argparse
import lzma
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import orjson
from sqlalchemy import select

from scraper.load import Input, Tally, citations_file, snapshot_file
from scraper.records import Base, Database
from scraper.records.append import prepared
from scraper.records.schema import migrate
from tests.benchmarks import DATA
from tests.benchmarks.databases import databases

_BATCH = 100_000  # rows in a transaction of the baseline


def _files(data: Path, folder: Path, papers: int, edges: int) -> tuple[Path, Path]:
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


def _load(url: str, jsonl: Path, csv: Path) -> tuple[float, float, list[int]]:
    database = Database(url)
    migrate(database)
    memory: list[int] = []

    def timed(load: Callable[[Database, Input], Iterator[Tally]], path: Path) -> float:
        began = time.perf_counter()
        for _tally in load(database, Input(str(path))):
            memory.append(_resident())
        return time.perf_counter() - began

    papers, edges = timed(snapshot_file, jsonl), timed(citations_file, csv)
    database.close()
    return papers, edges, memory


def _resident() -> int:
    """Megabytes that this process holds now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() // 2**20


def _bare(url: str, of: str) -> tuple[float, float]:
    """Seconds for the papers' tables, and for the citations."""
    source, target = Database(of), Database(url)
    migrate(target)
    connection = target.engine.raw_connection()
    sqlite = target.engine.dialect.name == "sqlite"
    spent = {True: 0.0, False: 0.0}
    for table in Base.metadata.sorted_tables:
        names = tuple(table.c.keys())
        with source.engine.connect() as reading:
            rows = [tuple(row) for row in reading.execute(select(table))]
        rows = list(prepared(target.engine.dialect, table, names, rows))
        place = "?" if sqlite else "%s"
        insert = (
            f"INSERT INTO {table.name} ({', '.join(names)})"
            f" VALUES ({', '.join([place] * len(names))})"
        )
        began = time.perf_counter()
        for start in range(0, len(rows), _BATCH):
            cursor = connection.cursor()
            if sqlite:
                cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(insert, rows[start : start + _BATCH])
            connection.commit()
        spent[table.name == "citation"] += time.perf_counter() - began
    connection.close()
    source.close()
    target.close()
    return spent[False], spent[True]


def main() -> None:
    """Print seconds, ratios and memory, on each kind of database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lens-load-") as name:
        jsonl, csv = _files(given.data, Path(name), given.papers, given.edges)
        for kind in (given.only,) if given.only else ("sqlite", "postgresql"):
            with databases(kind, Path(name)) as make:
                loaded = make("loaded")
                papers, edges, memory = _load(loaded, jsonl, csv)
                bare_papers, bare_edges = _bare(make("bare"), loaded)
            bare, ours = bare_papers + bare_edges, papers + edges
            print(
                f"{kind}: {given.papers:,} papers {papers:.1f} s (bare executemany"
                f" {bare_papers:.1f} s), {given.edges:,} citations {edges:.1f} s"
                f" ({bare_edges:.1f} s)\n"
                f"  rate {bare / ours:.2f} of the bare one (wanted: 0.5)\n"
                f"  memory after the first transaction {memory[0]} MB, after the last"
                f" {memory[-1]} MB, most {max(memory)} MB"
            )


if __name__ == "__main__":
    main()
