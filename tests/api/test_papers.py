"""The record of a paper and its parts, over both databases."""

import gzip
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from api.schemas.base import Page
from api.schemas.comment import CommentShape
from api.schemas.lists import CitationPage
from api.schemas.record import Graph, Record, SimilarShape, TermShape
from scraper.items import CitationItem, PaperItem
from scraper.paper_id import PaperId
from scraper.records import Database, Document, find
from scraper.records.panel import materialise
from scraper.records.store import store_list, store_papers
from scraper.sample import PAPER

API = "/api/v1/papers/"
S2 = "semantic_scholar"


def cite(
    records: Database, citing: Sequence[PaperItem], cited: Sequence[PaperItem] = ()
) -> dict[str, int]:
    """Give the sample's paper these lists; the others' numbers by Semantic Scholar id."""
    with records.writing() as session:
        number = session.scalar(find.paper_id(PaperId.parse(PAPER)))
        assert number
        others = store_list(
            session, number, S2, "citations", [CitationItem(paper=p) for p in citing]
        )
        others += store_list(
            session, number, S2, "references", [CitationItem(paper=p) for p in cited]
        )
        materialise(session, number)
    return {p.s2_id or "": other for p, other in zip([*citing, *cited], others, strict=True)}


def plain(number: int, **said: Any) -> PaperItem:
    """A small paper of its own."""
    return PaperItem(title=f"Paper {number}", s2_id=f"{number:040x}", year=2020, **said)


def numbers(client: FlaskClient, url: str) -> list[str]:
    """The ids of a whole list, page after page."""
    found: list[str] = []
    following: str | None = ""
    while following is not None:
        page = client.get(url + (f"&cursor={following}" if following else "")).json
        assert page
        found += [row.get("id") or row.get("term") or row["paper"]["id"] for row in page["items"]]
        following = page["next"]
    return found


def test_the_record_is_whole_and_has_its_shape(both: FlaskClient) -> None:
    answer = both.get(API + PAPER)
    assert answer.status_code == 200
    assert answer.content_type == "application/json"
    record = Record.model_validate_json(answer.data)
    assert record.id == record.arxiv_id == PAPER
    assert record.title
    assert record.title.startswith("Open-Sourcing Highly Capable")
    assert len(record.authors) == 22
    assert len(record.citations) == record.counts.citations == 37
    assert record.license
    assert record.license.label == "CC BY 4.0"
    assert [category.term for category in record.categories if category.primary] == ["cs.CY"]
    assert {source.part for source in record.sources} == {"metadata", "citations", "similar"}
    assert record.refresh_after


def test_the_parts_have_their_shapes(both: FlaskClient) -> None:
    for part, shape, rows in (
        ("citations", CitationPage, 37),
        ("references", CitationPage, 0),
        ("terms", Page[TermShape], 10),
        ("comments", Page[CommentShape], 0),
    ):
        page = shape.model_validate_json(both.get(f"{API}{PAPER}/{part}").data)
        assert (page.total, len(page.items), page.next) == (rows, rows, None), part
    similar = Page[SimilarShape].model_validate_json(both.get(f"{API}{PAPER}/similar").data)
    assert similar.items[0].paper.title
    Graph.model_validate_json(both.get(f"{API}{PAPER}/graph").data)


def test_the_lists_are_those_of_the_record(both: FlaskClient) -> None:
    record = both.get(API + PAPER).json
    assert record
    for part in ("citations", "references", "terms"):
        page = both.get(f"{API}{PAPER}/{part}?limit=1000").json
        assert page
        assert page["items"] == record[part]


@pytest.mark.parametrize("limit", [1, 2, 5, 36, 37, 38, 1000])
def test_paging_walks_a_list_exactly_once(client: FlaskClient, limit: int) -> None:
    record = client.get(API + PAPER).json
    assert record
    walked = numbers(client, f"{API}{PAPER}/citations?limit={limit}")
    assert walked == [row["id"] for row in record["citations"]]


@pytest.mark.parametrize("part", ["terms", "similar"])
def test_paging_walks_the_other_lists_too(client: FlaskClient, part: str) -> None:
    whole = numbers(client, f"{API}{PAPER}/{part}?limit=1000")
    assert len(whole) > 1
    assert numbers(client, f"{API}{PAPER}/{part}?limit=1") == whole


