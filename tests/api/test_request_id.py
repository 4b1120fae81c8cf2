"""The id of a request: whose it is, where it goes, and that it can be found again."""

import json
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from api.request_id import given_id
from scraper.records import Crawl, Database
from scraper.sample import PAPER
from tests.api.live import Served
from tests.fakes.web import FakeWeb

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.mark.parametrize(
    ("traceparent", "given", "found"),
    [
        (PARENT, "", TRACE),
        (PARENT, "0123456789", TRACE),
        (PARENT.replace("00-4", "01-4") + "-more", "", TRACE),
        ("", "01J9Z3ABCDEF", "01J9Z3ABCDEF"),
        ("", "f47ac10b-58cc-4372-a567-0e02b2c3d479", "f47ac10b-58cc-4372-a567-0e02b2c3d479"),
        ("none", "0123456789", "0123456789"),
        ("", "", None),
        (f"{PARENT}-more", "", None),
        (PARENT + " ", "", None),
        (PARENT.replace("00-4", "ff-4"), "", None),
        (PARENT.upper(), "", None),
        (PARENT.replace(TRACE, "0" * 32), "", None),
        (PARENT.replace("00f067aa0ba902b7", "0" * 16), "", None),
        (PARENT[:-1], "", None),
        ("", "short", None),
        ("", "x" * 65, None),
        ("", "x" * 100_000, None),
        ("", "12345678\n", None),
        ("", '12345678","level":"x', None),
        ("", "１２３４５６７８", None),
        ("", "-12345678-", None),
    ],
)
def test_an_id_is_taken_where_it_will_do(traceparent: str, given: str, found: str | None) -> None:
    assert given_id({"HTTP_TRACEPARENT": traceparent, "HTTP_X_REQUEST_ID": given}) == found


@pytest.mark.parametrize("path", ["/healthz", f"/api/v1/papers/{PAPER}", "/", "/nowhere"])
def test_every_answer_says_its_id(client: FlaskClient, path: str) -> None:
    told = client.get(path, headers={"traceparent": PARENT})
    assert told.headers.getlist("X-Request-ID") == [TRACE]
    drawn = [client.get(path).headers["X-Request-ID"] for _ in range(2)]
    assert len({*drawn, TRACE}) == 3
    assert all(len(each) == 32 for each in drawn)


def test_a_problem_says_its_id(client: FlaskClient) -> None:
    told = client.get("/api/v1/papers/2401.99999", headers={"X-Request-ID": "from-a-proxy"})
    assert told.get_json()["request_id"] == "from-a-proxy" == told.headers["X-Request-ID"]
    drawn = client.get("/api/v1/papers/foo", headers={"X-Request-ID": "a b"})
    assert drawn.get_json()["request_id"] == drawn.headers["X-Request-ID"] != "a b"


def test_a_crawl_keeps_the_id_of_who_asked_first(both: FlaskClient) -> None:
    for header in (PARENT, PARENT.replace("4b", "5c")):
        asked = both.post(
            "/api/v1/crawls", json={"target": "2401.00001"}, headers={"traceparent": header}
        )
        assert asked.status_code == 202
    records: Database = both.application.extensions["lens.database"]
    with records.reading() as session:
        assert session.scalars(select(Crawl.request_id)).all() == [TRACE]


def test_it_goes_from_the_panel_to_the_worker(fake_web: FakeWeb, tmp_path: Path) -> None:
    fake_web.add_paper("2401.00001", citations=2, references=1)
    environment = {**fake_web.environment, "ARXIVLENS_LOG": "json"}
    with Served(tmp_path, environment) as server:
        asked = server.send("/api/v1/crawls", {"target": "2401.00001"}, {"traceparent": PARENT})
        until = time.monotonic() + 30
        while server.ask(f"/api/v1/crawls/{asked['id']}")[1]["state"] != "done":
            assert time.monotonic() < until
            time.sleep(0.05)
    lines = [json.loads(line) for line in server.log.splitlines()]
    assert "ArxivLens is ready" in [each["message"] for each in lines]
    ours = [each for each in lines if each.get("request") == TRACE]
    assert {each["logger"] for each in ours} >= {"api.routes.crawls", "api.request_id"}
    worked = [each for each in ours if not each["logger"].startswith("api.")]
    assert {each["crawl"] for each in worked} == {asked["id"]}
    assert [worked[0]["message"], worked[-1]["message"]] == ["Drawn", "Ended"]
    assert ("semantic_scholar", "citations", "ok") in {
        (each.get("source"), each.get("part"), each.get("state")) for each in worked
    }
    assert {each["level"] for each in ours} == {"info"}
    # What is only read leaves no line.
    assert {each["method"] for each in lines if "method" in each} == {"POST"}
