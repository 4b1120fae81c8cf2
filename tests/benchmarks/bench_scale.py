"""What ten times as many papers cost: loading, index, reading, searching, similar papers, disk.

    python -m tests.benchmarks.bench_scale [DATA] [--sizes 10000 100000] [--only KIND] [--in DIR]

DATA is the folder with arxiv_abstracts.jsonl.xz; `million` makes more of it, and ten citations a
paper. Each size is loaded into a new database by a process of its own, and asked through the
application: milliseconds, median and nineteen in twenty. The baseline, `plain`, is SQLite and
scikit-learn without us, see `plain`. Beside each figure stands the power of
the number of papers with which it grows, by least squares; n log n would be 1.1 from ten thousand
to a million. What a core was busy with does not grow where others use the machine meanwhile.
"""

import argparse
import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from math import log
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import select, text

from api.app import create_app
from scraper.edges import citations_file
from scraper.enrich.similar import similar_on_record
from scraper.indexing import words_for_all
from scraper.load import Input, snapshot_file
from scraper.records import Database, Paper
from scraper.records.engine import is_sqlite
from scraper.records.schema import migrate
from scraper.settings import Settings
from tests.benchmarks import DATA, beside, table
from tests.benchmarks.databases import databases
from tests.benchmarks.million import write_files
from tests.benchmarks.plain import Plain

QUESTIONS = 200
_WARM = 30  # of each kind, not counted
_KINDS = ("sqlite", "postgresql", "plain")

Figures = dict[str, float]


