"""Feeds of what is new: valid, the same entry under the same id, and not sent twice."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient

from api.queries import news
from scraper.items import CitationItem, PaperItem
from scraper.paper_id import PaperId
from scraper.records import Database, find
from scraper.records.store import store_list, store_papers
from scraper.sample import PAPER
from tests.api.refusals import kind
from tests.api.test_papers import plain

FEEDS = "/api/v1/feeds"
OF = f"{FEEDS}/citations/{PAPER}"
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: FlaskClient, address: str, **given: Any) -> Any:
    """The feed as a reader sees it, checked for what RFC 4287 says of every feed."""
    answer = client.get(address, query_string=given or None)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.data)
    for each in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1
        # RFC 4151: an authority, a date, and what is none of anybody's business.
        assert re.fullmatch(
            r"tag:arxivlens\.invalid,2026:[\w./?=&%+:-]+", each.findtext(f"{ATOM}id") or ""
        )
        kinds = [(link.get("rel"), link.get("type")) for link in each.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        assert all(urlsplit(link.get("href", "")).netloc for link in each.findall(f"{ATOM}link"))
    assert root.findall(f"{ATOM}author")
    found = feedparser.parse(answer.data)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    ids = [entry.id for entry in found.entries]
    assert len(ids) == len(set(ids))
    moments = [entry.updated for entry in found.entries]
    assert moments == sorted(moments, reverse=True)
    if moments:
        assert found.feed.updated == moments[0]
    return found


def database(client: FlaskClient) -> Database:
    found: Database = client.application.extensions["lens.database"]
    return found


def cite(client: FlaskClient, *items: PaperItem, source: str = "semantic_scholar") -> None:
    """Let these cite the sample's paper, too."""
    with database(client).writing() as session:
        number = session.scalars(find.paper_id(PaperId.parse(PAPER))).one()
        store_list(
            session, number, source, "citations", [CitationItem(paper=each) for each in items]
        )


def test_what_cites_a_paper_anew_comes_first(both: FlaskClient) -> None:
    before = feed(both, OF)
    assert len(before.entries) == 37
    assert before.feed.title.startswith("Papers that cite Open-Sourcing")
    news = plain(7, arxiv_id="2401.00007", authors=("Ada Byron", "Emil Post"), abstract="Much.")
    cite(both, news)
    after = feed(both, OF)
    first = after.entries[0]
    assert (first.title, first.summary) == ("Paper 7", "Much.")
    assert [each.name for each in first.authors] == ["Ada Byron", "Emil Post"]
    assert first.link == "http://localhost/abs/2401.00007"
    assert [each.id for each in after.entries[1:]] == [each.id for each in before.entries]
    assert after.feed.id == before.feed.id
    assert after.feed.updated > before.feed.updated
    assert len(feed(both, OF, limit=3).entries) == 3


