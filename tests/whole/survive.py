"""Kills servers and workers at random moments under load, and looks for what was lost.

    python -m tests.whole.survive --kills 500 [--database postgresql] [--early]

Readers ask for crawls and write comments all the while, and note what was acknowledged. In the end
every acknowledged comment is there, every acknowledged crawl is done and brought all that its
sources have, no row stands twice, and the database finds no fault with itself. With `--early` the
server acknowledges before it commits: the losses that this must show are the harness's own test.
"""

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from scraper.records import Comment, Crawl, Database, Identity, Paper, utc_now
from scraper.records.schema import migrate
from scraper.sample import PAPER, load_sample
from scraper.settings import Settings, database_url
from tests.api.live import children, free_port
from tests.fakes.postgres import running
from tests.fakes.web import FakeWeb

READERS, WORKERS = 3, 2
CITATIONS, REFERENCES = 3, 2
_ROOT = Path(__file__).parents[2]
_PATIENCE = 120.0  # seconds after the last kill in which not one more crawl has ended


class Process:
    """A process that is begun again whenever it is gone."""

    def __init__(self, log: Path, environment: dict[str, str], *command: str) -> None:
        self._log, self._environment, self._command = log, environment, command
        self.begin()

    def begin(self) -> None:
        """Start it, if it does not run."""
        with self._log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *self._command],
                env=self._environment,
                cwd=_ROOT,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """Kill -9 it, or one of its children, and begin it anew."""
        victims = [self.process.pid, *children(self.process.pid)]
        victim = random.choice(victims)
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        if victim == self.process.pid:
            self.process.wait()
            self.begin()

    def revive(self) -> None:
        """Begin it anew if it ended by itself: a port that its killed self still held."""
        if self.process.poll() is not None:
            self.begin()

    def end(self) -> None:
        """Stop it in good order."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Readers:
    """Ask for crawls and write comments, and note what was acknowledged."""

    def __init__(self, port: str, web: FakeWeb) -> None:
        self._port, self._web = port, web
        self._stopping = threading.Event()
        self.crawls: list[tuple[int, str]] = []
        self.comments: list[tuple[int, str]] = []
        self._threads = [
            threading.Thread(target=self._read, args=(number,)) for number in range(READERS)
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each end what it does."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _read(self, reader: int) -> None:
        count = 0
        while not self._stopping.wait(random.uniform(0, 0.1)):
            count += 1
            if count % 4:
                said = f"Reader {reader} says {count}."
                if (made := self._post("comments", {"paper": PAPER, "text": said})) is not None:
                    self.comments.append((made["id"], said))
                continue
            paper = f"24{reader + 1:02}.{count:05}"
            self._web.add_paper(paper, citations=CITATIONS, references=REFERENCES)
            if (made := self._post("crawls", {"target": paper})) is not None:
                self.crawls.append((made["id"], paper))

    def _post(self, route: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """What the server made of it, or None: then nothing was acknowledged."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self._port), timeout=60)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", f"/api/v1/{route}", json.dumps(body), headers)
            answer = connection.getresponse()
            told: dict[str, Any] = json.loads(answer.read())
            return told if answer.status in (201, 202) else None
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()