def measure(url: str, jsonl: Path, csv: Path, papers: int) -> Figures:
    """Load and ask; what is counted goes by the names of the table's rows."""
    if url.startswith("plain:"):
        return _plain(Path(url.removeprefix("plain:")), jsonl, csv, papers)
    database = Database(url)
    migrate(database)
    found: Figures = {}
    edges = 0

    def citations() -> None:
        nonlocal edges
        for tally in citations_file(database, Input(str(csv))):
            edges = tally.new

    for name, run in (
        ("papers loaded", lambda: deque(snapshot_file(database, Input(str(jsonl))), 0)),
        ("citations loaded", citations),
        ("words indexed", lambda: deque(words_for_all(database), 0)),
    ):
        before = _of_the_cores()
        found[f"{name}, s"] = _seconds(run)
        found[f"{name}, s of a core"] = _of_the_cores() - before
    found["papers a second"] = papers / found["papers loaded, s"]
    found["citations a second"] = edges / found["citations loaded, s"]
    found["memory, MB"] = sum(
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    found["database, MB"] = _size(database) / 2**20
    if not is_sqlite(database.engine):  # as its autovacuum does within the minute
        with database.writing() as session:
            session.execute(text("ANALYZE"))
    found |= _asked(url, database, papers)
    database.close()
    return found


def _plain(file: Path, jsonl: Path, csv: Path, papers: int) -> Figures:
    plain = Plain(file)
    found = {
        "papers loaded, s": _seconds(partial(plain.papers, jsonl)),
        "citations loaded, s": _seconds(partial(plain.citations, csv)),
        "words indexed, s": _seconds(plain.index),
        "memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "database, MB": plain.size() / 2**20,
    }
    chance = random.Random(11)
    numbers = chance.sample(range(1, papers), _WARM + QUESTIONS)
    some = plain.titles(numbers)
    asked = [_some_words(chance, title) for _key, title in some]
    milliseconds = {
        "record, first": [partial(plain.record, key) for key, _title in some],
        "search": [partial(plain.search, words) for words in asked if words],
        "similar": [partial(plain.similar, each) for each in numbers],
    }
    for name, runs in milliseconds.items():
        found |= _spread(name, runs)
    return found


def _some_words(chance: random.Random, title: str) -> list[str]:
    words = [word for word in title.split() if len(word) > 3 and word.isalpha()]
    return chance.sample(words, min(2, len(words)))


def _asked(url: str, database: Database, papers: int) -> Figures:
    client = create_app(Settings(database_url=url)).test_client()
    chance = random.Random(11)
    numbers = chance.sample(range(1, papers), _WARM + QUESTIONS)
    with database.reading() as session:
        told = select(Paper.key, Paper.title).where(Paper.id.in_(numbers))
        some = [(row.key, row.title or "") for row in session.execute(told)]
        chance.shuffle(some)
        names = [f"papers/{key}" for key, _title in some]
        questions = []
        for _key, title in some:
            asked = " ".join(_some_words(chance, title))
            questions.append(f"papers?{urlencode({'query': asked})}")
        return {
            **_spread("record, first", [partial(_ask, client, each) for each in names]),
            **_spread("record, again", [partial(_ask, client, each) for each in names]),
            **_spread("search", [partial(_ask, client, each) for each in questions]),
            **_spread("similar", [partial(similar_on_record, session, each) for each in numbers]),
        }


def _ask(client: FlaskClient, path: str) -> None:
    assert client.get(f"/api/v1/{path}").status_code == 200


def _spread(name: str, runs: Sequence[Callable[[], object]]) -> Figures:
    times, used = [], []
    for run in runs:
        began, before = time.perf_counter(), time.process_time()
        run()
        times.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - before) * 1000)
    return {
        f"{name}, ms": statistics.median(times[_WARM:]),
        f"{name}, 95 % in ms": statistics.quantiles(times[_WARM:], n=20)[-1],
        f"{name}, ms of a core": statistics.median(used[_WARM:]),  # of ours, not PostgreSQL's
    }


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _of_the_cores() -> float:
    """Seconds of a core that this process and those that it started and ended have had."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _size(database: Database) -> int:
    size = (
        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        if is_sqlite(database.engine)
        else "SELECT pg_database_size(current_database())"
    )
    with database.reading() as session:
        return int(session.execute(text(size)).scalar_one())


def _growth(sizes: list[int], figures: list[float]) -> str:
    if len(sizes) < 2:
        return ""
    logs = [log(size) for size in sizes], [log(figure) for figure in figures]
    return f"{statistics.linear_regression(*logs).slope:+.2f}"


def _shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.1f}"


@contextmanager
def _places(kind: str, folder: Path) -> Iterator[Callable[[str], str]]:
    if kind == "plain":
        yield lambda name: f"plain:{folder / name}.plain.db"
        return
    with databases(kind, folder) as make:
        yield make


def main() -> None:
    """Print the tables, the figures of each size also as they come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--only", choices=_KINDS)
    parser.add_argument("--in", type=Path, dest="folder", help="where there is room")
    given = parser.parse_args()
    file = given.data / "arxiv_abstracts.jsonl.xz"
    if not file.is_file():
        sys.exit(f"{given.data} has no {file.name}.")
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    kinds = (given.only,) if given.only else _KINDS
    found: dict[str, list[Figures]] = {kind: [] for kind in kinds}
    for papers in given.sizes:
        with tempfile.TemporaryDirectory(prefix="lens-scale-", dir=given.folder) as name:
            jsonl, csv = write_files(file, Path(name), papers)
            for kind in kinds:
                with (
                    _places(kind, Path(name)) as make,
                    ProcessPoolExecutor(1, mp_context=context) as alone,
                ):
                    asked = make("scale"), jsonl, csv, papers
                    found[kind].append(alone.submit(measure, *asked).result())
                told = "; ".join(f"{each} {it:.1f}" for each, it in found[kind][-1].items())
                print(f"{kind}, {papers:,}: {told}", file=sys.stderr, flush=True)
    for kind, figures in found.items():
        rows = [
            (
                each,
                *(_shown(own[each]) for own in figures),
                _growth(given.sizes, [own[each] for own in figures]),
            )
            for each in figures[0]
        ]
        print(f"{kind}\n")
        print(table(("papers", *(f"{size:,}" for size in given.sizes), "growth"), rows))
    for kind in set(kinds) - {"plain"} if "plain" in found else ():
        for each in ("record, first, ms", "search, ms", "similar, ms"):
            figures = found[kind][-1][each], found["plain"][-1][each]
            name = f"{each.removesuffix(', ms')} of {given.sizes[-1]:,}, {kind}"
            beside(name, *figures, "SQLite and scikit-learn alone", unit="ms")


if __name__ == "__main__":
    main()