def test_rows_that_come_meanwhile_shift_no_page(both: FlaskClient) -> None:
    records: Database = both.application.extensions["lens.database"]
    first = [plain(n) for n in range(1, 10)]
    cite(records, [], first)
    whole = numbers(both, f"{API}{PAPER}/references?limit=1000")
    found: list[str] = []
    following = ""
    for new in range(100, 200):
        page = both.get(f"{API}{PAPER}/references?limit=2&cursor={following}").json
        assert page
        found += [row["id"] for row in page["items"]]
        following = page["next"]
        if following is None:
            break
        # The list is read anew from its source: another paper stands before all the others.
        first.insert(0, plain(new))
        cite(records, [], first)
    assert found == whole


def test_a_comment_that_goes_meanwhile_shifts_no_page(both: FlaskClient) -> None:
    made = [
        both.post("/api/v1/comments", json={"paper": PAPER, "text": f"No. {n}"}).json
        for n in range(6)
    ]
    url = f"{API}{PAPER}/comments?limit=2"
    page = both.get(url).json
    assert page
    for gone in made[:2]:
        assert gone
        both.delete(f"/api/v1/comments/{gone['id']}")
    page = both.get(f"{url}&cursor={page['next']}").json
    assert page
    assert [each["text"] for each in page["items"]] == ["No. 2", "No. 3"]


def test_more_rows_than_the_record_holds_come_by_paging(
    client: FlaskClient, records: Database
) -> None:
    cite(records, [plain(n) for n in range(1, 1101)])
    record = client.get(API + PAPER).json
    assert record
    assert len(record["citations"]) == 1000
    assert record["counts"]["citations"] == 1137
    assert len(set(numbers(client, f"{API}{PAPER}/citations?limit=1000"))) == 1137


# ids


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("hep-th/9901001", "hep-th/9901001"),
        ("hep-th/9901001", "hep-th%2F9901001"),
        ("hep-th/9901001", "hep-th/9901001v2"),
        ("hep-th/9901001", "arXiv:hep-th/9901001"),
        (PAPER, f"{PAPER}v1"),
        (PAPER, f"arxiv:{PAPER}"),
        (PAPER, f"doi:10.48550/arXiv.{PAPER}"),
        (PAPER, f"https://arxiv.org/abs/{PAPER}v3"),
        ("s2:" + "ab" * 20, "s2:" + "ab" * 20),
        ("s2:" + "ab" * 20, "S2:" + "AB" * 20),
        ("openalex:W2741809807", "openalex:w2741809807"),
    ],
)
def test_the_forms_of_an_id(
    client: FlaskClient, records: Database, name: str, written: str
) -> None:
    scheme = PaperId.parse(name).scheme
    value = PaperId.parse(name).value
    known = {"arxiv": "arxiv_id", "s2": "s2_id", "openalex": "openalex_id"}
    with records.writing() as session:
        store_papers(session, S2, [PaperItem(title="A paper", **{known[scheme]: value})])
    for part in ("", "/citations", "/graph"):
        answer = client.get(API + written + part)
        assert answer.status_code == 200, answer.text
    record = client.get(API + written).json
    assert record
    assert record["id"] == name


DOIS = [
    "10.1000/182",
    "10.1000/citations",
    "10.1000/graph",
    "10.1000/a//b",
    "10.1000/a/b/c/",
    "10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co",
    "10.1000/what?is=this&that#here",
    "10.1000/100%25%2f",
    "10.1000/[x]{y}|z\\^`\"'~!$*+=@_",
    "10.1000/straße-λ-漢字",
    "10.1000/..",
    "10.1000/" + "x" * 490,
]


