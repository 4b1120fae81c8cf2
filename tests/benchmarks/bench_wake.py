"""How soon a worker begins what is asked for: by PostgreSQL's NOTIFY, and by looking.

    python -m tests.benchmarks.bench_wake [--runs 40]

From the commit of the wish to the worker's hold on it (`started_at`), the worker idle. Beside a
worker that is woken, and looks but once a second, stand the same worker on PostgreSQL without
LISTEN, and one on SQLite, which look fifty times a second; statements a second is how often each
asks PostgreSQL while there is nothing to do.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import text

from scraper.records import Database
from scraper.records.engine import is_sqlite
from scraper.records.schema import migrate
from tests.benchmarks import beside, table
from tests.benchmarks.databases import databases
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, get, wait

_DEAF = (
    "from scraper.records import waking; waking.Listener._listen = lambda self: None;"
    "import runpy; runpy.run_module('scraper.worker', run_name='__main__')"
)
_IDLE = 8.0
_WARM = 3


def measured(web: FakeWeb, url: str, worker: list[str], runs: int) -> tuple[list[float], float]:
    """Milliseconds until each crawl was begun, and commits a second without work."""
    database = Database(url)
    migrate(database)
    environment = {**os.environ, **web.environment, "ARXIVLENS_DATABASE_URL": url}
    times = []
    with subprocess.Popen([sys.executable, *worker], env=environment) as process:
        for run in range(runs + _WARM):
            crawl_id = ask(database, f"2403.{run + 1:05}")
            asked = time.time()
            wait(database, crawl_id, 60)
            began = get(database, crawl_id).started_at
            assert began
            if run >= _WARM:
                times.append(1000 * (began.timestamp() - asked))
        time.sleep(_IDLE)  # what the last crawls brought is counted meanwhile
        before = _commits(database)
        time.sleep(_IDLE)
        idle = (_commits(database) - before) / _IDLE
        process.terminate()
    database.close()
    return times, idle


def _commits(database: Database) -> int:
    if is_sqlite(database.engine):
        return 0
    with database.reading() as session:
        session.execute(text("SELECT pg_stat_clear_snapshot()"))
        ask = "SELECT xact_commit + xact_rollback FROM pg_stat_database"
        return int(session.scalar(text(f"{ask} WHERE datname = current_database()")) or 0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    usual = ["-m", "scraper.worker"]
    found = {}
    with tempfile.TemporaryDirectory() as folder, FakeWeb() as web:
        for run in range(runs + _WARM):
            web.add_paper(f"2403.{run + 1:05}", citations=1, references=1)
        for name, kind, worker in (
            ("PostgreSQL, woken", "postgresql", usual),
            ("PostgreSQL, looking", "postgresql", ["-c", _DEAF]),
            ("SQLite, looking", "sqlite", usual),
        ):
            with databases(kind, Path(folder)) as make:
                found[name] = measured(web, make("wake"), worker, runs)
    rows = [
        (
            name,
            f"{statistics.median(times):.1f}",
            f"{statistics.quantiles(times, n=20)[-1]:.1f}",
            f"{idle:.0f}" if "SQLite" not in name else "",
        )
        for name, (times, idle) in found.items()
    ]
    print(table(("ms until a crawl is begun", "median", "95 % in", "idle transactions/s"), rows))
    woken, looking, _ = found.values()
    medians = statistics.median(woken[0]), statistics.median(looking[0])
    beside("until a crawl is begun", *medians, "looking 50 times a second", unit="ms")
    beside("transactions of an idle worker", woken[1], looking[1], "looking so", unit="/s")


if __name__ == "__main__":
    main()
