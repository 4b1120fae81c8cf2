"""The served application over real connections, and its processes from start to end."""

import gzip
import http.client
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from scraper.sample import PAPER
from tests.api.live import Served, children, is_alive

RECORD = f"/api/v1/papers/{PAPER}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the sample, without a worker."""
    with Served(tmp_path_factory.mktemp("served"), {}, "--sample", "--no-worker") as server:
        yield server


def say(server: Served, request: bytes) -> bytes:
    """What comes back for these bytes on a connection of their own."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


def lines(*given: str, host: str | None = "127.0.0.1") -> bytes:
    """A request of these lines, after which the connection ends."""
    named = [f"Host: {host}"] if host else []
    return "\r\n".join([*given, *named, "Connection: close", "", ""]).encode("latin-1")


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (lines("GET /healthz HTTP/1.1", "X: " + "x" * 300_000), 431),
        (lines("GET /healthz HTTP/1.1", *(f"X{n}: x" for n in range(200))), 431),
        (
            lines(
                "POST /api/v1/papers/batch HTTP/1.1",
                "Content-Type: application/json",
                "Content-Length: 100",  # which never come
            ),
            408,
        ),
    ],
)
def test_what_is_too_long_or_too_slow_is_refused(
    served: Served, request_bytes: bytes, status: int
) -> None:
    with socket.create_connection(("127.0.0.1", served.port), 20) as connection:
        connection.sendall(request_bytes)
        assert connection.recv(13).startswith(f"HTTP/1.1 {status}".encode())
    assert served.read("/healthz")[0] == 200


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (lines("GET /healthz HTTP/1.1", "X: " + "x" * 8_000), 200),
        (lines("GET /healthz HTTP/1.1"), 200),
        (lines("GET /healthz HTTP/1.0"), 200),
        (lines(f"GET {RECORD} HTTP/1.1"), 200),
        (lines("GET /api/v1/papers/cs%2F9901011 HTTP/1.1"), 200),
        (lines("GET /api/v1/papers/cs/9901011 HTTP/1.1"), 200),
        (lines("GET /api/v1/papers/doi:10.1000/citations HTTP/1.1"), 404),
        (lines("GET /api/v1/papers/doi:10.1000//a%3Fb%23c HTTP/1.1"), 404),
        (lines("GET /api/v1/papers/%00%ff HTTP/1.1"), 400),
        (lines("GET /api/v1/papers/x%0d%0aSet-Cookie:x HTTP/1.1"), 404),
        (lines(f"GET {RECORD}/citations?cursor=%ff%00 HTTP/1.1"), 400),
        (lines(f"HEAD {RECORD} HTTP/1.1"), 200),
        (lines(f"OPTIONS {RECORD} HTTP/1.1"), 200),
        (lines("OPTIONS * HTTP/1.1"), 404),
        (lines(f"PUT {RECORD} HTTP/1.1", "Content-Length: 0"), 405),
        (lines(f"GET {RECORD} HTTP/1.1", host=None), 421),
        (lines(f"GET {RECORD} HTTP/1.1", host="evil.example"), 421),
        (lines(f"GET {RECORD} HTTP/1.1", host="127.0.0.1.evil.example"), 421),
        (lines(f"GET {RECORD} HTTP/1.1", "Host: evil.example"), 421),
        (lines(f"GET http://evil.example{RECORD} HTTP/1.1", host="evil.example"), 421),
        (lines(f"GET {RECORD} HTTP/1.1", "X: \xff\xfe"), 200),
    ],
)
def test_requests_of_every_kind_over_a_real_connection(
    served: Served, request_bytes: bytes, status: int
) -> None:
    answer = say(served, request_bytes)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head.split()[1]) == status, answer
    assert b"content-security-policy" in head.lower()
    if status >= 400:
        assert b"application/problem+json" in head
        assert json.loads(body)["status"] == status


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"nonsense\r\n\r\n",
        lines("GET / HTTP/9.9"),
        lines("GET /a b HTTP/1.1"),
        lines("GET /\xe9 HTTP/1.1"),
        lines("GET / HTTP/1.1", "X: a\x00b"),
        lines("GET / HTTP/1.1", "X: " + "x" * 1_000_000),
        lines("POST /api/v1/comments HTTP/1.1", "Content-Length: -5"),
        lines("POST /api/v1/comments HTTP/1.1", "Content-Length: 5", "Content-Length: 6"),
        b"\x16\x03\x01\x02\x00",
    ],
)
def test_what_is_no_request_ends_its_connection_and_nothing_else(
    served: Served, request_bytes: bytes
) -> None:
    answer = b""
    with socket.create_connection(("127.0.0.1", served.port), 10) as connection:
        with suppress(OSError):  # it may be gone before all is said
            connection.sendall(request_bytes)
            connection.shutdown(socket.SHUT_WR)
        with suppress(OSError):
            answer = connection.recv(65536)
    assert answer == b"" or answer.split()[1].startswith(b"4")
    assert served.ask(RECORD)[0] == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(served: Served) -> None:
    announced = ("Content-Type: application/json", "Content-Length: 3000000")
    answer = say(served, lines("POST /api/v1/comments HTTP/1.1", *announced))
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"/body-too-large" in answer


def test_a_body_in_chunks_is_read_and_its_size_is_limited(served: Served) -> None:
    said = json.dumps({"paper": PAPER, "text": "In chunks."}).encode()
    head = lines(
        "POST /api/v1/comments HTTP/1.1",
        "Content-Type: application/json",
        "Transfer-Encoding: chunked",
    )
    whole = b"9\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (said[:9], len(said) - 9, said[9:])
    assert say(served, head + whole).startswith(b"HTTP/1.1 201 ")
    endless = b"40000\r\n%s\r\n" % (b"x" * 0x40000)  # and no end
    assert say(served, head + endless).startswith(b"HTTP/1.1 413 ")


def test_one_connection_serves_many_requests(served: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    etag = None
    for coding in ("gzip", "identity", "gzip"):
        connection.request("GET", RECORD, headers={"Accept-Encoding": coding})
        answer = connection.getresponse()
        body = answer.read()
        if coding == "gzip":
            body = gzip.decompress(body)
        assert json.loads(body)["id"] == PAPER
        etag = answer.headers["ETag"]
    connection.request("GET", RECORD, headers={"If-None-Match": str(etag)})
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (304, b"")
    connection.request("HEAD", RECORD)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000
    connection.close()


def test_it_says_where_it_is_to_be_found(served: Served) -> None:
    assert f"{served.url}/abs/{PAPER}" in served.log
    assert f"{served.url}/docs" in served.log
    assert "Traceback" not in served.log


# processes


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def family(server: Served) -> list[int]:
    """The server's three children, once all of them are there."""
    found: dict[int, str] = {}

    def all_there() -> bool:
        found.clear()
        found.update(children(server.pid))
        return len(found) == 3 and any("scraper.worker" in each for each in found.values())

    until(all_there)
    return list(found)


