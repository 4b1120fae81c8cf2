"""The ready-made document: as the tables say, and the same for the same record."""

import gzip
import json
import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from scraper.paper_id import PaperId
from scraper.records import Comment, Database, Document, find, utc_now
from scraper.records.engine import is_sqlite
from scraper.records.panel import materialise, whole_record
from scraper.records.store import (
    store_list,
    store_papers,
    store_similar,
    store_state,
    store_summary,
    store_terms,
)
from tests.scraper.records.items import FULL, answer_all, paper, row, s2

S2 = "semantic_scholar"


def full(database: Database) -> int:
    with database.writing() as session:
        (paper_id, *others) = store_papers(session, "arxiv", [FULL, paper(1), paper(2)])
        store_list(session, paper_id, S2, "citations", [row(1), row(2), row(3)])
        store_list(session, paper_id, S2, "references", [row(2)])
        store_summary(session, paper_id, S2, "A TLDR.", "tldr@v2.0.0")
        store_terms(session, paper_id, {"graph": 0.5, "tree": 0.5, "leaf": 0.25})
        store_similar(session, paper_id, S2, [(other, None, ["recommended"]) for other in others])
        store_similar(session, paper_id, "records", [(others[1], 0.5, ["shares 2 references"])])
        answer_all(session, paper_id, utc_now() + timedelta(days=2))
        for part in ("metadata", "citations"):
            store_state(session, paper_id, S2, part, "ok", utc_now() + timedelta(days=1), count=3)
    return paper_id


def test_the_document_is_the_record(database: Database) -> None:
    paper_id = full(database)
    with database.writing() as session:
        materialise(session, paper_id)
    with database.reading() as session:
        etag, body = session.execute(find.document(PaperId.parse("2311.09227"))).one()
        made = whole_record(session, paper_id)
    assert len(etag) == 32
    assert json.loads(gzip.decompress(body)) == orjson.loads(
        orjson.dumps(made, option=orjson.OPT_UTC_Z)
    )


def test_the_record_has_the_shape_that_the_wire_wants(database: Database) -> None:
    paper_id = full(database)
    with database.reading() as session:
        found = whole_record(session, paper_id)
    assert [each["term"] for each in found["terms"]] == ["graph", "tree", "leaf"]
    assert found["summary"] == {
        "text": "A TLDR.",
        "source": S2,
        "model": "tldr@v2.0.0",
    }
    assert [(each["paper"]["id"], each["score"], each["why"]) for each in found["similar"]] == [
        (f"s2:{s2(2)}", 0.5, ["shares 2 references"]),
        (f"s2:{s2(1)}", None, ["recommended"]),
    ]
    assert found["counts"] == {"citations": 37, "references": 12, "comments": 0}
    assert found["citations"][0] == {
        "id": f"s2:{s2(1)}",
        "title": "On the number 1",
        "authors": ["Ada Author1"],
        "more_authors": 0,
        "year": 2020,
        "venue": None,
        "published": None,
        "citation_count": None,
        "arxiv_id": None,
        "url": f"https://www.semanticscholar.org/paper/{s2(1)}",
        "influential": None,
        "intents": [],
        "contexts": [],
    }
    assert found["refresh_after"] > utc_now()


def test_an_unchanged_record_keeps_its_etag(database: Database) -> None:
    paper_id = full(database)
    seen = set()
    for _ in range(3):
        with database.writing() as session:
            document = materialise(session, paper_id)
            seen.add((document.etag, document.body))
    assert len(seen) == 1


CHANGES: dict[str, Any] = {
    "statement": lambda session, it: store_papers(
        session, "arxiv", [replace(FULL, citation_count=99)]
    ),
    "list": lambda session, it: store_list(session, it, S2, "citations", [row(9)], first=3),
    "row": lambda session, it: store_papers(session, S2, [paper(1, venue="ICML")]),
    "summary": lambda session, it: store_summary(session, it, S2, "Another.", None),
    "terms": lambda session, it: store_terms(session, it, {"graph": 0.4}),
    "similar": lambda session, it: store_similar(session, it, "records", []),
    "state": lambda session, it: store_state(session, it, S2, "metadata", "down", utc_now()),
    "comment": lambda session, it: session.add(
        Comment(paper_id=it, text="Well.", created=utc_now())
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_changes_the_etag(database: Database, change: str) -> None:
    paper_id = full(database)
    with database.writing() as session:
        before = materialise(session, paper_id).etag
        CHANGES[change](session, paper_id)
        session.flush()
        assert materialise(session, paper_id).etag != before


def test_two_changes_at_once_are_both_in_the_document(database: Database) -> None:
    if is_sqlite(database.engine):
        pytest.skip("SQLite has one writer at a time")
    paper_id = full(database)
    written = threading.Event()

    def comment() -> None:
        with database.writing() as session:
            session.add(Comment(paper_id=paper_id, text="Well.", created=utc_now()))
            session.flush()
            materialise(session, paper_id)
            written.set()
            time.sleep(0.5)

    writer = threading.Thread(target=comment)
    writer.start()
    written.wait()
    with database.writing() as session:
        store_terms(session, paper_id, {"network": 0.5})
        materialise(session, paper_id)
    writer.join()
    with database.reading() as session:
        made = json.loads(gzip.decompress(session.scalars(select(Document.body)).one()))
    assert (made["counts"]["comments"], made["terms"][0]["term"]) == (1, "network")
