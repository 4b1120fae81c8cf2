"""Crawls listed, sifted, put in another order, and how long they wait; over both databases."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from api import access
from api.app import create_app
from api.cli import main
from api.schemas.base import Page
from api.schemas.crawl import CrawlShape
from scraper import crawls
from scraper.records import Crawl, Database, utc_now
from scraper.settings import Settings
from tests.api.refusals import kind

CRAWLS = "/api/v1/crawls"


def database(client: FlaskClient) -> Database:
    """The database behind the application."""
    found: Database = client.application.extensions["lens.database"]
    return found


def ask(client: FlaskClient, target: str, spider: str = "paper") -> int:
    """Ask for a crawl; its number."""
    answer = client.post(CRAWLS, json={"spider": spider, "target": target})
    assert answer.status_code == 202, answer.text
    number: int = answer.get_json()["id"]
    return number


def listed(client: FlaskClient, **given: Any) -> Any:
    """A page of them, which must be one."""
    answer = client.get(CRAWLS, query_string=given)
    assert answer.status_code == 200, answer.text
    Page[CrawlShape].model_validate_json(answer.data)
    return answer.get_json()


def ids(found: Any) -> list[int]:
    return [each["id"] for each in found["items"]]


def end(client: FlaskClient, number: int, took: float, state: str = "done") -> None:
    """Let a crawl have run for so many seconds."""
    with database(client).writing() as session:
        crawl = session.get_one(Crawl, number)
        crawl.state, crawl.finished_at = state, utc_now()
        crawl.started_at = crawl.finished_at - timedelta(seconds=took)


def test_they_are_sifted_by_state_spider_and_target(both: FlaskClient) -> None:
    one, two = ask(both, "1501.00001"), ask(both, "1501.00002")
    other, many = ask(both, "1501.00001", "abs_page"), ask(both, "cs.AI", "listing")
    end(both, two, 1, "failed")
    for given, expected in (
        ({}, [many, other, two, one]),
        ({"state": "queued"}, [many, other, one]),
        ({"state": "failed"}, [two]),
        ({"spider": "paper"}, [two, one]),
        ({"target": "1501.00001"}, [other, one]),
        ({"target": "1501.00001", "spider": "paper", "state": "queued"}, [one]),
        ({"state": "cancelled"}, []),
    ):
        found = listed(both, **given)
        assert ids(found) == expected
        assert found["total"] == len(expected)


def test_pages_hold_still_while_others_are_asked_for(both: FlaskClient) -> None:
    numbers = [ask(both, f"1501.0000{n}") for n in range(1, 6)]
    first = listed(both, limit=2)
    assert ids(first) == [numbers[4], numbers[3]]
    ask(both, "1501.00009")
    second = listed(both, limit=2, cursor=first["next"])
    assert ids(second) == [numbers[2], numbers[1]]
    third = listed(both, limit=2, cursor=second["next"])
    assert (ids(third), third["next"]) == ([numbers[0]], None)
    other = both.get(CRAWLS, query_string={"cursor": first["next"], "state": "done"})
    assert (other.status_code, kind(other)) == (400, "bad-cursor")


@pytest.mark.parametrize(
    "given", [{"state": "asleep"}, {"spider": "none"}, {"limit": "0"}, {"target": "x" * 2001}]
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, given: dict[str, str]) -> None:
    answer = client.get(CRAWLS, query_string=given)
    assert (answer.status_code, kind(answer)) == (400, "bad-request")


def test_the_wait_is_measured_or_nobody_says(both: FlaskClient) -> None:
    for n in range(1, 6):
        end(both, ask(both, f"1501.0000{n}"), took=n)  # three seconds, of most
    first, second = ask(both, "1501.00011"), ask(both, "1501.00012")

    def waits() -> list[Any]:
        return [
            both.get(f"{CRAWLS}/{each}").get_json()["expected_wait"] for each in (first, second)
        ]

    assert waits() == [None, None]  # nothing runs: there may be no worker
    running = [ask(both, "1501.00021"), ask(both, "1501.00022")]
    for each in running:
        both.patch(f"{CRAWLS}/{each}", json={"priority": "first"})
    with database(both).writing() as session:
        assert [crawls.draw(session, "me").id for _ in running] == running  # type: ignore[union-attr]
    assert waits() == [1.5, 3.0]
    assert both.get(f"{CRAWLS}/{running[0]}").get_json()["expected_wait"] is None
    many = ask(both, "cs.AI", "listing")  # of whose kind none has ended yet
    assert both.get(f"{CRAWLS}/{many}").get_json()["expected_wait"] is None


def test_a_crawl_is_put_before_others_and_behind(both: FlaskClient) -> None:
    one, two, three = (ask(both, f"1501.0000{n}") for n in range(1, 4))
    assert both.get(f"{CRAWLS}/{two}").get_json()["priority"] == "reader"
    changed = both.patch(f"{CRAWLS}/{three}", json={"priority": "first"})
    assert (changed.status_code, changed.get_json()["position"]) == (200, 1)
    assert both.patch(f"{CRAWLS}/{one}", json={"priority": "idle"}).get_json()["position"] == 3
    with database(both).writing() as session:
        drawn = [crawls.draw(session, "me") for _ in range(3)]
        assert [each and each.id for each in drawn] == [three, two, one]
    again = both.patch(f"{CRAWLS}/{two}", json={"priority": "bulk"}).get_json()
    assert (again["state"], again["priority"]) == ("running", "reader")


def test_what_collects_many_papers_never_goes_before_readers(client: FlaskClient) -> None:
    many = ask(client, "cs.AI", "listing")
    assert client.get(f"{CRAWLS}/{many}").get_json()["priority"] == "bulk"
    for priority in ("first", "reader"):
        refused = client.patch(f"{CRAWLS}/{many}", json={"priority": priority})
        assert (refused.status_code, kind(refused)) == (409, "readers-first")
    idle = client.patch(f"{CRAWLS}/{many}", json={"priority": "idle"})
    assert idle.get_json()["priority"] == "idle"


@pytest.fixture
def elsewhere(sample_file: Path, tmp_path: Path) -> Iterator[FlaskClient]:
    copy = tmp_path / "lens.db"
    copy.write_bytes(sample_file.read_bytes())
    app = create_app(Settings(database_url=f"sqlite:///{copy}", host="0.0.0.0"))
    yield app.test_client()
    app.extensions["lens.database"].close()


@pytest.mark.parametrize(
    ("role", "status"), [(None, 401), ("reader", 403), ("curator", 200), ("admin", 200)]
)
def test_curators_alone_order_the_queue(
    elsewhere: FlaskClient, role: str | None, status: int
) -> None:
    headers = {}
    with database(elsewhere).writing() as session:
        number = crawls.request(session, "paper", "1501.00001")[0]
        session.flush()
        path = f"{CRAWLS}/{number.id}"
        if role:
            headers["Authorization"] = f"Bearer {access.create(session, 'Ada', role)[1]}"
    answer = elsewhere.patch(path, json={"priority": "first"}, headers=headers)
    assert answer.status_code == status
    assert elsewhere.patch(f"{CRAWLS}/99", json={"priority": "first"}).status_code == 401


_STEERING = {  # as no target is let in, and a table may hold
    "spider": "paper",
    "target": "\x1b[31mred",
    "state": "failed",
    "error": "It \x1b[2Jfailed.",
    "priority": 0,
    "attempts": 1,
    "parts": [],
}


def test_the_terminal_lists_them(tmp_path: Path) -> None:
    env = {"ARXIVLENS_DATA_DIR": str(tmp_path), "COLUMNS": "200"}
    run = CliRunner()
    assert run.invoke(main, ["crawls"], env=env).output == "None.\n"
    records = Database(Settings(data_dir=tmp_path).database)
    with records.writing() as session:
        crawls.request(session, "paper", "1501.00001")
        session.add(Crawl(**_STEERING, requested_at=utc_now()))
    records.close()
    told = run.invoke(main, ["crawls"], env=env).output
    assert "red" in told
    assert "\x1b" not in told
    told = run.invoke(main, ["crawls", "--state", "queued"], env=env).output
    assert "1501.00001" in told
    assert "no. 1" in told
    assert "red" not in told
    wrong = run.invoke(main, ["crawls", "--spider", "none"], env=env)
    assert (wrong.exit_code, "none" in wrong.output) == (2, True)
