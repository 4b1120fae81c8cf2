"""A crawl of one paper: our own share of its time, and all of it against its slowest source.

    python -m tests.benchmarks.bench_crawl [--runs 5]

First the fake sources answer at once: what passes from the POST over HTTP until the paper's record
can be read is our own share, of a paper with forty citations and references. The baseline is what
one would do without a worker: `scrapy crawl paper` in a process of its own, on the same sources.

Then the sources answer after 1.5 s each, of a paper with a thousand citations. Measured from the
wish (the row in the crawl table) to the moment when every source's first answer, and all answers,
are on record; given as parts of the time that the slowest source takes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import select

from scraper.records import Database, SourceState
from scraper.records.schema import migrate
from tests.benchmarks import beside, table
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, wait
from tests.whole.lens import Lens

DELAY = 1.5
OWN_RUNS = 20


def own_share(web: FakeWeb, folder: Path, runs: int) -> None:
    """Print milliseconds from the wish to the record, through the server and as a process."""
    papers = [f"2402.{number:05}" for number in range(1, OWN_RUNS + runs + 4)]
    for paper in papers:
        web.add_paper(paper, citations=40, references=40)
    ours, alone = [], []
    with Lens(folder, web.environment) as lens:
        for paper in papers[: OWN_RUNS + 3]:
            began = time.perf_counter()
            crawl = lens.collect(paper)
            status, _record = lens.ask(f"/api/v1/papers/{paper}")
            ours.append((time.perf_counter() - began) * 1000)
            assert (crawl["state"], status) == ("done", 200), crawl
    environment = {**os.environ, **web.environment, "ARXIVLENS_DATA_DIR": str(folder)}
    scrapy = Path(sys.executable).with_name("scrapy")
    for paper in papers[OWN_RUNS + 3 :]:
        began = time.perf_counter()
        command = [scrapy, "crawl", "paper", "-a", f"target={paper}"]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        alone.append((time.perf_counter() - began) * 1000)
    rows = [
        (name, f"{statistics.median(times):.0f}", f"{max(times):.0f}")
        for name, times in (("ArxivLens", ours[3:]), ("a process a crawl", alone))
    ]
    print(table(("ms from the wish to the record", "median", "worst"), rows))
    beside(
        "own share of a crawl",
        statistics.median(ours[3:]),
        statistics.median(alone),
        "a spider process",
        unit="ms",
        goal=min(100, statistics.median(alone) / 10),
    )


def whole(web: FakeWeb, folder: Path, runs: int) -> None:
    """Print the parts of the slowest source's time."""
    url = f"sqlite:///{folder / 'slow.db'}"
    database = Database(url)
    migrate(database)
    environment = {**os.environ, **web.environment, "ARXIVLENS_DATABASE_URL": url}
    command = [sys.executable, "-m", "scraper.worker"]
    with subprocess.Popen(command, env=environment) as worker:
        firsts, wholes, requests = [], [], []
        for run in range(runs + 1):
            paper = f"2401.{run + 1:05}"
            web.add_paper(paper, citations=1000, references=100)
            web.delay = DELAY if run else 0.0  # the first warms the worker
            before = web.count()
            began = time.time()
            wait(database, ask(database, paper), 120)
            with database.reading() as session:
                states = session.scalars(
                    select(SourceState).where(SourceState.tried_at.is_not(None))
                ).all()
            moments: dict[str, list[float]] = {}
            for state in states:
                if (moment := state.tried_at.timestamp()) >= began:
                    moments.setdefault(state.source, []).append(moment - began)
            if run:
                firsts.append(max(map(min, moments.values())))
                wholes.append(max(map(max, moments.values())))
                requests.append(web.count() - before)
        worker.terminate()
    database.close()
    print(f"Of the time of the slowest source ({DELAY} s), until it is on record, {runs} runs:\n")
    rows = []
    for name, found in (("first answer of every source", firsts), ("all answers", wholes)):
        rows.append((name, f"{statistics.median(found) / DELAY:.2f}", f"{max(found) / DELAY:.2f}"))
        beside(name, statistics.median(found), DELAY, "the slowest source", unit="s")
    print(table(("", "median", "worst"), rows))
    print(f"Requests: {max(requests)} at most.")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, FakeWeb() as web:
        own_share(web, Path(folder), runs)
        whole(web, Path(folder), runs)


if __name__ == "__main__":
    main()