def worker_of(server: Served) -> int:
    """The worker beside the server."""
    until(lambda: any("scraper.worker" in each for each in children(server.pid).values()))
    return next(pid for pid, each in children(server.pid).items() if "scraper.worker" in each)


on_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@on_linux
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    with Served(tmp_path, {}, "--sample") as server:
        ids = family(server)
        os.kill(server.pid, how)
        assert server.wait(20) == (-9 if how == signal.SIGKILL else 0)
        until(lambda: not any(map(is_alive, ids)))
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port), 1)
        assert "Traceback" not in server.log


@on_linux
def test_a_request_under_way_is_answered_before_it_ends(tmp_path: Path) -> None:
    said = json.dumps({"paper": PAPER, "text": "Before the end."}).encode()
    head = lines(
        "POST /api/v1/comments HTTP/1.1",
        "Content-Type: application/json",
        f"Content-Length: {len(said)}",
    )
    with (
        Served(tmp_path, {}, "--sample", "--no-worker") as server,
        socket.create_connection(("127.0.0.1", server.port), 10) as connection,
    ):
        connection.sendall(head + said[:9])
        time.sleep(0.5)  # it is being read
        os.kill(server.pid, signal.SIGTERM)
        time.sleep(0.5)
        connection.sendall(said[9:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 201 ")
        assert server.wait(20) == 0


@on_linux
def test_who_dies_alone_is_replaced(tmp_path: Path) -> None:
    with Served(tmp_path, {}) as server:
        worker = worker_of(server)
        time.sleep(6)  # a process that dies at once, again and again, is given up
        assert worker_of(server) == worker
        others = [pid for pid in family(server) if pid != worker]
        os.kill(worker, signal.SIGKILL)
        os.kill(others[0], signal.SIGKILL)
        until(lambda: len(set(family(server)) - {worker, others[0]}) == 3)
        assert worker_of(server) != worker
        assert server.ask("/api/v1/crawls")[0] == 200


@on_linux
def test_a_worker_asked_not_to_come_does_not(served: Served) -> None:
    assert len(children(served.pid)) == 2
    assert not [each for each in children(served.pid).values() if "scraper.worker" in each]
    assert urlsplit(served.url).port == served.port
