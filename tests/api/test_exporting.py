"""How exports are sent: a part at a time, stopped when nobody reads, whole under writes."""

import csv
import gzip
import io
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from api import exporting
from api.export import sources
from scraper.items import PaperItem
from scraper.records import Database
from scraper.records.schema import opened
from scraper.records.store import store_papers
from scraper.sample import PAPER, load_sample
from scraper.settings import Settings
from tests.api.live import Served
from tests.api.refusals import kind

API = "/api/v1/papers"


def add(records: Database, first: int, count: int, year: int = 2020) -> None:
    """Put papers on record, without anything that ties them to others."""
    items = [
        PaperItem(
            s2_id=f"{n:040x}", title=f"Paper of number {n}", year=year, authors=("Ada Byron",)
        )
        for n in range(first, first + count)
    ]
    with records.writing() as session:
        store_papers(session, "semantic_scholar", items)


@pytest.fixture
def small_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten papers a look, five at once."""
    monkeypatch.setattr(sources, "_LOOK", 10)
    monkeypatch.setattr(sources, "_AT_ONCE", 5)


def lines(parts: Iterator[bytes]) -> list[str]:
    return [json.loads(line)["title"] for line in b"".join(parts).splitlines()]


@pytest.mark.usefixtures("small_looks")
def test_a_write_in_the_middle_loses_nothing_and_doubles_nothing(both: FlaskClient) -> None:
    records: Database = both.application.extensions["lens.database"]
    add(records, 1, 60)
    before = {each["title"] for each in both.get(f"{API}?limit=1000").get_json()["items"]}
    with both.get(f"{API}?format=jsonl", buffered=False) as answer:
        parts = answer.iter_encoded()
        start = [next(parts) for _ in range(4)]
        add(records, 1000, 30, year=2029)  # would have stood before all
        add(records, 2000, 30, year=2001)  # comes yet
        found = lines(iter(start)) + lines(parts)
    assert len(found) == len(set(found))
    assert before <= set(found)
    assert not any(f"number {n}" in title for title in found for n in range(1000, 1030))
    assert sum(f"number {n}" in title for title in found for n in range(2000, 2030)) == 30


@pytest.mark.usefixtures("small_looks")
def test_a_reader_who_goes_away_stops_it_and_leaves_room(client: FlaskClient) -> None:
    records: Database = client.application.extensions["lens.database"]
    add(records, 1, 40)
    for _ in range(3 * exporting.MOST):
        with client.get(f"{API}?format=jsonl", buffered=False) as answer:
            assert next(answer.iter_encoded())
        client.head(f"{API}?format=jsonl").close()


def test_more_at_once_than_there_is_room_for_are_asked_to_wait(client: FlaskClient) -> None:
    answers = [client.get(f"{API}?format=csv", buffered=False) for _ in range(exporting.MOST)]
    refused = client.get(f"{API}?format=csv")
    assert (refused.status_code, kind(refused)) == (503, "busy")
    assert refused.headers["Retry-After"] == "5"
    assert client.get(f"{API}?limit=1").status_code == 200
    for answer in answers:
        answer.close()
    assert client.get(f"{API}?format=csv").status_code == 200


@pytest.mark.usefixtures("small_looks")
@pytest.mark.parametrize("form", ["jsonl", "csv", "bibtex", "ris", "graphml"])
def test_one_that_breaks_off_says_so(client: FlaskClient, form: str) -> None:
    records: Database = client.application.extensions["lens.database"]
    with client.get(f"{API}?format={form}", buffered=False) as answer:
        parts = answer.iter_encoded()
        next(parts)
        with records.writing() as session:
            session.connection().exec_driver_sql("ALTER TABLE authorship RENAME TO gone")
        rest = b"".join(parts)
    last = rest.splitlines()[-1]
    if form == "jsonl":
        assert json.loads(last)["type"].endswith("/problems/storage-unavailable")
    else:
        assert b"unfinished" in last


def test_it_comes_packed_to_who_takes_it(client: FlaskClient) -> None:
    plain = client.get(f"{API}?format=csv")
    packed = client.get(f"{API}?format=csv", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"


def test_a_limit_and_a_cursor_that_are_given_count(client: FlaskClient) -> None:
    page = client.get(f"{API}?limit=3").get_json()
    rest = client.get(f"{API}?format=jsonl&limit=2&fields=title&cursor={page['next']}").data
    following = client.get(f"{API}?limit=2&cursor={page['next']}").get_json()["items"]
    assert [json.loads(each) for each in rest.splitlines()] == [
        {"id": each["id"], "title": each["title"]} for each in following
    ]
    text = client.get(f"{API}/{PAPER}/citations?format=csv&limit=4&sort=date").data.decode()
    assert len(list(csv.reader(io.StringIO(text)))) == 1 + 4


def test_readers_who_fall_asleep_hold_nobody_up(tmp_path: Path) -> None:
    with opened(Settings(data_dir=tmp_path).database) as records, records.writing() as session:
        load_sample(session, Settings())
        long = "So it goes. " * 20_000  # more than the system takes off our hands unread
        items = [PaperItem(s2_id=f"{n:040x}", title=f"{n}", abstract=long) for n in range(100)]
        store_papers(session, "semantic_scholar", items)
    asked = lines_of(f"GET {API}?format=jsonl HTTP/1.1")
    with Served(tmp_path, {}, "--no-worker") as server, ExitStack() as sleepers:
        refused = 0
        for _ in range(24):  # the system gives each to one of the server's processes
            sleeper = sleepers.enter_context(
                socket.create_connection(("127.0.0.1", server.port), 20)
            )
            sleeper.sendall(asked)
            refused += sleeper.recv(12) == b"HTTP/1.1 503"
        assert 0 < refused < 24
        for _ in range(20):
            with urlopen(f"{server.url}/api/v1/papers/{PAPER}", timeout=20) as answer:
                assert answer.status == 200
        sleepers.close()
        with urlopen(f"{server.url}{API}?format=csv&limit=1", timeout=20) as answer:
            assert answer.read().count(b"\r\n") == 2


def lines_of(line: str) -> bytes:
    """A request without a body."""
    return f"{line}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()


_MEASURE = """
import sys, tracemalloc
from api.app import create_app
from scraper.settings import Settings
client = create_app(Settings(database_url=sys.argv[1])).test_client()
def drain(form):
    with client.get(f"/api/v1/papers?format={form}", buffered=False) as answer:
        return sum(map(len, answer.iter_encoded()))
for form in ("jsonl", "csv", "bibtex", "ris", "graphml"):
    drain(form)  # what is made once is made
tracemalloc.start()
for form in ("jsonl", "csv", "bibtex", "ris", "graphml"):
    tracemalloc.reset_peak()
    size = drain(form)
    print(form, size, tracemalloc.get_traced_memory()[1])
"""


def test_ten_times_the_papers_take_the_same_memory(database_url: str, tmp_path: Path) -> None:
    records = Database(database_url)
    found = []
    for first, count in ((1, 200), (201, 2200)):
        add(records, first, count)
        run = subprocess.run(
            [sys.executable, "-c", _MEASURE, database_url],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[2],
        )
        found.append([line.split() for line in run.stdout.splitlines()])
    records.close()
    for (form, small, little), (_form, large, much) in zip(*found, strict=True):
        assert int(large) > 6 * int(small), form
        # The papers' numbers of one look, and no more.
        assert int(much) - int(little) < 3_000_000, (form, little, much)
        assert int(much) < int(little) * 3, (form, little, much)
