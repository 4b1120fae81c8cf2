"""Scheduled crawls over HTTP, on the curators' page and in the terminal."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
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
from api.schemas.schedule import ScheduleShape
from scraper import schedules
from scraper.records import Database
from scraper.settings import Settings
from tests.api.refusals import kind
from tests.api.test_admin import press

SCHEDULES = "/api/v1/schedules"
LISTING = {"spider": "listing", "target": "cs.AI"}


def database(client: FlaskClient) -> Database:
    """The database behind the application."""
    found: Database = client.application.extensions["lens.database"]
    return found


def create(client: FlaskClient, **given: Any) -> Any:
    answer = client.post(SCHEDULES, json=LISTING | given)
    assert answer.status_code == 201, answer.text
    ScheduleShape.model_validate_json(answer.data)
    assert answer.headers["Location"] == f"{SCHEDULES}/{answer.get_json()['id']}"
    return answer.get_json()


def listed(client: FlaskClient) -> list[int]:
    answer = client.get(SCHEDULES)
    page = Page[ScheduleShape].model_validate_json(answer.data)
    assert page.total == len(page.items)
    return [each.id for each in page.items]


def test_a_schedule_is_made_seen_paused_and_ended(both: FlaskClient) -> None:
    late = create(both, at="00:00", every_hours=168.0, parameters={"period": "pastweek"})
    moment = datetime.fromisoformat(late["next"])
    assert (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    assert timedelta(0) <= moment - datetime.now(UTC) <= timedelta(days=1)
    assert late["parameters"] == {"period": "pastweek"}
    soon = create(both, spider="paper", target="2401.00001v2")
    assert (soon["every_hours"], soon["target"], soon["last_crawl"]) == (24, "2401.00001", None)
    assert listed(both) == [soon["id"], late["id"]]
    where = f"{SCHEDULES}/{soon['id']}"
    paused = both.patch(where, json={"paused": True}).json
    assert paused == soon | {"paused": True, "next": None}
    assert listed(both) == [late["id"], soon["id"]]
    assert both.get(where).json == paused
    assert both.delete(where).status_code == 204
    for method in ("GET", "PATCH", "DELETE"):
        gone = both.open(where, method=method, json={"paused": True} if method == "PATCH" else None)
        assert (gone.status_code, kind(gone)) == (404, "schedule-unknown")
    assert listed(both) == [late["id"]]


def test_a_crawl_names_the_schedule_that_made_it(both: FlaskClient) -> None:
    number = create(both)["id"]
    with database(both).writing() as session:
        schedules.fire(session)
    found = both.get("/api/v1/crawls").get_json()["items"]
    assert [each["schedule"] for each in found] == [number]
    seen = both.get(f"{SCHEDULES}/{number}").get_json()
    assert seen["last_crawl"] == found[0]["id"]
    assert datetime.fromisoformat(seen["next"]) > datetime.now(UTC) + timedelta(hours=23)
    both.delete(f"{SCHEDULES}/{number}")
    crawl = CrawlShape.model_validate_json(both.get(f"/api/v1/crawls/{found[0]['id']}").data)
    assert crawl.schedule == number


@pytest.mark.parametrize(
    ("given", "status", "name"),
    [
        ({"spider": "nothing"}, 400, "unknown-spider"),
        ({"target": "cs.ZZ"}, 400, "bad-target"),
        ({"spider": "paper"}, 400, "bad-paper-id"),
        ({"parameters": {"period": "2313"}}, 400, "bad-parameter"),
        ({"parameters": {"refresh": True}}, 400, "bad-parameter"),
        ({"every_hours": 0}, 400, "bad-request"),
        ({"every_hours": 8785}, 400, "bad-request"),
        ({"every_hours": "24"}, 400, "bad-request"),
        ({"every_hours": 1.5}, 400, "bad-request"),
        ({"at": "24:00"}, 400, "bad-request"),
        ({"at": "4:30"}, 400, "bad-request"),
        ({"at": "04:30\n"}, 400, "bad-request"),
        ({"at": "04:30+01:00"}, 400, "bad-request"),
        ({"refresh": True}, 400, "bad-request"),
        ({}, 409, "schedule-exists"),
    ],
)
def test_what_cannot_be_scheduled_is_refused(
    client: FlaskClient, given: dict[str, Any], status: int, name: str
) -> None:
    number = create(client, every_hours=5)["id"]
    answer = client.post(SCHEDULES, json=LISTING | given)
    assert (answer.status_code, kind(answer)) == (status, name)
    assert listed(client) == [number]


@pytest.fixture
def elsewhere(sample_file: Path, tmp_path: Path) -> Iterator[tuple[FlaskClient, dict[str, Any]]]:
    """A client from another machine, and the headers of a reader and of a curator."""
    copy = tmp_path / "lens.db"
    copy.write_bytes(sample_file.read_bytes())
    app = create_app(Settings(database_url=f"sqlite:///{copy}", host="0.0.0.0"))
    with app.extensions["lens.database"].writing() as session:
        made = {
            "curator": access.create(session, "x", "curator", ("curate",))[1],
            "reader": access.create(session, "y", "reader")[1],
        }
    yield (
        app.test_client(),
        {name: {"Authorization": f"Bearer {each}"} for name, each in made.items()},
    )
    app.extensions["lens.database"].close()


def test_from_elsewhere_it_wants_a_curators_token(
    elsewhere: tuple[FlaskClient, dict[str, Any]],
) -> None:
    client, tokens = elsewhere
    for method, path, body in (
        ("POST", SCHEDULES, LISTING),
        ("PATCH", f"{SCHEDULES}/1", {"paused": True}),
        ("DELETE", f"{SCHEDULES}/1", None),
    ):
        for headers, status in ((None, 401), (tokens["reader"], 403)):
            answer = client.open(path, method=method, json=body, headers=headers)
            assert answer.status_code == status, (method, headers)
        assert client.open(
            path, method=method, json=body, headers=tokens["curator"]
        ).status_code in (200, 201, 204)
    assert client.get(SCHEDULES).status_code == 200


def test_curators_see_pause_and_end_them(both: FlaskClient) -> None:
    assert "schedule add" in both.get("/admin").text
    number = create(both, at="04:30", parameters={"period": "recent"})["id"]
    text = both.get("/admin").text
    assert "every 1 day" in text
    assert "period recent" in text
    assert "04:30 UTC" in text
    assert press(both, f"/admin/schedules/{number}/pause") == 303
    assert "/resume" in both.get("/admin").text
    assert both.get(f"{SCHEDULES}/{number}").get_json()["paused"]
    assert press(both, f"/admin/schedules/{number}/resume") == 303
    assert both.get(f"{SCHEDULES}/{number}").get_json()["next"]
    assert press(both, f"/admin/schedules/{number}/delete") == 303
    assert listed(both) == []
    assert press(both, f"/admin/schedules/{number}/delete") == 404


def test_in_the_terminal(tmp_path: Path) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        env = {"ARXIVLENS_DATA_DIR": str(tmp_path), "COLUMNS": "200"}
        done = CliRunner().invoke(main, ["schedule", *arguments], env=env)
        return done.exit_code, done.output

    assert run("list") == (0, "None.\n")
    status, said = run("add", "listing", "cs.AI", "period=recent", "--every", "48", "--at", "04:30")
    assert status == 0
    assert said.startswith("Schedule 1: every 2 days, next ")
    assert said.endswith("04:30 UTC.\n")
    assert run("add", "oai", "cs")[1].startswith("Schedule 2: every day, next ")
    status, said = run("list")
    assert status == 0
    assert said.index("oai") < said.index("cs.AI period=recent"), "what is due first"
    assert run("pause", "2") == (0, "Schedule 2: paused.\n")
    assert "paused" in run("list")[1]
    assert run("resume", "2")[1].startswith("Schedule 2: every day, next ")
    assert run("delete", "2") == (0, "Schedule 2 is no more.\n")
    for wrong, status in (
        (("delete", "2"), 1),
        (("add", "listing", "cs.ZZ"), 2),
        (("add", "listing", "cs.CL", "recent"), 2),
        (("add", "listing", "cs.AI", "period=recent"), 2),
        (("add", "listing", "cs.CL", "--at", "25:00"), 2),
    ):
        assert run(*wrong)[0] == status, wrong
