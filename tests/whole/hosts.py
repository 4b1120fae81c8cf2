"""Two hosts of two workers on one PostgreSQL, and one of them is lost in the middle of its crawls.

    python -m tests.whole.hosts --how cut [--papers 24] [--lease 30] [--delay 0.5]

A host is a process group that reaches the database and the sources through lines of its own.
`kill` ends all its processes; `stop` holds them up, and lets them go on when all is done; `cut`
leaves them running and lets nothing through their lines, until all is done. Every crawl is done
by then, no later than leases and pace allow, and the source was never asked faster than its pace.
"""

import argparse
import os
import random
import select as waiting
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Literal

from sqlalchemy import func, make_url, select

from scraper import crawls
from scraper.records import Crawl, Database, Paper
from scraper.records.schema import migrate
from scraper.settings import database_url
from tests.fakes.postgres import running
from tests.fakes.web import FakeWeb

How = Literal["kill", "stop", "cut"]
HOSTS = WORKERS = 2
CITATIONS, REFERENCES = 3, 2
_EARLY = 0.03  # seconds by which two arrivals may seem closer than the requests left
_ROOT = Path(__file__).parents[2]
_WORKER = """
from scraper import crawls, pace, worker
crawls.LEASE, pace.HOLD = {lease}, {hold}
worker.main([])
"""


class Line:
    """Passes on what comes to `near` as if it had come to `far`; `cut` lets nothing through."""

    def __init__(self, near: socket.socket, family: int, far: object) -> None:
        self.cut = False
        self._near, self._family, self._far = near, family, far
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            ours, _address = self._near.accept()
            threading.Thread(target=self._pass_on, args=(ours,), daemon=True).start()

    def _pass_on(self, ours: socket.socket) -> None:
        with ours, socket.socket(self._family) as theirs, suppress(OSError):
            theirs.connect(self._far)  # type: ignore[arg-type]
            while True:
                ready, _, _ = waiting.select([ours, theirs], [], [], 0.05)
                while self.cut:
                    time.sleep(0.05)
                for each in ready:
                    if not (data := each.recv(65536)):
                        return
                    (theirs if each is ours else ours).sendall(data)


class Host:
    """Workers in a process group of their own, on lines of their own."""

    def __init__(self, folder: Path, url: str, web: FakeWeb, delay: float, lease: float) -> None:
        folder.mkdir()
        address = make_url(url)
        name = ".s.PGSQL.5432"
        database, source = socket.socket(socket.AF_UNIX), socket.socket()
        database.bind(str(folder / name))
        source.bind(("127.0.0.1", 0))
        for each in (database, source):
            each.listen(64)
        far = urlhost(web.url)
        self._lines = [
            Line(database, socket.AF_UNIX, str(Path(str(address.query["host"])) / name)),
            Line(source, socket.AF_INET, far),
        ]
        port = source.getsockname()[1]
        near = address.update_query_dict({"host": str(folder)})
        environment = {
            **{name: value for name, value in os.environ.items() if "ARXIVLENS" not in name},
            **{k: v.replace(str(far[1]), str(port)) for k, v in web.environment.items()},
            "ARXIVLENS_DATA_DIR": str(folder),
            "ARXIVLENS_DATABASE_URL": near.render_as_string(hide_password=False),
            "ARXIVLENS_ARXIV_DELAY": str(delay),
        }
        self._group: int | None = None
        self._processes = []
        for number in range(WORKERS):
            with (folder / f"worker{number}.log").open("wb") as log:
                process = subprocess.Popen(
                    [sys.executable, "-c", _WORKER.format(lease=lease, hold=2 * lease)],
                    env=environment,
                    cwd=_ROOT,
                    stdout=log,
                    stderr=log,
                    process_group=self._group or 0,
                )
            self._group = self._group or process.pid
            self._processes.append(process)

    def lose(self, how: How) -> None:
        """Let the others do without it."""
        if how == "cut":
            for line in self._lines:
                line.cut = True
        else:
            self._signal(signal.SIGKILL if how == "kill" else signal.SIGSTOP)

    def find(self, how: How) -> None:
        """Let it go on, where there is something left."""
        if how == "stop":
            self._signal(signal.SIGCONT)
        for line in self._lines:
            line.cut = False

    def end(self) -> None:
        """End all its processes."""
        self._signal(signal.SIGKILL)
        for process in self._processes:
            process.wait()

    def _signal(self, number: signal.Signals) -> None:
        assert self._group
        with suppress(ProcessLookupError):
            os.killpg(self._group, number)


