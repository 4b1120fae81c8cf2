"""The pages for people: what a browser that asks for a page gets."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

import api
from api.errors import KINDS
from scraper import crawls
from scraper.items import PaperItem
from scraper.pages import citation_table
from scraper.paper_id import PaperId
from scraper.records import Database
from scraper.records.store import store_papers
from scraper.sample import PAPER

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def test_the_front_page_leads_to_the_papers_collected_last(both: FlaskClient) -> None:
    page = both.get("/")
    assert page.status_code == 200
    assert page.text.count('href="/abs/') == 20
    assert page.text.partition('href="/abs/')[2].startswith('2311.09227"')


def test_titles_are_read_without_their_tex(client: FlaskClient, records: Database) -> None:
    with records.writing() as session:
        store_papers(
            session, "arxiv", [PaperItem(arxiv_id="1501.00001", title=r"CeAg$_2$Ge$_2$ at $\beta$")]
        )
    for page in ("/abs/1501.00001?list=citations", "/abs/1501.00001"):
        assert "CeAg2Ge2 at β" in client.get(page).text


def test_the_front_page_of_an_empty_database(client: FlaskClient, records: Database) -> None:
    with records.writing() as session:
        for table in ("source_state", "document"):
            session.connection().exec_driver_sql(f"DELETE FROM {table}")
    assert "Nothing is on record yet" in client.get("/").text


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("2311.09227", "2311.09227"),
        (" arXiv:2311.09227v2 ", "2311.09227"),
        ("https://arxiv.org/pdf/hep-th/9901001v1.pdf", "hep-th/9901001"),
        ("doi:10.1000/A?b#c", "doi:10.1000/a?b#c"),
    ],
)
def test_what_is_typed_leads_to_its_page(reader: FlaskClient, typed: str, name: str) -> None:
    answer = reader.get("/", query_string={"paper": typed})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/abs/" + quote(name, safe="/:")
    assert reader.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize("name", ["query", "paper"])
def test_an_id_among_the_words_is_a_paper(reader: FlaskClient, name: str) -> None:
    answer = reader.get("/", query_string={name: PAPER})
    assert answer.headers["Location"] == f"/abs/{PAPER}"


def test_a_search_shows_what_the_api_finds(both: FlaskClient) -> None:
    found = both.get("/api/v1/papers?query=models&sort=citations&limit=25").json
    assert found
    page = both.get("/?query=models&sort=citations&author=&category=&from=&to=&has_summary=")
    assert page.status_code == 200
    assert f"{found['total']} papers, the most cited first" in page.text
    places = [
        page.text.index(f'href="/abs/{quote(row["id"], safe="/:")}"') for row in found["items"]
    ]
    assert places == sorted(places)
    assert len(places) > 3


def test_a_search_is_read_page_by_page(reader: FlaskClient) -> None:
    seen = set()
    following = "/?query=models&limit=3"
    while following:
        text = reader.get(following).text
        seen |= set(re.findall('href="/abs/([^"]+)"', text))
        more = re.search('rel="next" href="([^"]+)"', text)
        following = unescape(more[1]) if more else ""
    total = reader.get("/api/v1/papers?query=models").json
    assert total
    assert len(seen) == total["total"] > 3


def test_a_search_that_finds_nothing_says_what_to_do(reader: FlaskClient) -> None:
    page = reader.get("/?query=%3Cscript%3Ezebra")
    assert page.status_code == 200
    assert "Fewer words find more" in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    "query", ["from=abc", "sort=x&query=a", "colour=red", "cursor=x", "limit=0"]
)
def test_a_search_that_cannot_be_is_said(reader: FlaskClient, query: str) -> None:
    page = reader.get(f"/?{query}")
    assert page.status_code == 400
    assert 'role="alert"' in page.text


def test_the_queue_stands_on_the_front_page(client: FlaskClient, records: Database) -> None:
    assert "Nothing waits." in client.get("/").text
    with records.writing() as session:
        crawls.request(session, "paper", "1501.00001")
    text = client.get("/").text
    assert 'href="/abs/1501.00001"' in text
    assert "waiting" in text


def test_what_cannot_be_read_is_said_and_can_be_mended(reader: FlaskClient) -> None:
    page = reader.get("/", query_string={"paper": 'foo"><script>'})
    assert page.status_code == 200
    assert "names no paper" in page.text
    assert 'value="foo&#34;&gt;&lt;script&gt;"' in page.text
    assert "<script>" not in page.text


@pytest.mark.parametrize("name", [PAPER, "hep-th/9901001", "1501.00001", "s2:" + "a" * 40])
def test_a_paper_has_its_page_before_anything_is_known(reader: FlaskClient, name: str) -> None:
    page = reader.get(f"/abs/{name}", headers=BROWSER)
    assert page.status_code == 200
    assert f'data-id="{name}"' in page.text
    assert "/static/panel.js" in page.text


def test_the_page_of_a_paper_bears_its_title(client: FlaskClient, records: Database) -> None:
    with records.writing() as session:
        store_papers(
            session, "arxiv", [PaperItem(arxiv_id="1501.00001", title="</title><script>x")]
        )
    text = client.get("/abs/1501.00001").text
    assert "<title>&lt;/title&gt;&lt;script&gt;x · ArxivLens</title>" in text


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        (f"{PAPER}v2", PAPER),
        (f"{PAPER}/", PAPER),
        (f"arXiv:{PAPER}", PAPER),
        (f"https://arxiv.org/abs/{PAPER}", PAPER),
        ("DOI:10.1000/ABC", "doi:10.1000/abc"),
    ],
)
def test_a_page_has_one_address(reader: FlaskClient, asked: str, canonical: str) -> None:
    answer = reader.get(f"/abs/{asked}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/abs/{canonical}"


@pytest.mark.parametrize("value", ["10.1000/a?b#c", "10.1000/100%25", '10.1000/"><x', "10.1000//"])
def test_a_page_names_its_paper_whatever_its_characters(reader: FlaskClient, value: str) -> None:
    name = str(PaperId.parse(f"doi:{value}"))
    page = reader.get("/abs/" + quote(name))
    assert page.status_code == 200
    link = page.text.split('<a href="/api/v1/papers/')[1].split('"')[0]
    answer = reader.get("/api/v1/papers/" + link)
    assert answer.json
    assert answer.json["detail"].startswith(f"No record of {name} yet")


@pytest.mark.parametrize(
    ("path", "kind", "hint"),
    [
        ("/abs/foo", "bad-paper-id", "2311.09227"),
        ("/abs/doi:10.1000", "bad-paper-id", "2311.09227"),
        ("/nothing", "not-found", "/docs"),
        ("/static/nothing.js", "not-found", "/docs"),
        ("/abs/%3Cscript%3E", "bad-paper-id", "2311.09227"),
    ],
)
def test_an_error_is_a_page_for_whoever_wants_one(
    reader: FlaskClient, path: str, kind: str, hint: str
) -> None:
    page = reader.get(path, headers=BROWSER)
    assert page.status_code == KINDS[kind].status
    assert page.content_type == "text/html; charset=utf-8"
    assert f"<h1>{KINDS[kind].title}</h1>" in page.text
    assert hint in page.text
    assert "<script>" not in page.text
    for accept in ("application/json", "*/*", "application/problem+json, text/html;q=0.1", ""):
        said = reader.get(path, headers={"Accept": accept} if accept else {})
        if accept != "application/problem+json, text/html;q=0.1":
            assert said.content_type == "application/problem+json", accept


def test_the_api_never_answers_with_a_page(reader: FlaskClient) -> None:
    for path in ("/api/v1/papers/foo", "/api/nothing", f"/api/v1/papers/{PAPER}?x=1"):
        assert reader.get(path, headers=BROWSER).content_type == "application/problem+json"


def test_another_host_is_told_so_on_a_page(reader: FlaskClient) -> None:
    page = reader.get("/", headers={**BROWSER, "Host": "evil.example"})
    assert page.status_code == 421
    assert "http://127.0.0.1" in page.text


def test_the_documentation_is_whole_and_needs_no_other_server(reader: FlaskClient) -> None:
    page = reader.get("/docs").text
    document = reader.get("/openapi.json").json
    assert document
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert f"<b>{method.upper()}</b> {path}" in page
            assert f'id="{operation["operationId"]}"' in page
    assert "Up to 500 papers in one answer, in the order of their <code>ids</code>.</li>" in page
    for name in document["components"]["schemas"]:
        assert f'id="{name}"' in page
    for name in KINDS:
        assert f'id="{name}"' in page
    targets = {part.split('"')[0] for part in page.split('href="#')[1:]}
    assert targets
    for target in targets:
        assert f'id="{target}"' in page, target
    assert page.count("<script") == page.count('<script src="/static/docs.js" type="module">') == 1
    assert "style=" not in page
    assert not re.search("curl [^<]*{", page.replace("--json '{", ""))  # each can be pasted
    addresses = {part.split('"')[0] for part in page.split('href="')[1:]}
    assert all(each.startswith(("/", "#")) for each in addresses)


def test_static_files_are_asked_for_again_only_when_changed(reader: FlaskClient) -> None:
    first = reader.get("/static/site.css")
    assert first.content_type == "text/css; charset=utf-8"
    again = reader.get("/static/site.css", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_process_says_that_it_serves(reader: FlaskClient) -> None:
    answer = reader.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_the_front_page_offers_the_extensions_that_were_built(
    client: FlaskClient, records: Database
) -> None:
    static = Path(api.__file__).parent / "static"
    page = client.get("/").text
    for browser in ("chrome", "firefox"):
        file = f"arxivlens-{browser}.zip"
        assert (f"/static/{file}" in page) == (static / file).is_file()


def test_a_list_without_javascript_is_what_another_server_reads(client: FlaskClient) -> None:
    answer = client.get(f"/abs/{PAPER}?list=citations")
    assert answer.status_code == 200
    rows = citation_table.parse(answer.data).rows
    record = client.get(f"/api/v1/papers/{PAPER}").json
    assert record
    assert {row.paper.title for row in rows} == {row["title"] for row in record["citations"]}
    assert client.get(f"/abs/{PAPER}v1?list=references").location.endswith("?list=references")
    assert b"<arxiv-lens" in client.get(f"/abs/{PAPER}?list=other").data
