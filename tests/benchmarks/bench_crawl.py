"""A crawl of one paper with a thousand citations against its slowest source.

    python -m tests.benchmarks.bench_crawl [--runs 5]

The fake sources answer after 1.5 s each. Measured from the wish (the row in the crawl table) to
the moment when every source's first answer, and all answers, are on record; given as parts of the
time that the slowest source takes.
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
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import ask, wait

DELAY = 1.5


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, FakeWeb() as web:
        url = f"sqlite:///{Path(folder) / 'lens.db'}"
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
                    firsts.append(max(map(min, moments.values())) / DELAY)
                    wholes.append(max(map(max, moments.values())) / DELAY)
                    requests.append(web.count() - before)
            worker.terminate()
        database.close()
    print(f"Of the time of the slowest source ({DELAY} s), until it is on record, {runs} runs:\n")
    print("| | median | worst |")
    print("| --- | ---: | ---: |")
    for name, found in (("first answer of every source", firsts), ("all answers", wholes)):
        print(f"| {name} | {statistics.median(found):.2f} | {max(found):.2f} |")
    print(f"\nRequests: {max(requests)} at most.")


if __name__ == "__main__":
    main()
