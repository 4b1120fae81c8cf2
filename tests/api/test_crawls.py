"""Crawls as the API asks for them, follows and cancels them, over both databases."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask.testing import FlaskClient

from api.schemas.base import Page
from api.schemas.crawl import CrawlShape, SpiderShape
from scraper import crawls
from scraper.limits import Limits
from scraper.paper_id import PaperId
from scraper.records import Crawl, Database, find, utc_now
from scraper.records.store import store_state
from scraper.sample import PAPER

CRAWLS = "/api/v1/crawls"


def ask(client: FlaskClient, target: str = "1501.00001", **more: Any) -> Any:
    """Ask for a crawl."""
    return client.post(CRAWLS, json={"target": target, **more})


def database(client: FlaskClient) -> Database:
    """The database behind the application."""
    found: Database = client.application.extensions["lens.database"]
    return found


def test_a_crawl_is_queued_and_can_be_followed(both: FlaskClient) -> None:
    asked = ask(both)
    assert asked.status_code == 202
    crawl = CrawlShape.model_validate_json(asked.data)
    assert (crawl.spider, crawl.target, crawl.state) == ("paper", "1501.00001", "queued")
    assert (crawl.position, crawl.parts, crawl.error) == (1, [], None)
    assert (crawl.started_at, crawl.finished_at) == (None, None)
    assert asked.headers["Location"] == f"{CRAWLS}/{crawl.id}"
    assert both.get(asked.headers["Location"]).json == asked.json


def test_all_who_ask_meanwhile_get_the_same_crawl(both: FlaskClient) -> None:
    first = ask(both).json
    for again in (
        "1501.00001",
        "1501.00001v3",
        "arXiv:1501.00001",
        "https://arxiv.org/abs/1501.00001",
    ):
        assert ask(both, again, refresh=True).json == first
    with database(both).writing() as session:
        assert crawls.draw(session, "me")
    running = ask(both).json
    assert (running["id"], running["state"], running["position"]) == (first["id"], "running", None)
    assert ask(both, spider="abs_page").json["id"] != first["id"]


def test_positions_count_from_the_next_to_be_drawn(client: FlaskClient) -> None:
    ids = [ask(client, f"1501.0000{number}").json["id"] for number in range(1, 4)]
    page = Page[CrawlShape].model_validate_json(client.get(CRAWLS).data)
    assert [(crawl.id, crawl.position) for crawl in page.items] == [
        (ids[2], 3),
        (ids[1], 2),
        (ids[0], 1),
    ]
    client.delete(f"{CRAWLS}/{ids[0]}")
    assert client.get(f"{CRAWLS}/{ids[2]}").json["position"] == 2  # type: ignore[index]


def test_a_crawl_that_is_done_says_what_came(both: FlaskClient) -> None:
    crawl_id = ask(both).json["id"]
    until = utc_now() + timedelta(seconds=3)
    with database(both).writing() as session:
        assert crawls.draw(session, "me")
        crawls.note_part(session, crawl_id, "arxiv", "metadata", "waiting", until=until)
        crawls.note_part(session, crawl_id, "semantic_scholar", "citations", "asking")
    crawl = CrawlShape.model_validate_json(both.get(f"{CRAWLS}/{crawl_id}").data)
    assert [part.state for part in crawl.parts] == ["waiting", "asking"]
    assert crawl.parts[0].until == until
    with database(both).writing() as session:
        crawls.note_part(session, crawl_id, "arxiv", "metadata", "ok")
        crawls.note_part(
            session, crawl_id, "semantic_scholar", "citations", "down", message="No answer."
        )
        crawls.finish(session, crawl_id, "done")
    crawl = CrawlShape.model_validate_json(both.get(f"{CRAWLS}/{crawl_id}").data)
    assert (crawl.state, crawl.position) == ("done", None)
    assert [part.message for part in crawl.parts] == [None, "No answer."]
    assert crawl.finished_at


def test_what_is_fresh_is_not_collected_again_unless_asked(both: FlaskClient) -> None:
    first = ask(both, PAPER).json["id"]
    with database(both).writing() as session:
        number = session.scalar(find.paper_id(PaperId.parse(PAPER)))
        store_state(session, number or 0, "arxiv", "metadata", "ok", utc_now() + timedelta(days=1))
        crawls.finish(session, first, "done")
    same = ask(both, PAPER).json
    assert (same["id"], same["state"]) == (first, "done")
    anew = ask(both, PAPER, refresh=True).json
    assert (anew["id"] > first, anew["state"]) == (True, "queued")


def test_a_crawl_can_be_cancelled(both: FlaskClient) -> None:
    crawl_id = ask(both).json["id"]
    for _twice in range(2):
        gone = both.delete(f"{CRAWLS}/{crawl_id}")
        assert (gone.status_code, gone.data) == (204, b"")
    found = both.get(f"{CRAWLS}/{crawl_id}").json
    assert found
    assert found["state"] == "cancelled"
    assert ask(both).json["id"] != crawl_id


def test_what_has_ended_stays_as_it_is(client: FlaskClient) -> None:
    crawl_id = ask(client).json["id"]
    with database(client).writing() as session:
        crawls.finish(session, crawl_id, "failed", "No source knows it.")
    assert client.delete(f"{CRAWLS}/{crawl_id}").status_code == 204
    found = client.get(f"{CRAWLS}/{crawl_id}").json
    assert found
    assert (found["state"], found["error"]) == ("failed", "No source knows it.")


def test_the_list_ends_at_the_newest_hundred(client: FlaskClient) -> None:
    for number in range(101):
        ask(client, f"1501.{number:05}")
    page = client.get(CRAWLS).json
    assert page
    assert len(page["items"]) == 100
    assert page["items"][0]["target"] == "1501.00100"
    assert page["items"][-1]["target"] == "1501.00001"


def test_every_spider_can_be_asked_for(client: FlaskClient) -> None:
    page = Page[SpiderShape].model_validate_json(client.get("/api/v1/spiders").data)
    names = [spider.name for spider in page.items]
    assert "paper" in names
    for name in names:
        target = _TARGETS.get(name, "1501.00001")
        asked = ask(client, target, spider=name)
        assert asked.status_code == 202
        crawl = CrawlShape.model_validate_json(asked.data)
        (card,) = [spider for spider in page.items if spider.name == name]
        assert (crawl.progress is not None) == card.many
        # What a spider takes is as its JSON Schema says.
        jsonschema.validate(crawl.parameters, card.parameters)


_TARGETS = {
    "listing": "cs.AI",
    "rss": "cs.AI+cs.CL",
    "atom_feed": "math",
    "oai": "hep-th",
    "citation_table": "https://lens.example.org/abs/2311.09227",
}


def test_a_crawl_of_many_papers_shows_its_progress(both: FlaskClient) -> None:
    given = {"period": "2311"}
    asked = ask(both, "cs.AI", spider="listing", parameters=given).json
    assert asked["parameters"] == given
    assert asked["progress"] == {
        "seen": 0,
        "stored": 0,
        "unreadable": 0,
        "deleted": 0,
        "total": None,
    }
    assert ask(both, " cs.AI", spider="listing", parameters=given).json["id"] == asked["id"]
    assert ask(both, "cs.AI", spider="listing").json["id"] != asked["id"]
    with database(both).writing() as session:
        assert crawls.draw(session, "me")
        crawls.advance(
            session,
            asked["id"],
            "me",
            {"skip": 5},
            seen=5,
            stored=3,
            unreadable=1,
            deleted=1,
            expected=9,
        )
        crawls.count_outcomes(session, {("listing", "requests"): 2, ("listing", "ok"): 1})
        crawls.count_outcomes(session, {("listing", "requests"): 1})
        crawls.finish(session, asked["id"], "done")
    progress = both.get(f"{CRAWLS}/{asked['id']}").json["progress"]  # type: ignore[index]
    assert progress == {"seen": 5, "stored": 3, "unreadable": 1, "deleted": 1, "total": 9}
    page = Page[SpiderShape].model_validate_json(both.get("/api/v1/spiders").data)
    (card,) = [spider for spider in page.items if spider.name == "listing"]
    assert (card.requests, card.answers) == (3, {"ok": 1})
    assert card.last_run
    assert ask(both, "cs.AI", spider="listing").json["progress"]["seen"] == 0


@pytest.mark.parametrize(
    ("wrong", "name", "sentence"),
    [
        ({"target": "cs.ZZ"}, "bad-target", "There is no category 'cs.ZZ'"),
        ({"parameters": {"period": "soon"}}, "bad-parameter", "period: 'soon' will not do"),
        ({"parameters": {"day": "2024-01-01"}}, "bad-parameter", "day: listing has no such"),
        ({"parameters": None}, "bad-request", "parameters: input should be"),
        ({"spider": "oai", "parameters": {"from": 3}}, "bad-parameter", "from: '3' is no date"),
        (
            {"spider": "citation_table", "target": "https://a/abs/1", "parameters": {"paper": ""}},
            "bad-paper-id",
            "'' names no paper",
        ),
    ],
)
def test_a_wrong_parameter_is_named(
    client: FlaskClient, wrong: dict[str, Any], name: str, sentence: str
) -> None:
    answer = client.post(CRAWLS, json={"spider": "listing", "target": "cs", **wrong})
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["type"].endswith(f"/{name}")
    assert answer.json["detail"].startswith(sentence)


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"target": "foo"}, "bad-paper-id"),
        ({"target": ""}, "bad-paper-id"),
        ({"target": "1501.123456"}, "bad-paper-id"),
        ({"target": "doi:10.1/x"}, "bad-paper-id"),
        ({"target": "doi:10.1000/a b"}, "bad-paper-id"),
        ({"target": "doi:10.1000/\u202e"}, "bad-paper-id"),
        ({"target": "s2:xyz"}, "bad-paper-id"),
        ({"target": "1501.00001\x00"}, "bad-paper-id"),
        ({"target": None}, "bad-request"),
        ({"target": 1501.00001}, "bad-request"),
        ({"target": ["1501.00001"]}, "bad-request"),
        ({"target": "x" * 601}, "bad-paper-id"),
        ({"spider": "nobody"}, "unknown-spider"),
        ({"spider": ""}, "unknown-spider"),
        ({"spider": "Paper"}, "unknown-spider"),
        ({"spider": "x" * 33}, "bad-request"),
        ({"spider": None}, "bad-request"),
        ({"spider": 1}, "bad-request"),
        ({"refresh": "yes"}, "bad-request"),
        ({"refresh": 1}, "bad-request"),
        ({"refresh": None}, "bad-request"),
        ({"priority": 0}, "bad-request"),
        ({"state": "done"}, "bad-request"),
    ],
)
def test_what_cannot_be_crawled_is_refused_and_nothing_queued(
    client: FlaskClient, wrong: dict[str, Any], kind: str
) -> None:
    answer = client.post(CRAWLS, json={"target": "1501.00001", **wrong})
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["type"].endswith(f"/{kind}"), answer.json
    with database(client).reading() as session:
        assert session.query(Crawl).count() == 0


def test_a_full_queue_says_when_to_ask_again(both: FlaskClient) -> None:
    both.application.extensions["lens.limits"] = Limits(queue=1, reserve=0, folder=None)
    assert both.post("/api/v1/crawls", json={"target": "2401.00001"}).status_code == 202
    refused = both.post("/api/v1/crawls", json={"target": "2401.00002"})
    assert refused.status_code == 503
    assert refused.get_json()["type"].endswith("/queue-full")
    assert refused.headers["Retry-After"] == "30"
    assert refused.get_json()["detail"] == (
        "1 paper is waiting to be collected already; try again in 30 seconds."
    )
    assert both.post("/api/v1/crawls", json={"target": "2401.00001"}).status_code == 202


def test_a_full_disk_is_told(client: FlaskClient, tmp_path: Path) -> None:
    client.application.extensions["lens.limits"] = Limits(queue=9, reserve=10**12, folder=tmp_path)
    refused = client.post("/api/v1/crawls", json={"target": "2401.00001"})
    assert refused.status_code == 503
    assert refused.get_json()["type"].endswith("/disk-full")
    assert refused.headers["Retry-After"] == "300"
    assert "arxivlens_disk_free_bytes" in client.get("/metrics").text
