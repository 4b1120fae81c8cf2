"""Similar papers: how many hidden references they find, and what they cost.

    python -m tests.benchmarks.bench_similar [DATA] [--years 2009 2010] [--papers 100000]

DATA is the folder with aan.json, aan_split_YEAR.json (hidden by the same rule where there is none)
and arxiv_abstracts.jsonl.xz. Ours is the product itself, over records that hold what is visible;
the baselines are those of `citations`. Times are of one core, wall clock. With --papers 0 only what
is found is measured, with --years alone only the costs.
"""

import argparse
import multiprocessing
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.orm import Session

from scraper.enrich.nearby import USUAL, Bounds
from scraper.enrich.similar import similar_on_record
from scraper.records import Authorship, Citation, Database, Paper, Similar
from scraper.records.base import table
from scraper.records.postings import index_words
from scraper.records.schema import migrate
from scraper.records.store import store_similar
from scraper.records.wording import stems
from scraper.settings import database_url
from tests.benchmarks import DATA, beside
from tests.benchmarks import table as markdown
from tests.benchmarks.citations import Baselines, Method, Year
from tests.benchmarks.corpus import Record, arxiv_records, draw_citations, store
from tests.fakes.postgres import running

NO_BOUNDS = Bounds(*[10**9] * 4, near=3000, citing=3000, likely=10**9)
QUERIES, EXACT, ADDED = 500, 100, 100


def found(folder: Path, years: Iterable[int]) -> None:
    """Print what each method finds of the hidden references."""
    for number in years:
        for warm in (True, False):
            year = Year(folder, number, warm=warm)
            baselines = Baselines(year)
            methods = baselines.warm() if warm else baselines.cold()
            rows = {name: _found(year, method) for name, method in methods.items()}
            with _on_record(year) as method:
                rows["ArxivLens"] = _found(year, method)
            what = f"{number}, {'warm' if warm else 'cold'}: {len(year.queries)} papers"
            told = (
                (name, f"{ten:.1f}", f"{twenty:.1f}", f"{reciprocal:.3f}", f"{spent:.1f}")
                for name, (ten, twenty, reciprocal, spent) in rows.items()
            )
            print(markdown((what, "R@10", "R@20", "MRR", "ms"), told), flush=True)
            best = max(methods, key=lambda name: rows[name][0])
            beside(
                f"R@10 of {number}, {'warm' if warm else 'cold'}",
                rows["ArxivLens"][0],
                rows[best][0],
                best,
                unit="%",
                more_is_better=True,
            )


def _found(year: Year, method: Method) -> tuple[float, float, float, float]:
    start = time.perf_counter()
    tens, twenties, reciprocal = year.measure(method)
    return tens, twenties, reciprocal, (time.perf_counter() - start) / len(year.queries) * 1000


@contextmanager
def _on_record(year: Year) -> Iterator[Method]:
    names = list(year.papers)
    numbers = {name: number for number, name in enumerate(names, 1)}
    papers = [
        Record(name, it["title"], None, [a for a in it["authors"].split("; ") if a], it["year"])
        for name, it in year.papers.items()
    ]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/lens.db")
        migrate(database)
        store(database, papers, ((numbers[one], numbers[other]) for one, other in year.edges))
        with database.writing() as session:
            index_words(session, list(numbers.values()))
        with database.reading() as session:
            yield lambda name: {
                names[each.paper_id - 1]: each.score
                for each in similar_on_record(session, numbers[name], 20)
            }
        database.close()


