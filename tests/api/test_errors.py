"""Every error leaves as a problem: its shape, its stable name, and never a failure of ours."""

import json
import sqlite3
import string
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.errors import KINDS, TYPES
from api.schemas.base import ProblemShape
from scraper.records import engine
from scraper.sample import PAPER

RECORD = f"/api/v1/papers/{PAPER}"
CRAWLS, COMMENTS = "/api/v1/crawls", "/api/v1/comments"


def kind(answer: TestResponse) -> str:
    """The name of the problem that an answer is, its shape checked."""
    assert answer.content_type == "application/problem+json"
    said = ProblemShape.model_validate_json(answer.data)
    name = said.type.removeprefix(TYPES)
    assert (said.status, said.title) == (KINDS[name].status, KINDS[name].title)
    assert said.status == answer.status_code
    assert said.detail.endswith(".")
    assert said.instance.isascii()
    assert len(answer.data) < 4000
    return name


def test_every_kind_has_a_status_and_a_title() -> None:
    for name, each in KINDS.items():
        assert set(name) <= {*string.ascii_lowercase, "-"}
        assert 400 <= each.status < 600
        assert each.title
        assert not each.title.endswith(".")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/papers/foo", "bad-paper-id"),
        ("/api/v1/papers/foo/citations", "bad-paper-id"),
        ("/api/v1/papers/foo/graph", "bad-paper-id"),
        ("/api/v1/papers/2313.09227", "bad-paper-id"),
        ("/api/v1/papers/doi:10.1000", "bad-paper-id"),
        ("/api/v1/papers/doi:10.1000/", "bad-paper-id"),
        ("/api/v1/papers/doi:", "bad-paper-id"),
        ("/api/v1/papers/s2:1", "bad-paper-id"),
        ("/api/v1/papers/lens:XYZ", "bad-paper-id"),
        ("/api/v1/papers/isbn:9783161484100", "bad-paper-id"),
        ("/api/v1/papers/" + "9" * 5000, "bad-paper-id"),
        ("/api/v1/papers/doi:10.1000/" + "x" * 5000, "bad-paper-id"),
        ("/api/v1/papers/%00", "bad-paper-id"),
        (f"{RECORD}%00", "bad-paper-id"),
        ("/api/v1/papers/%ff%fe", "bad-paper-id"),
        ("/api/v1/papers/%ed%a0%80", "bad-paper-id"),
        ("/api/v1/papers/%1b%5b31m", "bad-paper-id"),
        ("/api/v1/papers/doi:10.1000/%e2%80%ae", "bad-paper-id"),
        ("/api/v1/papers/doi:10.1000/a%20b", "bad-paper-id"),
        ("/api/v1/papers/..%2f..%2fetc%2fpasswd", "bad-paper-id"),
        ("/api/v1/papers/' OR 1=1 --", "bad-paper-id"),
        ("/api/v1/papers/1501.00001", "paper-unknown"),
        ("/api/v1/papers/1501.00001/comments", "paper-unknown"),
        ("/api/v1/papers/hep-th/9901001", "paper-unknown"),
        ("/api/v1/papers/doi:10.1000/182/terms", "paper-unknown"),
        ("/api/v1/papers/lens:0123456789abcdef/graph", "paper-unknown"),
        ("/api/v1/crawls/7", "crawl-unknown"),
        ("/api/v1/crawls/0", "crawl-unknown"),
        ("/api/v1/crawls/999999999", "crawl-unknown"),
        ("/api/v1/schedules/7", "schedule-unknown"),
        ("/api/v1/schedules/-1", "not-found"),
        ("/api/v1/crawls/9999999999", "not-found"),
        ("/api/v1/crawls/" + "9" * 5000, "not-found"),
        ("/api/v1/crawls/-1", "not-found"),
        ("/api/v1/crawls/1.5", "not-found"),
        ("/api/v1/crawls/abc", "not-found"),
        ("/api/v1/crawls/%D9%A3", "not-found"),
        ("/api/v1/crawls/1/2", "not-found"),
        ("/api/v1/crawls/", "not-found"),
        ("/api/v1/papers/", "not-found"),
        ("/api/v1/papers//", "not-found"),
        ("/api//v1/crawls", "not-found"),
        ("/api/v1/papers/%0A", "bad-paper-id"),
        ("/api/v2/papers/2311.09227", "not-found"),
        ("/api", "not-found"),
        ("/nothing%00%ff%0d%0aSet-Cookie:x", "not-found"),
        ("/static/", "not-found"),
        ("/static/../api.py", "not-found"),
        ("/static/%2e%2e/app.py", "not-found"),
        ("/abs/foo", "bad-paper-id"),
        ("/abs/", "not-found"),
        ("/apidoc/openapi.json", "not-found"),
        ("*", "not-found"),
    ],
)
def test_a_path_that_leads_nowhere(reader: FlaskClient, path: str, name: str) -> None:
    assert kind(reader.get(path)) == name


