"""What every answer of the API has in common: an ETag, and gzip for who takes it."""

import gzip

import pytest
from flask.testing import FlaskClient

from scraper.sample import PAPER
from tests.api.examples import FEEDS, READS

LISTS = [path for name, path in (READS | FEEDS).items() if not name.startswith("get")]
ZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", [*LISTS, f"papers/{PAPER}", f"papers/{PAPER}/graph", "papers"])
def test_who_holds_an_answer_is_not_sent_it_again(reader: FlaskClient, path: str) -> None:
    first = reader.get(f"/api/v1/{path}")
    assert first.status_code == 200
    assert first.headers["Cache-Control"] == "no-cache"
    for how in ({}, ZIP):
        again = reader.get(
            f"/api/v1/{path}", headers={"If-None-Match": first.headers["ETag"], **how}
        )
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Accept-Encoding" in again.headers["Vary"]
    other = reader.get(f"/api/v1/{path}", headers={"If-None-Match": 'W/"other"'})
    assert (other.status_code, other.data) == (200, first.data)
    head = reader.head(f"/api/v1/{path}")
    assert head.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize("path", ["papers?limit=50", f"papers/{PAPER}/graph", "spiders"])
def test_a_long_answer_is_packed_for_who_takes_that(reader: FlaskClient, path: str) -> None:
    plain = reader.get(f"/api/v1/{path}")
    packed = reader.get(f"/api/v1/{path}", headers=ZIP)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert int(packed.headers["Content-Length"]) == len(packed.data)
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["ETag"] == plain.headers["ETag"]


def test_what_is_short_or_changes_something_goes_as_it_is(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/api/v1/crawls", headers=ZIP).headers
    made = client.post("/api/v1/comments", json={"paper": PAPER, "text": "One."}, headers=ZIP)
    assert made.status_code == 201
    assert "ETag" not in made.headers
    # A batch is posted for its length, and is long.
    batch = client.post("/api/v1/papers/batch", json={"ids": [PAPER] * 20}, headers=ZIP)
    assert batch.headers["Content-Encoding"] == "gzip"
    assert "ETag" not in batch.headers
    refused = client.get("/api/v1/papers/foo")
    assert "ETag" not in refused.headers


def test_the_document_is_packed_and_pages_are_not(reader: FlaskClient) -> None:
    assert reader.get("/openapi.json", headers=ZIP).headers["Content-Encoding"] == "gzip"
    for page in ("/", "/admin", f"/abs/{PAPER}"):
        assert "Content-Encoding" not in reader.get(page, headers=ZIP).headers
