"""Answers that swell, never end or lie about themselves, over HTTP and through a whole worker."""

import gzip
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import brotli
import pytest
from backports import zstd
from sqlalchemy import delete

from scraper.records import Database, SourceRate
from tests.conftest import Worker
from tests.fakes.answer import Answer
from tests.fakes.web import FakeWeb
from tests.scraper.crawling import SEED, ask, parts, wait

MEGABYTE = 1024 * 1024
MOST = 512 * MEGABYTE
_PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda body: brotli.compress(body, quality=1),
    "zstd": zstd.compress,
}


def _bombs() -> Iterator[tuple[str, bytes]]:
    """The value of Content-Encoding, and the body."""
    for inner in (b"\0", b'{"data":' + b"[" * 4000, b"<html><head>" + b"<b>" * 4000):
        body = inner * (256 * MEGABYTE // len(inner))
        for encoding in ("gzip", "zstd"):
            yield encoding, _PACK[encoding](body)
    zeros = bytes(256 * MEGABYTE)
    yield "deflate", _PACK["deflate"](zeros)
    yield "br", _PACK["br"](zeros)
    yield "gzip, gzip", _PACK["gzip"](_PACK["gzip"](zeros))
    yield ", ".join(["gzip"] * 40), gzip.compress(b"x")
    for encoding, pack in _PACK.items():
        packed = pack(b'{"data": [' + b"1," * 1000)
        yield encoding, packed[: len(packed) // 2]
        yield encoding, b'{"data": []}'
    yield "klingon", b"nuqneH"


def _peak(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_swells_is_cut_off(
    database: Database, fake_web: FakeWeb, start_worker: Callable[..., Worker]
) -> None:
    worker = start_worker()
    path = f"/graph/v1/paper/ARXIV:{SEED}/citations"
    for encoding, body in _bombs():
        headers = {"Content-Encoding": encoding}
        fake_web.add(path, Answer(body, "application/json", headers=headers))
        crawl = wait(database, ask(database, spider="s2_citations"), 60)
        assert parts(crawl) == {("semantic_scholar", "citations"): "down"}, encoding
        assert crawl.error
        assert crawl.error.startswith("Semantic Scholar "), encoding
        with database.writing() as session:
            session.execute(delete(SourceRate))  # so many failures would close the source
    assert _peak(worker.process.pid) < MOST
    assert worker.log == "", "addresses may hold a key, and each failure is told on its record"
    # It is as well as before.
    crawl = wait(database, ask(database, spider="s2_references"))
    assert parts(crawl) == {("semantic_scholar", "references"): "ok"}


def _endless(head: bytes, piece: bytes, pause: float = 0) -> Callable[[], Iterator[bytes]]:
    def stream() -> Iterator[bytes]:
        yield head
        while True:
            yield piece
            time.sleep(pause)

    return stream


_OK = b"HTTP/1.1 200 OK\r\n"
_JSON = _OK + b"Content-Type: application/json\r\n"
_CHUNKED = _JSON + b"Transfer-Encoding: chunked\r\n\r\n"
_MANY = 1000
STREAMS = {
    "a body in chunks": _endless(_CHUNKED, b"10000\r\n" + b"[" * 0x10000 + b"\r\n"),
    "a body without length": _endless(_JSON + b"\r\n", b'{"data":[' * _MANY),
    "a body that swells": _endless(
        _JSON + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(bytes(MEGABYTE)) * 100
    ),
    "a chunk's size": _endless(_CHUNKED, b"0" * _MANY),
    "a chunk's extension": _endless(_CHUNKED + b"1;", b"a=b;" * _MANY),
    "trailers": _endless(_CHUNKED + b"0\r\n", b"X-Last: no\r\n" * _MANY),
    "the status line": _endless(b"HTTP/1.1 200 ", b"OK " * _MANY),
    "headers": _endless(_OK, b"X-Header: value\r\n" * _MANY),
    "one header": _endless(_OK, b"X-Header: value\r\n" + b" more\r\n" * _MANY),
    "a header's line": _endless(_OK + b"X-Header: ", b"value " * _MANY),
    "early hints": _endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * _MANY),
    "a drip of a body": _endless(_CHUNKED, b"1\r\n[\r\n", 0.1),
    "a drip of headers": _endless(_OK, b"X-Header: value\r\n", 0.1),
    "a drip before the status": _endless(b"", b"H", 0.1),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_never_ends_is_left(
    database: Database, fake_web: FakeWeb, start_worker: Callable[..., Worker]
) -> None:
    impatient = "import scraper.scrapy_settings as settings; settings.DOWNLOAD_TIMEOUT = 3;"
    worker = start_worker("-c", impatient + "from scraper.worker import main; main()")
    path = f"/graph/v1/paper/ARXIV:{SEED}/citations"
    for what, stream in STREAMS.items():
        fake_web.add(path, Answer(b"", stream=stream))
        crawl = wait(database, ask(database, spider="s2_citations"), 60)
        assert parts(crawl) == {("semantic_scholar", "citations"): "down"}, what
        assert crawl.error
        assert crawl.error.startswith("Semantic Scholar could not be reached ("), what
        # Only what comes slowly is waited for.
        assert ("DownloadTimeoutError" in crawl.error) == what.startswith("a drip"), what
        with database.writing() as session:
            session.execute(delete(SourceRate))
    assert _peak(worker.process.pid) < MOST
    assert worker.log == ""
    crawl = wait(database, ask(database, spider="s2_references"))
    assert parts(crawl) == {("semantic_scholar", "references"): "ok"}
