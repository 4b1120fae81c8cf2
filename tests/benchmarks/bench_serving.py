"""How fast whole records are served, beside a bare Flask on the same server, and Datasette.

    python -m tests.benchmarks.bench_serving [DATA] [--seconds 4] [--rounds 3]

DATA is the folder with arxiv_abstracts.jsonl.xz. A hundred of a thousand records of about 50 KB
each, their rows with real titles and authors, are asked for in turn over 16 connections by wrk,
which shares the machine with the server. All kinds take turns, round by round, and of each the
median counts. "seldom" is all the thousand in turn: more than the server holds unpacked.

The baseline is "hello": a Flask application that answers ten bytes, in the same server with as many
processes and threads. "hello, 50 KB" is the same with one record's JSON, ready in memory: what
Flask, the server and the kernel's copying take of a large answer, whoever makes it. Datasette has
the same SQLite file, and each record as a row of JSON text in a table of its own there; it knows
one process, so two of it are asked at once.

"user" and "system" are the microseconds of all the server's processes for one request, "wrk" those
of the client.
"""

import argparse
import gzip
import hashlib
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import orjson
from flask import Flask
from sqlalchemy import insert, text

from api.serve import production
from scraper.paper_id import PaperId
from scraper.records import Database, Document, Identity, Paper, find, utc_now
from scraper.records.base import table as rows_of
from scraper.records.panel import whole_record
from scraper.records.schema import migrate
from scraper.sample import PAPER, load_sample
from scraper.settings import Settings
from tests.api.live import Served, children, free_port
from tests.benchmarks import DATA, beside, table
from tests.benchmarks.corpus import Record, arxiv_records
from tests.conftest import ROOT

_RECORDS, _HOT = 1000, 100
_SIZE = 50_000  # bytes of one
_GOAL = 0.65  # of the rate of hello
_CONNECTIONS = 16
_BODY = "LENS_BENCH_BODY"  # names the file that hello answers with; unset: ten bytes
_ASK = """
local asked, at = {}, 0
init = function() for line in io.lines("PATHS") do asked[#asked + 1] = wrk.format(nil, line) end end
request = function() at = at % #asked + 1; return asked[at] end
"""


class Kind(NamedTuple):
    """What is asked, of whom, and the status and the least length that must come."""

    name: str
    servers: Sequence["Server"]
    paths: Sequence[str]
    headers: Mapping[str, str]
    status: int = 200
    least: int = 0


class Server(NamedTuple):
    """Where it answers, and the process that was started."""

    url: str
    pid: int


class Result(NamedTuple):
    """Requests a second; microseconds of each: the server's own, the kernel's, the client's."""

    rate: float
    user: float
    system: float
    client: float


def hello() -> Flask:
    """The baseline, as the server makes it."""
    app = Flask(__name__)
    file = os.environ.get(_BODY)
    body = Path(file).read_bytes() if file else b"Hello, you"

    @app.get("/<path:_any>")
    def answer(_any: str) -> bytes:
        return body

    return app


def fill(database: Database, papers: Sequence[Record]) -> dict[str, bytes]:
    """Put the records on record, for Datasette too; each one's JSON by its id."""
    settings = Settings()
    migrate(database)
    with database.writing() as session:
        load_sample(session, settings)
        model = whole_record(session, session.scalars(find.paper_id(PaperId.parse(PAPER))).one())
        row = model["citations"][0]
        real = cycle(papers)
        made: dict[str, bytes] = {}
        for number in range(_RECORDS):
            name = f"2401.{number + 1:05}"
            rows: list[dict[str, Any]] = []
            while len(rows) % 10 or len(_json(model, name, rows)) < _SIZE:
                each = next(real)
                authors = [{"name": author} for author in each.authors]
                rows.append({**row, "id": each.name, "title": each.title, "authors": authors})
            made[name] = _json(model, name, rows)
        first = session.execute(text("SELECT max(id) FROM paper")).scalar_one() + 1
        told = list(enumerate(made.items(), first))
        for kind, values in (
            (Paper, [{"id": n, "key": name} for n, (name, _body) in told]),
            (
                Identity,
                [{"scheme": "arxiv", "value": name, "paper_id": n} for n, (name, _body) in told],
            ),
            (
                Document,
                [
                    {
                        "paper_id": n,
                        "etag": hashlib.sha256(body).hexdigest()[:32],
                        "body": gzip.compress(body, compresslevel=5, mtime=0),
                        "made_at": utc_now(),
                    }
                    for n, (_name, body) in told
                ],
            ),
        ):
            session.execute(insert(rows_of(kind)), values)
        session.execute(text("CREATE TABLE datasette (id TEXT PRIMARY KEY, body TEXT)"))
        session.execute(
            text("INSERT INTO datasette VALUES (:id, :body)"),
            [{"id": name, "body": body.decode()} for name, body in made.items()],
        )
    return made


