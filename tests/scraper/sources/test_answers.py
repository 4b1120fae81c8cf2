import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import QuestionRefused, SourceDown, SourceError, SourceResting, SourceUnknown
from scraper.sources.answers import verdict

SAMPLES = Path(__file__).parents[2] / "samples" / "answers"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
EXPECTED = {
    200: None,
    400: QuestionRefused,
    404: SourceUnknown,
    429: SourceResting,
    301: SourceDown,
}
JSON = {"Content-Type": "application/json"}


def judge(
    status: int = 200,
    headers: Mapping[str, str] = JSON,
    body: bytes = b'{"a": 1}',
    source: str = "semantic_scholar",
) -> SourceError | None:
    error = None
    try:
        verdict(source, status, headers, body, now=NOW)
    except SourceError as raised:
        error = raised
    if error:
        assert error.source == source
        assert str(error).startswith("arXiv " if source == "arxiv" else ("Semantic", "Crossref"))
        assert str(error).endswith(".")
    return error


def until(status: int, source: str = "semantic_scholar", **headers: str) -> timedelta:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    error = judge(status, named, source=source)
    assert isinstance(error, SourceResting)
    return error.until - NOW


@pytest.mark.parametrize(
    "recorded", json.loads((SAMPLES / "recorded.json").read_text()), ids=lambda each: each["origin"]
)
def test_recorded_json(recorded: dict[str, Any]) -> None:
    error = judge(
        recorded["status"], recorded["headers"], recorded["body"].encode(), recorded["source"]
    )
    assert type(error) is (EXPECTED[recorded["status"]] or type(None))


@pytest.mark.parametrize("path", sorted((SAMPLES / "arxiv").iterdir()), ids=lambda path: path.stem)
def test_recorded_pages(path: Path) -> None:
    status = int(path.stem.rpartition("__")[2])
    headers = {"content-type": "text/html; charset=utf-8"}
    error = judge(status, headers, path.read_bytes()[:200], "arxiv")
    assert type(error) is (EXPECTED[status] or type(None))


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_obeyed_in_both_forms(status: int) -> None:
    assert until(status, Retry_After="7") == timedelta(seconds=7)
    assert until(status, retry_after=" 120 ") == timedelta(minutes=2)
    date = "Tue, 24 Nov 2026 12:01:30 GMT"
    assert until(status, Retry_After=date) == timedelta(seconds=90)
    assert until(status, Retry_After="Tue, 24 Nov 2026 13:01:30 +0100") == timedelta(seconds=90)
    assert until(status, Retry_After="Tue, 24 Nov 2026 12:01:30 -0000") == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("0", timedelta(seconds=1)),
        ("Mon, 23 Nov 2026 12:00:00 GMT", timedelta(seconds=1)),
        ("999999", timedelta(days=1)),
        ("9" * 5000, timedelta(days=1)),
        ("Tue, 24 Nov 9999 12:00:00 GMT", timedelta(days=1)),
        ("-5", timedelta(minutes=1)),
        ("soon", timedelta(minutes=1)),
        ("٣", timedelta(minutes=1)),
        ("Tue, 99 Nov 2026 12:00:00 GMT", timedelta(minutes=1)),
        ("Tue, 24 Nov 99999999999 12:00:00 GMT", timedelta(minutes=1)),
        ("", timedelta(minutes=1)),
    ],
)
def test_a_wait_is_between_a_second_and_a_day(value: str, wait: timedelta) -> None:
    assert until(429, Retry_After=value) == wait


def test_a_source_that_forbids_is_left_alone_longer() -> None:
    assert until(403) == timedelta(hours=1)
    assert until(401) == timedelta(hours=1)
    assert until(403, source="arxiv") == timedelta(days=1)
    assert until(403, Retry_After="30") == timedelta(seconds=30)


@pytest.mark.parametrize("status", [404, 410])
def test_gone_is_unknown_too(status: int) -> None:
    assert type(judge(status, {}, b"")) is SourceUnknown


def test_waiting_begins_now() -> None:
    with pytest.raises(SourceResting) as resting:
        verdict("openalex", 429, {"Retry-After": "30"}, b"")
    left = resting.value.until - datetime.now(UTC)
    assert timedelta(seconds=25) < left <= timedelta(seconds=30)


@pytest.mark.parametrize("status", [202, 204, 206, 301, 302, 400, 418, 500, 502, 504, 599])
def test_every_other_status_is_a_failure(status: int) -> None:
    error = judge(status, {"Content-Type": "text/html"}, b"<html>Bad gateway</html>")
    assert type(error) is (QuestionRefused if 400 <= status < 500 else SourceDown)
    assert str(status) in str(error)


@pytest.mark.parametrize(
    ("source", "content_type", "body"),
    [
        ("semantic_scholar", "application/json", b""),
        ("semantic_scholar", "application/json", b" \r\n"),
        ("semantic_scholar", "text/html; charset=utf-8", b"<html>Are you human?</html>"),
        ("semantic_scholar", "application/json", b"<html>Are you human?</html>"),
        ("semantic_scholar", "", b"<html>Are you human?</html>"),
        ("semantic_scholar", "application/octet-stream", b'{"a": 1}'),
        ("arxiv", "application/pdf", b"%PDF-1.7"),
        ("arxiv", "text/html", b"\x89PNG\r\n\x1a\n"),
        ("arxiv", "", b'{"a": 1}'),
    ],
)
def test_what_is_of_another_type_is_a_failure(source: str, content_type: str, body: bytes) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    assert type(judge(200, headers, body, source)) is SourceDown


def test_what_is_right_passes() -> None:
    assert judge() is None
    assert judge(headers={}) is None
    assert judge(headers={"content-type": "application/json; charset=utf-8"}) is None
    assert judge(body=b"\xef\xbb\xbf\n[1]") is None
    assert judge(200, {"Content-Type": "text/html"}, b"\n<!DOCTYPE html>", "arxiv") is None
    verdict("arxiv", 200, {"Content-Type": "application/atom+xml"}, b"<?xml ", kind="xml")
    with pytest.raises(SourceDown):
        verdict("arxiv", 200, {"Content-Type": "application/atom+xml"}, b"<?xml ")
