"""Papers by the hundred, and only the fields asked for, over both databases."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from api.app import create_app
from api.schemas.record import Batch, Facts, Record
from scraper.items import PaperItem
from scraper.records import Database
from scraper.records.store import store_papers, store_summary
from scraper.sample import PAPER
from scraper.settings import Settings
from tests.api.refusals import kind

API = "/api/v1/papers/"
BATCH = API + "batch"
LISTING = "title,summary,counts,refresh_after"


def batch(client: FlaskClient, ids: Sequence[str], query: str = "") -> Any:
    """The answer, which must be one."""
    answer = client.post(BATCH + query, json={"ids": list(ids)})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_batch_is_what_the_records_say_one_by_one(both: FlaskClient) -> None:
    names = [row["id"] for row in both.get(API + PAPER).json["citations"]]  # type: ignore[index]
    found = batch(both, [PAPER, *names])
    assert found["unknown"] == []
    for name, item in zip([PAPER, *names], found["items"], strict=True):
        record = both.get(API + name).json
        assert record
        assert item == {each: record[each] for each in Facts.model_fields}


def test_the_items_stand_in_the_order_asked_and_the_unknown_are_named(both: FlaskClient) -> None:
    ids = ["1501.00001", PAPER, "hep-th/9901001v2", f"arXiv:{PAPER}v1", "1501.00001", PAPER]
    answer = both.post(BATCH, json={"ids": ids})
    found = Batch.model_validate_json(answer.data)
    assert [item and item.id for item in found.items] == [None, PAPER, None, PAPER, None, PAPER]
    assert found.unknown == ["1501.00001", "hep-th/9901001v2"]


def test_what_listing_pages_need(both: FlaskClient) -> None:
    (item,) = batch(both, [PAPER], f"?fields={LISTING}")["items"]
    assert list(item) == ["id", *LISTING.split(",")]
    assert item["summary"]["source"] == "sample"
    assert item["counts"] == {"citations": 37, "references": None, "comments": 0}
    assert item["refresh_after"].endswith("Z")


def test_five_hundred_papers_cost_no_more_statements_than_one(app: Flask) -> None:
    records: Database = app.extensions["lens.database"]
    with records.writing() as session:
        items = [PaperItem(arxiv_id=f"1501.{n:05}", title=f"Paper {n}") for n in range(1, 501)]
        for number in store_papers(session, "arxiv", items):
            store_summary(session, number, "semantic_scholar", f"Of {number}.", None)
    asked: list[str] = []
    event.listen(records.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    client = app.test_client()
    one = batch(client, ["1501.00001"])
    alone = len(asked)
    many = batch(client, [f"1501.{n:05}" for n in range(1, 501)])
    assert len(asked) - alone == alone
    assert many["items"][0] == one["items"][0]
    assert [item["title"] for item in many["items"]] == [f"Paper {n}" for n in range(1, 501)]
    assert len({item["summary"]["text"] for item in many["items"]}) == 500


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"ids": []}, "bad-request"),
        ({"ids": [PAPER] * 501}, "bad-request"),
        ({"ids": PAPER}, "bad-request"),
        ({"ids": [1]}, "bad-request"),
        ({"ids": [None]}, "bad-request"),
        ({}, "bad-request"),
        ([], "bad-request"),
        ({"ids": [PAPER], "fields": "title"}, "bad-request"),
        ({"ids": [PAPER, "foo"]}, "bad-paper-id"),
        ({"ids": [PAPER, ""]}, "bad-paper-id"),
        ({"ids": ["doi:10.1000/" + "x" * 501]}, "bad-paper-id"),
    ],
)
def test_what_is_no_batch_is_refused(reader: FlaskClient, body: Any, name: str) -> None:
    answer = reader.post(BATCH, json=body)
    assert (answer.status_code, kind(answer)) == (400, name)


def test_the_bad_id_is_named(reader: FlaskClient) -> None:
    answer = reader.post(BATCH, json={"ids": [PAPER, "2313.00001"]})
    assert answer.json
    assert answer.json["detail"].startswith("'2313.00001' ")


def test_a_batch_is_a_question_and_may_be_asked_of_a_server_that_only_reads(
    sample_file: Any, tmp_path: Any
) -> None:
    copy = tmp_path / "lens.db"
    copy.write_bytes(sample_file.read_bytes())
    app = create_app(Settings(database_url=f"sqlite:///{copy}", host="0.0.0.0"))
    client = app.test_client()
    host = {"Host": "192.168.1.5:8765"}
    assert client.post(BATCH, json={"ids": [PAPER]}, headers=host).status_code == 200
    stranger = {**host, "Origin": "https://evil.example"}
    refused = client.post(BATCH, json={"ids": [PAPER]}, headers=stranger)
    assert kind(refused) == "wrong-origin"
    app.extensions["lens.database"].close()


# some fields


def test_a_record_comes_with_the_fields_asked_for(both: FlaskClient) -> None:
    whole = both.get(API + PAPER)
    assert whole.json
    for fields in ("title", "citations,counts", "id", "title,title", ",".join(Record.model_fields)):
        answer = both.get(f"{API}{PAPER}?fields={fields}", headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        part = both.get(f"{API}{PAPER}?fields={fields}")
        wanted = {"id", *fields.split(",")}
        assert part.json == {name: each for name, each in whole.json.items() if name in wanted}
        assert part.headers["ETag"] == whole.headers["ETag"]
        again = {"If-None-Match": part.headers["ETag"]}
        assert both.get(f"{API}{PAPER}?fields={fields}", headers=again).status_code == 304


@pytest.mark.parametrize(
    "query",
    [
        "fields=",
        "fields=,",
        "fields=titel",
        "fields=title,",
        "fields=title, authors",
        "fields=Title",
        "fields=__class__",
        "fields=title&fields=year",
        "fields[]=title",
        "fields=" + "title," * 50 + "title",
        "fields=" + "x" * 5000,
        "fields=title%00",
        "fields=title;year",
    ],
)
@pytest.mark.parametrize("path", [API + PAPER, BATCH])
def test_a_field_that_there_is_not_is_refused(reader: FlaskClient, path: str, query: str) -> None:
    if path == BATCH:
        answer = reader.post(f"{path}?{query}", json={"ids": [PAPER]})
    else:
        answer = reader.get(f"{path}?{query}")
    assert (answer.status_code, kind(answer)) == (400, "bad-request")


def test_the_refusal_lists_the_fields(reader: FlaskClient) -> None:
    said = json.loads(reader.get(f"{API}{PAPER}?fields=titel").data)["detail"]
    assert said.startswith("fields: there is no 'titel'; there are id, arxiv_id, ")


def test_a_comment_is_counted_in_a_batch(client: FlaskClient) -> None:
    client.post("/api/v1/comments", json={"paper": PAPER, "text": "One."})
    (item,) = batch(client, [PAPER], "?fields=counts")["items"]
    assert item["counts"]["comments"] == 1