def urlhost(url: str) -> tuple[str, int]:
    """(host, port) of http://host:port."""
    host, _, port = url.removeprefix("http://").partition(":")
    return host, int(port)


def lose_a_host(
    url: str, folder: Path, how: How, *, papers: int = 8, delay: float = 0.3, lease: float = 3.0
) -> list[str]:
    """What went wrong, in sentences; none: nothing did."""
    database = Database(url)
    migrate(database)
    names = [f"2401.{number:05}" for number in range(1, papers + 1)]
    with FakeWeb() as web:
        for name in names:
            web.add_paper(name, citations=CITATIONS, references=REFERENCES)
        web.delay = 0.2
        hosts = [Host(folder / str(n), url, web, delay, lease) for n in range(HOSTS)]
        try:
            for name in names:
                with database.writing() as session:
                    crawls.request(session, "paper", name)
            _wait(database, "running", 1, 60)
            web.wait_for("semantic_scholar", 6, timeout=60)
            lost = random.choice(hosts)
            lost.lose(how)
            at = time.monotonic()
            # Leases, a connection that nobody lets go, and every paper's turn at the slow source.
            patience = 10 * lease + papers * delay * 3 + 30
            _wait(database, "done", papers, patience)
            took = time.monotonic() - at
            lost.find(how)
            time.sleep(2 * lease if how != "kill" else 0)
        finally:
            for host in hosts:
                host.end()
        print(f"{how}: all {papers} crawls were done {took:.1f} s after; {web.count()} requests.")
        found = [*_faults(database, names), *_haste(web, delay)]
    database.close()
    return found


def _wait(database: Database, state: str, least: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while True:
        with database.reading() as session:
            states = Counter(session.scalars(select(Crawl.state)))
        if states[state] >= least or states["done"] >= least:
            return
        if time.monotonic() > until:
            raise AssertionError(f"not {least} are {state} within {seconds:.0f} s: {states}")
        time.sleep(0.05)


def _faults(database: Database, names: list[str]) -> Iterator[str]:
    with database.reading() as session:
        for crawl in session.scalars(select(Crawl)):
            if crawl.state != "done":
                yield f"The crawl of {crawl.target} is {crawl.state}: {crawl.error}"
        expected = len(names) * (1 + CITATIONS + REFERENCES)
        made_up = Paper.title.regexp_match("^(On the paper|Citing|Cited by) ")
        stored = session.scalar(select(func.count()).where(made_up))
        if stored != expected:
            yield f"{stored} papers are on record, not {expected}."


def _haste(web: FakeWeb, delay: float) -> Iterator[str]:
    arrivals = web.arrivals("arxiv")
    for one, other in pairwise(arrivals):
        if other - one < delay - _EARLY:
            yield f"arXiv was asked again after {other - one:.3f} s."
    if web.most_at_once["arxiv"] > 1:
        yield f"arXiv was asked {web.most_at_once['arxiv']} things at a time."


def main() -> None:
    """Lose a host, and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--how", choices=("kill", "stop", "cut"), default="cut")
    parser.add_argument("--papers", type=int, default=24)
    parser.add_argument("--delay", type=float, default=0.5)
    parser.add_argument("--lease", type=float, default=crawls.LEASE)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, running() as address:
        found = lose_a_host(
            database_url(address),
            Path(folder),
            given.how,
            papers=given.papers,
            delay=given.delay,
            lease=given.lease,
        )
    print(*(found or ["All was done, at the source's pace."]), sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