def _json(model: dict[str, Any], name: str, rows: list[dict[str, Any]]) -> bytes:
    return orjson.dumps({**model, "id": name, "citations": rows}, option=orjson.OPT_UTC_Z)


@contextmanager
def started(command: Sequence[str | Path], path: str, **environment: str) -> Iterator[Server]:
    """A server that is begun with its port as the last argument, once `path` answers."""
    port = free_port()
    with subprocess.Popen(
        [*command, port],
        env={**os.environ, **environment},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        try:
            for _look in range(300):
                try:
                    urlopen(server.url + path, timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            else:
                sys.exit(f"{command[0]} did not start.")
            yield server
        finally:
            process.terminate()


def measure(kind: Kind, seconds: float, folder: Path) -> Result:
    """Ask for so long; stops everything where an answer is not as it should be."""
    _probe(kind)
    paths = folder / "paths"
    paths.write_text("".join(f"{path}\n" for path in kind.paths))
    script = folder / "ask.lua"
    script.write_text(_ASK.replace("PATHS", str(paths)))
    headers = [f"-H{name}: {value}" for name, value in kind.headers.items()]
    each = _CONNECTIONS // len(kind.servers)
    before, client = _used(kind.servers), resource.getrusage(resource.RUSAGE_CHILDREN)
    asking = [
        subprocess.Popen(
            ["wrk", "-t1", f"-c{each}", f"-d{seconds}s", *headers, "-s", script, server.url],
            stdout=subprocess.PIPE,
            text=True,
        )
        for server in kind.servers
    ]
    reports = [process.communicate()[0] for process in asking]
    after, ended = _used(kind.servers), resource.getrusage(resource.RUSAGE_CHILDREN)
    rate, count = 0.0, 0
    for report in reports:
        found = re.search(r"(\d+) requests in .*Requests/sec: +([\d.]+)", report, re.DOTALL)
        if not found or "Non-2xx" in report or "Socket errors" in report:
            sys.exit(f"{kind.name}: {report}")
        count += int(found[1])
        rate += float(found[2])
    took = ended.ru_utime + ended.ru_stime - client.ru_utime - client.ru_stime
    spent = [after[n] - before[n] for n in range(2)]
    return Result(rate, *(each / count * 1e6 for each in (*spent, took)))


def _probe(kind: Kind) -> None:
    for server in kind.servers:
        try:
            with urlopen(Request(server.url + kind.paths[0], headers=dict(kind.headers))) as answer:
                status, body, how = answer.status, answer.read(), answer.headers
        except HTTPError as error:
            status, body, how = error.code, b"", error.headers
        right = (how["Content-Encoding"] == "gzip") == ("Accept-Encoding" in kind.headers)
        if status != kind.status or len(body) < kind.least or not (right or status == 304):
            sys.exit(f"{kind.name}: {status}, {len(body)} bytes, {dict(how)}")


def _used(servers: Sequence[Server]) -> tuple[float, float]:
    """Seconds of the processor, in the processes and in the kernel for them."""
    user = system = 0
    for server in servers:
        for pid in (server.pid, *children(server.pid)):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            user, system = user + int(fields[11]), system + int(fields[12])
    ticks = os.sysconf("SC_CLK_TCK")
    return user / ticks, system / ticks


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hello", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.hello:
        production(Settings(port=given.hello), f"{__spec__.name}:hello").serve()
        return
    file = given.data / "arxiv_abstracts.jsonl.xz"
    if not file.is_file():
        sys.exit(f"{given.data} has no {file.name}.")
    if not shutil.which("wrk"):
        sys.exit("it needs wrk, which `make bench` installs.")
    import datasette

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lens-serving-")))
        database = Database(f"sqlite:///{folder}/lens.db")
        made = fill(database, arxiv_records(file, 10_000))
        database.close()
        (folder / "body").write_bytes(next(iter(made.values())))
        kinds = list(_kinds(stack, folder, made, datasette.__version__))
        results: dict[str, list[Result]] = {}
        for _round in range(given.rounds):
            for kind in kinds:
                results.setdefault(kind.name, []).append(measure(kind, given.seconds, folder))
    _print(results, made)


def _kinds(stack: ExitStack, folder: Path, made: dict[str, bytes], version: str) -> Iterator[Kind]:
    this = [sys.executable, "-m", __spec__.name, "--hello"]
    small = stack.enter_context(started(this, "/x"))
    large = stack.enter_context(started(this, "/x", **{_BODY: str(folder / "body")}))
    where = {"ARXIVLENS_DATABASE_URL": f"sqlite:///{folder}/lens.db"}
    ours = stack.enter_context(Served(folder, where, "--no-worker"))
    lens = Server(ours.url, ours.pid)
    theirs = [
        stack.enter_context(
            started([Path(sys.executable).with_name("datasette"), folder / "lens.db", "-p"], "/")
        )
        for _each in range(2)
    ]
    paths = [f"/api/v1/papers/{name}" for name in made]
    hot = paths[:_HOT]
    (etag,) = {urlopen(lens.url + path).headers["ETag"] for path in paths[:1]}
    yield Kind("hello", [small], ["/x"], {})
    yield Kind("hello, 50 KB", [large], ["/x"], {}, least=_SIZE)
    packed = {"Accept-Encoding": "gzip"}
    yield Kind("record, gzip", [lens], hot, packed, least=1000)
    yield Kind("record, as it is", [lens], hot, {}, least=_SIZE)
    yield Kind("record, as it is, seldom", [lens], paths, {}, least=_SIZE)
    yield Kind("record, 304", [lens], paths[:1], {"If-None-Match": etag}, 304)
    rows = [f"/lens/datasette/{name.replace('.', '~2E')}.json?_shape=objects" for name in made]
    rows = rows[:_HOT]
    yield Kind(f"Datasette {version} twice", theirs, rows, {}, least=_SIZE)


def _print(results: dict[str, list[Result]], made: dict[str, bytes]) -> None:
    size = statistics.mean(map(len, made.values()))
    packed = statistics.mean(len(gzip.compress(each, 5)) for each in made.values())
    print(
        f"{_RECORDS} records of {size / 1000:.0f} KB, {packed / 1000:.0f} KB as gzip;"
        f" {os.cpu_count()} cores, {len(next(iter(results.values())))} rounds\n"
    )
    rates = {
        name: statistics.median(each.rate for each in found) for name, found in results.items()
    }
    base = rates["hello"]
    print(
        table(
            ("", "a second", "of hello", "user µs", "system µs", "wrk µs"),
            [
                (name, f"{rate:,.0f}", f"{rate / base:.2f}", *(f"{each:.0f}" for each in more))
                for name, found in results.items()
                for rate, *more in [
                    [statistics.median(column) for column in zip(*found, strict=True)]
                ]
            ],
        )
    )
    for name, rate in rates.items():
        if name.startswith("record"):
            beside(
                name,
                rate,
                base,
                "a bare Flask's hello",
                unit="a second",
                goal=_GOAL * base,
                more_is_better=True,
            )


if __name__ == "__main__":
    main()