def test_the_sentence_says_what_to_do(reader: FlaskClient) -> None:
    unknown = reader.get("/api/v1/papers/1501.00001").json
    assert unknown
    assert "/api/v1/crawls" in unknown["detail"]
    bad = reader.get("/api/v1/papers/foo").json
    assert bad
    assert "2311.09227" in bad["detail"]
    assert bad["instance"] == "/api/v1/papers/foo"


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=1001",
        "limit=",
        "limit=abc",
        "limit=1.5",
        "limit=1e3",
        "limit=null",
        "limit=true",
        "limit=NaN",
        "limit=" + "9" * 30,
        "limit=" + "9" * 5000,
        "limit=1&limit=2",
        "limit[]=1",
        "limit=%00",
        "limit=1%00",
        "limit=%ff",
        "cursor=1.0",
        "cursor=%D9%A3",
        "cursor=" + "9" * 5000,
        "cursor=1&cursor=2",
        "colour=red",
        "Limit=5",
        "%00=1",
        "%ff%fe",
        "=",
        "a" * 5000,
    ],
)
@pytest.mark.parametrize("part", ["citations", "similar", "terms", "comments"])
def test_a_query_that_cannot_be(reader: FlaskClient, part: str, query: str) -> None:
    assert kind(reader.get(f"{RECORD}/{part}?{query}")) == "bad-request"


@pytest.mark.parametrize("cursor", ["abc", "-1", "9999999999", "W10", "e30", "bnVsbA", "_" * 1000])
@pytest.mark.parametrize("part", ["citations", "similar", "terms", "comments"])
def test_a_cursor_that_cannot_be(reader: FlaskClient, part: str, cursor: str) -> None:
    assert kind(reader.get(f"{RECORD}/{part}?cursor={cursor}")) == "bad-cursor"


@pytest.mark.parametrize("query", ["limit=501", "limit=0", "limit=x", "cursor=1"])
def test_a_query_that_cannot_be_of_a_graph(reader: FlaskClient, query: str) -> None:
    assert kind(reader.get(f"{RECORD}/graph?{query}")) == "bad-request"


@pytest.mark.parametrize("path", [RECORD, f"{CRAWLS}/1", "/api/v1/spiders"])
def test_a_parameter_where_there_is_none(reader: FlaskClient, path: str) -> None:
    answer = reader.get(f"{path}?limit=5")
    assert kind(answer) == "bad-request"
    assert "'limit'" in answer.text


def test_what_is_known_is_named(reader: FlaskClient) -> None:
    answer = reader.get(f"{RECORD}/similar?colour=red")
    assert answer.json
    assert answer.json["detail"] == "There is no 'colour' here; known: limit, cursor."


JSON = "application/json"
HUGE = 10**400


@pytest.mark.parametrize("path", [CRAWLS, COMMENTS])
@pytest.mark.parametrize(
    ("body", "content_type", "name"),
    [
        (b"", JSON, "bad-request"),
        (b"{", JSON, "bad-request"),
        (b"nonsense", JSON, "bad-request"),
        (b"null", JSON, "bad-request"),
        (b"[]", JSON, "bad-request"),
        (b"[{}]", JSON, "bad-request"),
        (b'"text"', JSON, "bad-request"),
        (b"5", JSON, "bad-request"),
        (b"true", JSON, "bad-request"),
        (b"NaN", JSON, "bad-request"),
        (b"{}", JSON, "bad-request"),
        (b'{"": 1}', JSON, "bad-request"),
        (b'{"paper": "2311.09227"', JSON, "bad-request"),
        (b"\xff\xfe\x00", JSON, "bad-request"),
        (b'{"text": "\xff"}', JSON, "bad-request"),
        (b'{"target": "\\ud800", "paper": "\\ud800", "text": "\\ud800"}', JSON, "bad-request"),
        ('{"text": "x"}'.encode("utf-16"), JSON, "bad-request"),
        (b"\xef\xbb\xbf{}", JSON, "bad-request"),
        (b"[" * 100_000, JSON, "bad-request"),
        (b'{"a":' * 30_000 + b"1" + b"}" * 30_000, JSON, "bad-request"),
        (b'{"limit": ' + b"9" * 10_000 + b"}", JSON, "bad-request"),
        (b'{"limit": 1e999999}', JSON, "bad-request"),
        (b'{"' + b"x" * 100_000 + b'": 1}', JSON, "bad-request"),
        (b'{"\\u0000\\u202e": 1}', JSON, "bad-request"),
        (b"x" * (256 * 1024 + 1), JSON, "body-too-large"),
        (b"x" * 3_000_000, JSON, "body-too-large"),
        (b"{}", "text/plain", "not-json"),
        (b"{}", "text/plain; charset=application/json", "not-json"),
        (b"paper=x&text=y", "application/x-www-form-urlencoded", "not-json"),
        (b"--x", "multipart/form-data; boundary=x", "not-json"),
        (b"{}", "application/jsonp", "not-json"),
        (b"{}", "application/merge-patch+json", "not-json"),
        (b"{}", "application/\xe9", "not-json"),
        (b"{}", "json", "not-json"),
        (b"{}", "", "not-json"),
        (b"{}", None, "not-json"),
        (b"", None, "not-json"),
    ],
)
def test_a_body_that_cannot_be(
    reader: FlaskClient, path: str, body: bytes, content_type: Any, name: str
) -> None:
    if isinstance(content_type, bytes):
        content_type = content_type.decode("latin-1")
    assert kind(reader.post(path, data=body, content_type=content_type)) == name


