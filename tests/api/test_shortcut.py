"""The shortcut and the application behind it say the same."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from api import shortcut
from api.queries.document import Documents
from scraper.paper_id import PaperId
from scraper.records import Database, Document, Identity
from scraper.sample import PAPER

PATH = f"/api/v1/papers/{PAPER}"


@pytest.fixture
def woken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for each request that reached Flask."""
    calls: list[None] = []
    dispatch = app.full_dispatch_request

    def counted(*given: Any) -> Any:
        calls.append(None)
        return dispatch(*given)

    monkeypatch.setattr(app, "full_dispatch_request", counted)
    return calls


def ask(app: Flask, path: str, **given: Any) -> tuple[str, list[tuple[str, str]], bytes]:
    """Status, headers and body as they reach the server."""
    environ = EnvironBuilder(path=path, **given).get_environ()
    environ["HTTP_X_REQUEST_ID"] = "one-and-the-same"
    chunks, status, headers = run_wsgi_app(app, environ)
    return status, sorted(headers), b"".join(chunks)


@pytest.mark.parametrize("path", [PATH, f"{PATH}v1", "/api/v1/papers/cs/9901011"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept-Encoding": "gzip"},
        {"Accept-Encoding": "gzip;q=0"},
        {"If-None-Match": "*"},
        {"If-None-Match": '"other"'},
        {"Accept": "text/html"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"},
        {"Origin": "https://evil.example"},
    ],
)
def test_both_give_the_same_record(
    app: Flask,
    records: Database,
    woken: list[None],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    headers: dict[str, str],
) -> None:
    Documents(records).read(PaperId.parse("cs/9901011"))  # now it is ready, as PAPER's is
    short = ask(app, path, headers=headers)
    assert not woken
    monkeypatch.setattr(shortcut, "_PREFIX", "/nowhere")
    assert ask(app, path, headers=headers) == short
    assert woken
    assert short[0] == ("304 Not Modified" if headers.get("If-None-Match") == "*" else "200 OK")


@pytest.mark.parametrize(
    ("path", "given", "status"),
    [
        (PATH, {"method": "HEAD"}, 200),
        (PATH, {"method": "POST"}, 405),
        (PATH, {"query_string": "limit=5"}, 400),
        (PATH, {"headers": {"Host": "evil.example"}}, 421),
        (PATH, {"headers": {"Sec-Fetch-Site": "cross-site"}}, 403),
        (f"{PATH}/citations", {}, 200),
        ("/api/v1/papers/1501.00001", {}, 404),
        ("/api/v1/papers/foo", {}, 400),
    ],
)
def test_the_rest_is_left_to_flask(
    app: Flask, woken: list[None], path: str, given: dict[str, Any], status: int
) -> None:
    assert ask(app, path, **given)[0].startswith(str(status))
    assert woken


def test_a_paper_by_another_name_is_left_to_flask(
    app: Flask, records: Database, woken: list[None]
) -> None:
    with records.reading() as session:
        value = session.scalar(select(Identity.value).where(Identity.scheme == "lens"))
    assert ask(app, f"/api/v1/papers/lens:{value}")[0].startswith("200")
    assert woken


def test_a_database_that_fails_is_left_to_flask(
    app: Flask, records: Database, woken: list[None]
) -> None:
    with records.writing() as session:
        Document.__table__.drop(session.connection())  # type: ignore[attr-defined]
    assert ask(app, PATH)[0].startswith("503")
    assert woken