def baseline(papers: list[Record]) -> float:
    """Print how long SQLite's own search takes for the best ten by the words of a title."""
    index = sqlite3.connect(":memory:")
    index.execute("CREATE VIRTUAL TABLE words USING fts5(text)")
    index.executemany(
        "INSERT INTO words VALUES (?)", ((f"{each.title} {each.abstract}",) for each in papers)
    )
    query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10"
    titles = [" OR ".join(stems(each.title)) for each in papers[:: max(1, len(papers) // 100)]]
    times = [_timed(lambda it: index.execute(query, [it]).fetchall(), it) for it in titles if it]
    print(markdown(_HEAD, [_times("FTS5, the words of a title", times)]))
    return statistics.median(times)


_READ = select(table(Similar)).where(table(Similar).c.paper_id == bindparam("paper"))


def costs(url: str, papers: list[Record], citations: list[tuple[int, int]], fts5: float) -> None:
    """Print what it takes to index, to ask and to add."""
    rows = []
    database = Database(url)
    migrate(database)
    store(database, papers, citations)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seconds, megabytes = pool.apply(_index, (url, len(papers)))
    print(f"The index: {seconds:.1f} s, {megabytes:.0f} MB at most in the process.\n")
    with database.writing() as session:
        session.execute(text("ANALYZE"))
    every = range(1, len(papers) + 1, max(1, len(papers) // QUERIES))
    with database.reading() as session:
        for number in every[:50]:
            similar_on_record(session, number)
        times = [_timed(similar_on_record, session, each) for each in every]
        rows.append(_times("a query", times))
        kind = url.partition(":")[0].partition("+")[0]
        beside(f"a query, {kind}", statistics.median(times), fts5, "FTS5", unit="ms", goal=5)
        (most,) = session.execute(
            text("SELECT cited_id FROM citation GROUP BY cited_id ORDER BY count(*) DESC LIMIT 1")
        ).one()
        rows.append(_times("for the most cited paper", [_timed(similar_on_record, session, most)]))
        kept = [
            len(_ids(session, each, NO_BOUNDS) & _ids(session, each, USUAL)) / 10
            for each in every[:: len(every) // EXACT]
        ]
        recall = statistics.fmean(kept)
        beside(
            f"recall@10, {kind}", recall, 1, "no bounds", unit="", goal=0.95, more_is_better=True
        )
    times = [_timed(_add, database, papers[each - 1], each) for each in every[:ADDED]]
    rows.append(_times("adding a paper, kept on disk", times))
    with database.reading() as session:
        times = [
            _timed(lambda n: session.execute(_READ, {"paper": n}).all(), each) for each in every
        ]
        rows.append(_times("reading a list that is kept", times))
    print(markdown(_HEAD, rows))
    print(f"Recall@10 against no bounds: {recall:.3f}\n", flush=True)
    database.close()


def _index(url: str, papers: int) -> tuple[float, float]:
    database = Database(url)
    start = time.perf_counter()
    with database.writing() as session:
        index_words(session, range(1, papers + 1))
    spent = time.perf_counter() - start
    database.close()
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _ids(session: Session, number: int, bounds: Bounds) -> set[int]:
    return {each.paper_id for each in similar_on_record(session, number, 10, bounds)}


def _add(database: Database, like: Record, number: int) -> None:
    """A new paper with the words, authors and references of another, and its list, kept."""
    with database.writing() as session:
        paper_id = session.execute(
            insert(table(Paper)).returning(table(Paper).c.id),
            {"key": f"new:{number}", "title": like.title, "abstract": like.abstract, "year": 2026},
        ).scalar_one()
        for model, other, columns in (
            (Authorship, "paper_id", {"author_id", "position"}),
            (Citation, "citing_id", {"cited_id", "source", "said_at"}),
        ):
            of = table(model).c
            rows = session.execute(
                select(*(of[name] for name in columns)).where(of[other] == number)
            )
            if copies := [{other: paper_id, **row} for row in rows.mappings()]:
                session.execute(insert(table(model)), copies)
        index_words(session, [paper_id])
        found = similar_on_record(session, paper_id)
        rows = [(each.paper_id, each.score, each.why) for each in found]
        store_similar(session, paper_id, "records", rows)


def _timed(function: Callable[..., object], *arguments: object) -> float:
    start = time.perf_counter()
    function(*arguments)
    return (time.perf_counter() - start) * 1000


_HEAD = ("milliseconds", "median", "95 % in")


def _times(name: str, times: list[float]) -> tuple[str, str, str]:
    late = sorted(times)[int(0.95 * len(times))]
    return name, f"{statistics.median(times):.1f}", f"{late:.1f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=DATA)
    parser.add_argument("--years", type=int, nargs="*", default=[2009, 2010])
    parser.add_argument("--papers", type=int, default=100_000)
    arguments = parser.parse_args()
    found(arguments.data, arguments.years)
    if arguments.papers:
        papers = arxiv_records(arguments.data / "arxiv_abstracts.jsonl.xz", arguments.papers)
        citations = draw_citations(papers)
        print(f"{len(papers):,} papers, {len(citations):,} citations, SQLite\n")
        fts5 = baseline(papers)
        with tempfile.TemporaryDirectory() as folder:
            costs(f"sqlite:///{folder}/lens.db", papers, citations, fts5)
        print("The same, PostgreSQL\n")
        with running() as url:
            costs(database_url(url), papers, citations, fts5)


if __name__ == "__main__":
    main()