@pytest.mark.parametrize("doi", DOIS)
@pytest.mark.parametrize("safe", ["", "/:"])
def test_a_doi_of_any_characters(
    client: FlaskClient, records: Database, doi: str, safe: str
) -> None:
    with records.writing() as session:
        store_papers(session, S2, [PaperItem(title="A paper", doi=doi)])
    answer = client.get(API + quote(f"doi:{doi}", safe=safe))
    assert answer.status_code == 200, answer.text
    record = Record.model_validate_json(answer.data)
    assert record.id == f"doi:{doi}"
    for part in ("citations", "graph", "comments"):
        answer = client.get(API + quote(f"doi:{doi}", safe=safe) + f"/{part}")
        assert answer.status_code == 200, answer.text


def test_a_paper_that_only_we_have_a_name_for(client: FlaskClient) -> None:
    page = client.get(f"{API}{PAPER}/citations?limit=1").json
    assert page
    name = page["items"][0]["id"]
    assert name.startswith("lens:")
    record = client.get(API + name).json
    assert record
    assert record["id"] == name
    assert (record["refresh_after"], record["sources"]) == (None, [])


# conditional requests and encodings


def test_an_unchanged_record_is_not_sent_again(both: FlaskClient) -> None:
    first = both.get(API + PAPER)
    etag = first.headers["ETag"]
    assert etag.startswith('W/"')
    for held in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = both.get(API + PAPER, headers={"If-None-Match": held})
        assert (again.status_code, again.data) == (304, b""), held
        assert again.headers["ETag"] == etag
        assert again.headers["Vary"] == "Accept-Encoding"
        assert "Content-Type" not in again.headers
    for held in ('W/"other"', "other", '"', "W/", ""):
        again = both.get(API + PAPER, headers={"If-None-Match": held})
        assert (again.status_code, again.data) == (200, first.data), held


@pytest.mark.parametrize(
    ("accepted", "coded"),
    [
        (None, False),
        ("", False),
        ("identity", False),
        ("br, zstd", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("nonsense;;;q=x,,", False),
        ("gzip", True),
        ("GZIP", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, gzip;q=0.2", True),
        ("*", True),
    ],
)
def test_the_record_comes_in_the_coding_that_is_taken(
    client: FlaskClient, accepted: str | None, coded: bool
) -> None:
    plain_answer = client.get(API + PAPER)
    headers = {} if accepted is None else {"Accept-Encoding": accepted}
    answer = client.get(API + PAPER, headers=headers)
    assert answer.headers.get("Content-Encoding") == ("gzip" if coded else None)
    body = gzip.decompress(answer.data) if coded else answer.data
    assert body == plain_answer.data
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["ETag"] == plain_answer.headers["ETag"]


def test_head_says_what_get_would(client: FlaskClient) -> None:
    got, headed = client.get(API + PAPER), client.head(API + PAPER)
    assert (headed.status_code, headed.data) == (200, b"")
    for answer in (got, headed):
        del answer.headers["X-Request-ID"]  # each has its own
    assert dict(headed.headers) == dict(got.headers)


def test_a_record_taken_away_is_made_again(both: FlaskClient) -> None:
    first = both.get(API + PAPER)
    with both.application.extensions["lens.database"].writing() as session:
        session.query(Document).delete()
    again = both.get(API + PAPER)
    assert (again.status_code, again.data) == (200, first.data)
    assert again.headers["ETag"] == first.headers["ETag"]


def test_asking_for_an_unknown_paper_waits_for_no_writer(
    client: FlaskClient, records: Database
) -> None:
    with records.writing() as session:
        session.execute(text("SELECT 1"))  # now it holds the lock
        assert client.get(API + "1501.00001").status_code == 404


def test_text_of_every_kind_survives(both: FlaskClient) -> None:
    title = 'A <b>title</b> & "quotes" \\ \u2028 λ 漢字 \U0001f600 $\\alpha$'
    with both.application.extensions["lens.database"].writing() as session:
        store_papers(session, S2, [PaperItem(title=title, arxiv_id="1501.00001", venue="\ud800x")])
    record = both.get(API + "1501.00001").json
    assert record
    assert record["title"] == title
    assert record["venue"] == "\ufffdx"


def test_moments_are_in_utc(client: FlaskClient) -> None:
    record = client.get(API + PAPER).json
    assert record
    moments = [source["fetched_at"] for source in record["sources"]]
    assert moments
    assert all(moment.endswith("Z") for moment in moments)
