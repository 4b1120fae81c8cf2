"""Eight writers at once, and nobody reads "database is locked".

    python -m tests.whole.writers --seconds 300 [--writers 8] [--database postgresql]

Half are processes that store papers and crawls as workers do, half are readers who write comments
and ask for crawls through a server. Every write must succeed.
"""

import argparse
import itertools
import multiprocessing
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from scraper import crawls
from scraper.records import Database
from scraper.records.schema import migrate
from scraper.records.store import store_papers
from scraper.sample import PAPER
from scraper.settings import database_url
from tests.api.live import Served
from tests.fakes.postgres import running
from tests.scraper.records.items import paper


def store(url: str, writer: int, seconds: float, told: "multiprocessing.Queue[str]") -> None:
    """Store papers, ask for crawls, draw and end them; tells each outcome."""
    database = Database(url)
    until = time.monotonic() + seconds
    for number in itertools.count():
        if time.monotonic() > until:
            break
        try:
            with database.writing() as session:
                first = writer * 1_000_000 + number * 5
                store_papers(session, "arxiv", [paper(first + each) for each in range(5)])
            with database.writing() as session:
                target = f"24{writer + 1:02}.{number % 90000 + 1:05}"
                crawls.request(session, "paper", target)
            with database.writing() as session:
                if crawl := crawls.draw(session, f"writer {writer}"):
                    crawls.finish(session, crawl.id, "done")
            told.put("stored")
        except Exception as error:
            told.put(f"{type(error).__name__}: {error}"[:300])
    database.close()
    told.put("")


def _write(server: Served, writer: int, seconds: float, told: "Counter[str]") -> None:
    until = time.monotonic() + seconds
    for number in itertools.count():
        if time.monotonic() > until:
            break
        target = f"23{writer + 1:02}.{number % 90000 + 1:05}"
        for route, body in (
            ("comments", {"paper": PAPER, "text": f"Reader {writer} says {number}."}),
            ("crawls", {"target": target}),
        ):
            try:
                status, answer = server.ask(f"/api/v1/{route}", body)
                told["written" if status in (201, 202) else f"{status}: {answer}"[:300]] += 1
            except OSError as error:
                told[f"{type(error).__name__}: {error}"] += 1


def write(folder: Path, url: str, writers: int, seconds: float) -> Counter[str]:
    """What came of each write."""
    database = Database(url)
    migrate(database)
    database.close()
    told: Counter[str] = Counter()
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    environment = {"ARXIVLENS_DATABASE_URL": url, "ARXIVLENS_QUEUE_LIMIT": "1000000"}
    with Served(folder, environment, "--sample", "--no-worker") as server:
        half = writers // 2
        stores = [
            context.Process(target=store, args=(url, number, seconds, queue))
            for number in range(writers - half)
        ]
        readers = [
            threading.Thread(target=_write, args=(server, number, seconds, told))
            for number in range(half)
        ]
        for each in (*stores, *readers):
            each.start()
        running_yet = len(stores)
        while running_yet:
            if outcome := queue.get(timeout=seconds + 120):
                told[outcome] += 1
            else:
                running_yet -= 1
        for each in (*stores, *readers):
            each.join()
    if "locked" in (folder / "serve.log").read_text():
        told["the server's log says: locked"] += 1
    return told


def main() -> None:
    """Write, and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/lens.db"
        if arguments.database == "postgresql":
            url = database_url(stack.enter_context(running()))
        told = write(folder, url, arguments.writers, arguments.seconds)
    print(*(f"{count:7,} {outcome}" for outcome, count in told.most_common()), sep="\n")
    sys.exit(told.keys() != {"stored", "written"})


if __name__ == "__main__":
    main()
