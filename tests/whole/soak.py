"""Reads and crawls at a steady rate for a long time, and looks at memory and answers.

    python -m tests.whole.soak --minutes 30 [--rate 20] [--crawls 1] [--database postgresql]

Of each process its private memory is read every few seconds; after the first third, which is
warm-up, a line is laid through it: its slope is what the process would grow by in an hour. Of the
answers the 95th percentile is told for each sixth of the time.
"""

import argparse
import http.client
import itertools
import json
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, quantiles

from scraper.sample import PAPER
from tests.api.live import Served, children
from tests.fakes.postgres import running
from tests.fakes.web import FakeWeb

_SAMPLE = 5.0  # seconds between looks at the memory
_PARTS = 6
_THREADS = 8
_KNOWN = 200  # papers that are read again and again


@dataclass
class Soak:
    """What was seen: answers as (second, milliseconds), failures, memory by process."""

    answers: list[tuple[float, float]] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def failures(self) -> list[str]:
        """Answers that should not have been."""
        return [each for each in self.statuses if each[-3:] not in ("200", "202", "304")]

    def slopes(self) -> Iterator[tuple[str, list[float], float]]:
        """(process, its megabytes at the end of each part, megabytes an hour after the warm-up)."""
        for name, points in sorted(self.memory.items()):
            late = [each for each in points if each[0] > self.seconds / 3]
            if len(late) > 2:
                slope, _start = linear_regression(*zip(*late, strict=True))
                ends = [self.seconds * (part + 1) / _PARTS for part in range(_PARTS)]
                # A process that began later held nothing before.
                held = [
                    max((each for each in points if each[0] <= end), default=(end, 0.0))
                    for end in ends
                ]
                yield name, [megabytes for _at, megabytes in held], slope * 3600

    def percentiles(self) -> list[float]:
        """The 95th of the answers' milliseconds in each part of the time."""
        parts: list[list[float]] = [[] for _ in range(_PARTS)]
        for at, took in self.answers:
            parts[min(int(at / self.seconds * _PARTS), _PARTS - 1)].append(took)
        return [quantiles(each, n=20)[-1] for each in parts if len(each) > 1]


def soak(
    folder: Path, environment: dict[str, str], seconds: float, rate: float, crawls: float
) -> Soak:
    """`rate` requests a second, of which so many ask for a crawl of a new paper."""
    seen = Soak(seconds=seconds)
    with FakeWeb() as web, Served(folder, {**web.environment, **environment}, "--sample") as server:
        began = time.monotonic()
        numbers = itertools.count()
        turn = threading.Lock()
        threads = [
            threading.Thread(
                target=_read, args=(seen, server, web, began, numbers, turn, rate, crawls)
            )
            for _ in range(_THREADS)
        ]
        for thread in threads:
            thread.start()
        while (now := time.monotonic() - began) < seconds:
            _look(seen, server.pid, now)
            time.sleep(min(_SAMPLE, seconds / 20))
        for thread in threads:
            thread.join()
    return seen


def _look(seen: Soak, pid: int, now: float) -> None:
    found = {pid: "serve", **children(pid)}
    for each, command in found.items():
        name = "worker" if "scraper.worker" in command else "main" if each == pid else "server"
        with suppress(OSError):
            status = Path(f"/proc/{each}/status").read_text()
            private = int(status.partition("RssAnon:")[2].split()[0]) / 1024
            seen.memory.setdefault(f"{name} {each}", []).append((now, private))


def _read(
    seen: Soak,
    server: Served,
    web: FakeWeb,
    began: float,
    numbers: Iterator[int],
    turn: threading.Lock,
    rate: float,
    crawls: float,
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    share = crawls / rate
    while True:
        with turn:
            number = next(numbers)
        due = began + number / rate
        if due - began >= seen.seconds:
            break
        time.sleep(max(0.0, due - time.monotonic()))
        crawled = int(number * share)
        method, path, body = "GET", _path(crawled), None
        if int((number + 1) * share) > crawled:
            paper = _paper(crawled)
            web.add_paper(paper, citations=8, references=5)
            method, path, body = "POST", "/api/v1/crawls", json.dumps({"target": paper})
            while len(web.seen) > 5000:  # or the load generator grows
                del web.seen[:1000]
        start = time.monotonic()
        try:
            headers = {"Content-Type": "application/json"} if body else {}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            seen.statuses[f"{method} {answer.status}"] += 1
        except (OSError, http.client.HTTPException) as error:
            seen.statuses[f"{method} {type(error).__name__}"] += 1
            connection.close()
        seen.answers.append((start - began, (time.monotonic() - start) * 1000))
    connection.close()


def _paper(number: int) -> str:
    return f"24{number // 90000 + 1:02}.{number % 90000 + 1:05}"


def _path(crawled: int) -> str:
    """Something that readers look at; what was crawled lately is on record already."""
    latest = max(0, crawled - 20)
    paper = _paper(random.randint(max(0, latest - _KNOWN), latest - 1)) if latest else PAPER
    return random.choice(
        [
            *[f"/api/v1/papers/{paper}"] * 6,
            f"/api/v1/papers/{paper}/graph",
            f"/api/v1/papers/{paper}/citations?limit=50",
            "/api/v1/papers?query=paper&limit=10",
            f"/abs/{paper}",
        ]
    )


def main() -> None:
    """Soak, and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--crawls", type=float, default=1, help="of the requests, a second")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        environment = {}
        if arguments.database == "postgresql":
            environment["ARXIVLENS_DATABASE_URL"] = stack.enter_context(running())
        seconds = arguments.minutes * 60
        seen = soak(folder, environment, seconds, arguments.rate, arguments.crawls)
    print(
        f"{sum(seen.statuses.values())} requests in {arguments.minutes:g} minutes: {seen.statuses}"
    )
    print("95th percentile, ms:", ", ".join(f"{each:.1f}" for each in seen.percentiles()))
    for name, held, slope in seen.slopes():
        parts = ", ".join(f"{each:.1f}" for each in held)
        print(f"{name}: {parts} MB private, {slope:+.2f} MB an hour")
    sys.exit(bool(seen.failures))


if __name__ == "__main__":
    main()