def survive(url: str, folder: Path, kills: int, *, early: bool = False) -> list[str]:
    """What was lost or spoilt, in sentences; none: nothing was."""
    database = Database(url)
    migrate(database)
    with database.writing() as session:
        load_sample(session, Settings(data_dir=folder))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ARXIVLENS_")}
    with FakeWeb() as web:
        port = free_port()
        environment = {
            **kept,
            **web.environment,
            "ARXIVLENS_DATA_DIR": str(folder),
            "ARXIVLENS_DATABASE_URL": url,
            "ARXIVLENS_PORT": port,
        }
        lying = {"PYTHONPATH": str(Path(__file__).parent / "early")} if early else {}
        server = Process(
            folder / "serve.log", environment | lying, "-m", "api.cli", "serve", "--no-worker"
        )
        workers = [
            Process(folder / f"worker{n}.log", environment, "-m", "scraper.worker")
            for n in range(WORKERS)
        ]
        processes = [server, *workers]
        readers = Readers(port, web)
        try:
            for _ in range(kills):
                _wait_for(port, processes)
                time.sleep(random.uniform(0.05, 0.8))
                random.choice([server, *processes]).kill()
            _wait_for(port, processes)
            readers.stop()
            left, deadline = _open(database), time.monotonic() + _PATIENCE
            while left and time.monotonic() < deadline:
                for process in workers:
                    process.revive()
                time.sleep(0.5)
                if (now := _open(database)) < left:
                    left, deadline = now, time.monotonic() + _PATIENCE
        finally:
            readers.stop()
            for process in processes:
                process.end()
    print(
        f"{kills} kills; acknowledged: {len(readers.crawls)} crawls,"
        f" {len(readers.comments)} comments"
    )
    found = [*_losses(database, readers), *_faults(database)]
    database.close()
    return found


def _wait_for(port: str, processes: list[Process]) -> None:
    """Until the server answers; one that is killed before it can take no request loses none."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        for process in processes:
            process.revive()
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("the server does not come back")


def _open(database: Database) -> int:
    with database.reading() as session:
        states = ("queued", "running")
        count = select(func.count()).select_from(Crawl).where(Crawl.state.in_(states))
        return session.scalar(count) or 0


def _losses(database: Database, readers: Readers) -> Iterator[str]:
    with database.reading() as session:
        comments = dict(session.execute(select(Comment.id, Comment.text)).all())
        crawls = {crawl.id: crawl for crawl in session.scalars(select(Crawl))}
        numbers = dict(
            session.execute(
                select(Identity.value, Identity.paper_id).where(Identity.scheme == "arxiv")
            ).all()
        )
        for number, said in readers.comments:
            if comments.get(number) != said:
                yield f"Comment {number} was acknowledged and is not there."
        for said, count in Counter(comments.values()).items():
            if count > 1:
                yield f"{said!r} stands {count} times."
        for number, paper in readers.crawls:
            crawl = crawls.get(number)
            if crawl is None:
                yield f"Crawl {number} was acknowledged and is not there."
            elif crawl.state != "done":
                yield f"Crawl {number} of {paper} is {crawl.state}: {crawl.error}"
            elif (counts := _counts(session, numbers.get(paper))) != (CITATIONS, REFERENCES):
                yield f"{paper} has {counts} citations and references."
        made_up = Paper.title.regexp_match("^(On the paper|Citing|Cited by) ")
        titles = Counter(session.scalars(select(Paper.title).where(made_up)))
        for title, count in titles.items():
            if count > 1:
                yield f"{title!r} is on record {count} times."


def _counts(session: Any, number: int | None) -> tuple[int, ...]:
    return tuple(
        session.scalar(
            text(
                f"SELECT count(DISTINCT {other}) FROM citation WHERE {at} = :number"
                " AND source = 'semantic_scholar'"
            ),
            {"number": number},
        )
        for at, other in (("cited_id", "citing_id"), ("citing_id", "cited_id"))
    )


def _faults(database: Database) -> Iterator[str]:
    if database.engine.dialect.name != "sqlite":
        return
    with database.reading() as session:
        for check in ("integrity_check", "foreign_key_check"):
            for row in session.execute(text(f"PRAGMA {check}")):
                if row[0] != "ok":
                    yield f"{check}: {tuple(row)}"


def main() -> None:
    """Kill, look, and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--early", action="store_true", help="with a server that lies")
    parser.add_argument("--seed", type=int, default=utc_now().toordinal())
    arguments = parser.parse_args()
    random.seed(arguments.seed)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/lens.db"
        if arguments.database == "postgresql":
            url = database_url(stack.enter_context(running()))
        found = survive(url, folder, arguments.kills, early=arguments.early)
        print(*(found or ["Nothing was lost, nothing stands twice."]), sep="\n")
        if found != [] and not arguments.early:
            for log in folder.glob("*.log"):
                print(f"--- {log.name}\n{log.read_text()[-3000:]}")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