def test_the_media_type_may_have_parameters(client: FlaskClient) -> None:
    body = json.dumps({"target": PAPER})
    for content_type in ("application/json; charset=utf-8", "Application/JSON"):
        assert client.post(CRAWLS, data=body, content_type=content_type).status_code == 202


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", RECORD, {"GET", "HEAD", "OPTIONS"}),
        ("PUT", RECORD, {"GET", "HEAD", "OPTIONS"}),
        ("DELETE", f"{RECORD}/comments", {"GET", "HEAD", "OPTIONS"}),
        ("PUT", f"{CRAWLS}/1", {"GET", "HEAD", "OPTIONS", "DELETE", "PATCH"}),
        ("DELETE", CRAWLS, {"GET", "HEAD", "OPTIONS", "POST"}),
        ("GET", COMMENTS, {"OPTIONS", "POST"}),
        ("TRACE", "/", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/docs", {"GET", "HEAD", "OPTIONS"}),
        ("BREW", RECORD, {"GET", "HEAD", "OPTIONS"}),
    ],
)
def test_a_method_that_is_not_for_this_path(
    reader: FlaskClient, method: str, path: str, allowed: set[str]
) -> None:
    answer = reader.open(path, method=method)
    assert kind(answer) == "method-not-allowed"
    assert {each.strip() for each in answer.headers["Allow"].split(",")} == allowed


def test_options_says_what_there_is_and_shares_nothing(reader: FlaskClient) -> None:
    asked = {"Origin": "http://localhost", "Access-Control-Request-Method": "DELETE"}
    answer = reader.options(f"{CRAWLS}/1", headers=asked)
    assert answer.status_code == 200
    assert "DELETE" in answer.headers["Allow"]
    assert "Access-Control" not in str(answer.headers)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Accept", "\xff\xfe;q=nonsense,,,"),
        ("Accept", "application/xml"),
        ("Accept", "text/html"),
        ("Accept-Encoding", "\x7f"),
        ("Accept-Encoding", "gzip;q=" + "9" * 5000),
        ("Accept-Language", "\xe4"),
        ("If-None-Match", '"' * 5000),
        ("If-None-Match", "W/" * 5000),
        ("If-None-Match", ", " * 5000),
        ("If-Match", "*"),
        ("If-Modified-Since", "never"),
        ("Range", "bytes=5-1"),
        ("Range", "nonsense"),
        ("Content-Length", "5"),
        ("Content-Type", "\xff"),
        ("Cookie", "a=" + "b" * 5000),
        ("Authorization", "Basic \xff"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("Expect", "nonsense"),
    ],
)
def test_headers_of_every_kind_change_nothing(reader: FlaskClient, header: str, value: str) -> None:
    assert reader.get(RECORD, headers={header: value}).status_code == 200
    assert kind(reader.get("/api/v1/papers/foo", headers={header: value})) == "bad-paper-id"


# the database


def test_a_locked_database_is_a_problem_that_passes(
    app: Flask, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0.05)
    app.extensions["lens.database"].close()  # the next connection waits no longer than that
    other = sqlite3.connect(tmp_path / "lens.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = client.post(COMMENTS, json={"paper": PAPER, "text": "x"})
    assert kind(answer) == "storage-unavailable"
    assert answer.headers["Retry-After"] == "1"
    assert client.get(RECORD).status_code == 200  # who only reads waits for no writer
    other.execute("ROLLBACK")
    other.close()
    assert client.post(COMMENTS, json={"paper": PAPER, "text": "x"}).status_code == 201


READS = (RECORD, f"{RECORD}/citations", f"{RECORD}/graph", CRAWLS, "/", f"/abs/{PAPER}")


def test_a_database_that_was_taken_away(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    app.extensions["lens.database"].close()
    (tmp_path / "lens.db").unlink()
    for path in READS:
        answer = client.get(path)
        assert kind(answer) == "storage-unavailable", path
        assert answer.headers["Retry-After"] == "1"
    assert client.get("/healthz").status_code == 200
    assert client.get("/docs").status_code == 200


def test_a_database_that_is_damaged(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    app.extensions["lens.database"].close()
    (tmp_path / "lens.db").write_bytes(b"This is no database. " * 1000)
    for path in READS:
        assert kind(client.get(path)) == "storage-unavailable", path


@pytest.mark.parametrize("both", ["postgresql"], indirect=True)
def test_a_server_that_is_gone_and_comes_back(
    both: FlaskClient, postgres: psycopg.Connection
) -> None:
    name = both.application.extensions["lens.database"].engine.url.database
    postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
    )
    for path in READS:
        assert kind(both.get(path)) == "storage-unavailable", path
    postgres.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    for path in READS:
        assert both.get(path).status_code == 200, path
