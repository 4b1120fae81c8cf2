"""Search over 100,000 papers, through the application, on SQLite and on PostgreSQL.

    python -m tests.benchmarks.bench_search [DATA] [--keep FOLDER]

DATA is the folder with arxiv_abstracts.jsonl.xz.
Questions are made of the papers' own titles. The baseline is what one would write without an
index: LIKE over title and abstract, newest first. Milliseconds: median and nineteen in twenty.
"""

import argparse
import json
import lzma
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient
from sqlalchemy import func, insert, or_, select

from api.app import create_app
from scraper.records import Author, Authorship, Category, Database, Identity, Paper, Search
from scraper.records.schema import migrate
from scraper.records.search import index_missing
from scraper.settings import Settings, database_url
from tests.benchmarks import DATA, beside, table
from tests.fakes.postgres import running

QUESTIONS = 200  # of each kind
_BATCH = 5000


def load(url: str, data: Path) -> float:
    """Seconds that it took to index the papers, which are loaded before."""
    database = Database(url)
    migrate(database)
    with database.reading() as session:
        if session.scalar(select(func.count()).select_from(Search)):
            return 0
    rng = random.Random(7)
    authors: dict[str, int] = {}
    number = 0
    with lzma.open(data, "rt", encoding="utf-8") as lines, database.writing() as session:
        for chunk in _batches(map(json.loads, lines)):
            rows: dict[type, list[dict[str, object]]] = {
                kind: [] for kind in (Paper, Identity, Author, Authorship, Category)
            }
            for item in chunk:
                number += 1
                month = int(item["id"][2:4]) if "/" not in item["id"] else 1
                out = date(2000 + int(item["id"].partition("/")[2][:2] or item["id"][:2]), month, 1)
                said = {"title": item["title"], "abstract": item["abstract"], "published": out}
                cited = int(rng.paretovariate(0.8)) - 1 if rng.random() < 0.7 else None
                rows[Paper].append(
                    {
                        "id": number,
                        "key": item["id"],
                        "year": out.year,
                        "citation_count": cited,
                        **said,
                    }
                )
                rows[Identity].append({"scheme": "arxiv", "value": item["id"], "paper_id": number})
                names = dict.fromkeys(name.strip() for name in item["authors"].split(","))
                for place, name in enumerate(filter(None, names)):
                    if name not in authors:
                        authors[name] = len(authors) + 1
                        rows[Author].append({"id": authors[name], "name": name})
                    rows[Authorship].append(
                        {"paper_id": number, "position": place, "author_id": authors[name]}
                    )
                rows[Category] += [
                    {"paper_id": number, "position": place, "term": f"cs.{topic[:2]}"}
                    for place, topic in enumerate(item["topics"])
                ]
            for kind, own in rows.items():
                if own:
                    session.execute(insert(kind), own)
    start = time.perf_counter()
    with database.writing() as session:
        index_missing(session)
    took = time.perf_counter() - start
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    database.close()
    return took


def _batches(items: Iterator[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    batch: list[dict[str, str]] = []
    seen = set()
    for item in items:
        if item["id"] not in seen:
            seen.add(item["id"])
            batch.append(item)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def questions(database: Database) -> dict[str, list[dict[str, str]]]:
    """Parameters of GET papers, by kind."""
    rng = random.Random(11)
    with database.reading() as session:
        numbers = rng.sample(range(1, 100_000), QUESTIONS)
        papers = session.execute(
            select(Paper.title, Paper.year, Author.name)
            .join(Authorship, Authorship.paper_id == Paper.id)
            .join(Author, Author.id == Authorship.author_id)
            .where(Paper.id.in_(numbers), Authorship.position == 0)
            .order_by(Paper.id)
        ).all()
    kinds: dict[str, list[dict[str, str]]] = {}
    for title, year, name in papers:
        words = [word for word in title.split() if len(word) > 3 and word.isalpha()]
        if len(words) < 3:
            continue
        one, two, three = rng.sample(words, 3)
        at = rng.randrange(len(words) - 1)
        for kind, given in {
            "one word": {"query": one},
            "two words": {"query": f"{one} {two}"},
            "three words": {"query": f"{one} {two} {three}"},
            "a phrase": {"query": f'"{words[at]} {words[at + 1]}"'},
            "a beginning": {"query": f"{one[:5]}*"},
            "two words, years": {"query": f"{one} {two}", "from": str(year), "to": str(year)},
            "two words, by date": {"query": f"{one} {two}", "sort": "date"},
            "an author": {"author": name},
            "two words, facets": {"query": f"{one} {two}", "facets": "true"},
        }.items():
            kinds.setdefault(kind, []).append(given)
    return kinds


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--keep", type=Path, help="keep SQLite's file here, for another run")
    given = parser.parse_args()
    file = given.data / "arxiv_abstracts.jsonl.xz"
    if not file.is_file():
        sys.exit(f"{given.data} has no {file.name}.")
    with tempfile.TemporaryDirectory(prefix="lens-search-") as folder, running() as postgres:
        sqlite = f"sqlite:///{given.keep or Path(folder)}/lens.db"
        for url in (sqlite, database_url(postgres)):
            _measure(url, file)


def _measure(url: str, data: Path) -> None:
    took = load(url, data)
    app = create_app(Settings(database_url=url))
    database: Database = app.extensions["lens.database"]
    client = app.test_client()
    kind_of = url.partition(":")[0].partition("+")[0]
    print(f"{kind_of}: indexed in {took:.0f} s; milliseconds\n")
    everything: list[float] = []
    rows = []
    for kind, asked in questions(database).items():
        times = [_time(lambda given=given: _ask(client, given)) for given in asked]
        if kind != "two words, facets":
            everything += times
        rows.append((kind, *_spread(times)))
    rows.append(("all but facets", *_spread(everything)))
    some = questions(database)["two words"][:10]
    like = [_time(lambda given=given: _like(database, given)) for given in some]
    rows.append(("two words, LIKE", *_spread(like)))
    print(table(("questions", "median", "95 % in"), rows))
    ours, plain = statistics.median(everything), statistics.median(like)
    beside(f"search, {kind_of}", ours, plain, "LIKE", unit="ms", goal=20)
    database.close()


def _ask(client: FlaskClient, given: dict[str, str]) -> None:
    assert client.get(f"/api/v1/papers?{urlencode(given)}").status_code == 200


def _like(database: Database, given: dict[str, str]) -> None:
    holds = [
        or_(Paper.title.icontains(word), Paper.abstract.icontains(word))
        for word in given["query"].split()
    ]
    with database.reading() as session:
        session.execute(
            select(Paper.id).where(*holds).order_by(Paper.published.desc(), Paper.id).limit(25)
        ).all()


def _time(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def _spread(times: list[float]) -> tuple[str, str]:
    return f"{statistics.median(times):.1f}", f"{statistics.quantiles(times, n=20)[-1]:.1f}"


if __name__ == "__main__":
    main()
