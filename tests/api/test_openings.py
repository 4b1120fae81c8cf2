"""Which papers readers open: noted in passing, whatever way the record is served."""

import time
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from api.openings import Openings
from scraper.paper_id import PaperId
from scraper.records import Database, Opening, Paper
from scraper.sample import PAPER


def openings(client: FlaskClient) -> Openings:
    found: Openings = client.application.extensions["lens.documents"].openings
    return found


def noted(client: FlaskClient) -> list[tuple[str, int]]:
    database: Database = client.application.extensions["lens.database"]
    today = datetime.now(UTC).date()
    with database.reading() as session:
        found = select(Paper.key, Opening.times).join(Opening).where(Opening.day == today)
        return [(row.key, row.times) for row in session.execute(found.order_by(Paper.key))]


def test_an_opening_is_noted_and_written_later(both: FlaskClient) -> None:
    for path in (PAPER, PAPER, "2501.99999", f"{PAPER}?fields=title", "foo"):
        both.get(f"/api/v1/papers/{path}")
    assert noted(both) == [], "not while a reader waits"
    openings(both).write()
    assert noted(both) == [(PAPER, 1)], "a panel that follows a crawl asks often"
    openings(both).write()
    both.get(f"/api/v1/papers/{PAPER}", headers={"If-None-Match": '"none"'})
    openings(both).write()
    assert noted(both) == [(PAPER, 2)]


def test_notes_are_written_by_themselves(app: Flask) -> None:
    written = Openings(app.extensions["lens.database"], every=0.05)
    written.note(PaperId("arxiv", PAPER))
    client = app.test_client()
    for _look in range(200):
        if noted(client):
            break
        time.sleep(0.02)
    assert noted(client) == [(PAPER, 1)]


def test_notes_are_bounded_and_a_database_that_fails_costs_them(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    database: Database = app.extensions["lens.database"]
    kept = Openings(database, every=3600)
    for number in range(10_005):
        kept.note(PaperId("arxiv", f"2401.{number:05}"))
    with database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE opening")
        session.connection().exec_driver_sql(
            "INSERT INTO identity SELECT 'arxiv', '2401.00001', max(id) FROM paper"
        )
    kept.write()
    assert "10000 openings could not be noted" in caplog.text