def test_saying_it_again_makes_it_no_news(both: FlaskClient) -> None:
    cite(both, plain(7))
    before = both.get(OF)
    cite(both, plain(7))
    cite(both, plain(7), source="openalex")
    after = both.get(OF, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 304
    named = plain(7, arxiv_id="2401.00007")  # a better name, under which it now goes
    with database(both).writing() as session:
        store_papers(session, "semantic_scholar", [named])
    renamed = feedparser.parse(both.get(OF).data).entries[0]
    assert renamed.link.endswith("/abs/2401.00007")
    assert renamed.id == feedparser.parse(before.data).entries[0].id


@pytest.mark.parametrize("address", [OF, f"{FEEDS}/papers?query=open"])
def test_one_that_has_not_changed_is_not_sent_again(both: FlaskClient, address: str) -> None:
    answer = both.get(address)
    etag, modified = answer.headers["ETag"], answer.headers["Last-Modified"]
    assert both.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert both.get(address, headers={"If-Modified-Since": modified}).status_code == 304
    assert answer.last_modified
    earlier = answer.last_modified - timedelta(seconds=1)
    assert (
        both.get(
            address, headers={"If-Modified-Since": earlier.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        ).status_code
        == 200
    )
    cite(both, plain(8, authors=("Open Sesame",)))
    assert both.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_what_a_search_finds_anew_comes_first(both: FlaskClient) -> None:
    assert feed(both, f"{FEEDS}/papers", query="zebra*").entries == []
    found = [
        PaperItem(arxiv_id=f"2201.0000{n}", title=f"Zebra {n}", categories=("q-bio.PE",), year=2022)
        for n in range(1, 4)
    ]
    for each in found:
        with database(both).writing() as session:
            store_papers(session, "arxiv", [each])
    read = feed(both, f"{FEEDS}/papers", query="zebra*", category="q-bio")
    assert [each.title for each in read.entries] == ["Zebra 3", "Zebra 2", "Zebra 1"]
    assert read.feed.title == "New papers: query zebra*, category q-bio"
    with database(both).writing() as session:  # what was known of changes, and is no news
        store_papers(session, "arxiv", [PaperItem(arxiv_id="2201.00001", abstract="Stripes.")])
    assert [each.id for each in feed(both, f"{FEEDS}/papers", query="zebra*").entries] == [
        each.id for each in read.entries
    ]


def test_what_is_new_is_looked_for_among_what_came_last(
    both: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(1, 5):
        title = f"Zebra {n}" if n % 2 else f"Okapi {n}"
        with database(both).writing() as session:
            store_papers(session, "arxiv", [PaperItem(arxiv_id=f"2201.0000{n}", title=title)])
    for last, expected in ((1, []), (2, ["Zebra 3"]), (4, ["Zebra 3", "Zebra 1"])):
        monkeypatch.setattr(news, "LOOKED_AT", last)
        read = feed(both, f"{FEEDS}/papers", query="zebra*")
        assert [each.title for each in read.entries] == expected


def test_a_paper_known_by_name_alone_is_news_when_it_gets_a_title(both: FlaskClient) -> None:
    cite(both, PaperItem(doi="10.1000/untitled"))
    cite(both, plain(1))
    assert feed(both, f"{FEEDS}/papers").entries[0].title == "Paper 1"
    with database(both).writing() as session:
        store_papers(session, "crossref", [PaperItem(doi="10.1000/untitled", title="Titled")])
    assert feed(both, f"{FEEDS}/papers").entries[0].title == "Titled"


def test_one_without_entries_is_a_feed(client: FlaskClient) -> None:
    cite(client, plain(9))
    empty = feed(client, f"{FEEDS}/citations/s2:{9:040x}")
    assert empty.entries == []
    assert empty.feed.updated == "1970-01-01T00:00:00Z"


def test_strange_titles_are_text(client: FlaskClient) -> None:
    strange = "<b>&amp;</b> ]]> \x01\ud83d \U0001f600"
    cite(client, plain(9), PaperItem(s2_id="f" * 40, title=strange))
    titles = [each.findtext(f"{ATOM}title") for each in ET.fromstring(client.get(OF).data)]
    assert "<b>&amp;</b> ]]> \ufffd\ufffd \U0001f600" in titles


@pytest.mark.parametrize(
    ("address", "status", "name"),
    [
        (f"{FEEDS}/citations/1501.00001", 404, "paper-unknown"),
        (f"{FEEDS}/citations/nonsense", 400, "bad-paper-id"),
        (f"{FEEDS}/papers?sort=date", 400, "bad-request"),
        (f"{FEEDS}/papers?limit=0", 400, "bad-request"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    reader: FlaskClient, address: str, status: int, name: str
) -> None:
    answer = reader.get(address)
    assert (answer.status_code, kind(answer)) == (status, name)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("/", f"{FEEDS}/papers"),
        (f"/abs/{PAPER}", OF),
        ("/?query=open+models&from=2020&sort=date", f"{FEEDS}/papers?query=open+models&from=2020"),
    ],
)
def test_pages_say_where_their_feed_is(reader: FlaskClient, page: str, expected: str) -> None:
    head = reader.get(page).text.partition("</head>")[0]
    (address,) = re.findall(
        r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', head
    )
    assert address.replace("&amp;", "&") == expected
    feed(reader, expected)
