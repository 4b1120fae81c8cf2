"""Citations and references sifted, sorted and counted, in pages that hold still under writes."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete

from api.schemas.lists import CitationPage
from scraper.items import CitationItem, PaperItem
from scraper.records import Citation, Database
from scraper.records.store import store_list, store_papers, store_similar
from tests.api.refusals import kind

OF = "1901.00001"
LIST = f"/api/v1/papers/{OF}/citations"
S2 = "semantic_scholar"

MADE = [
    # number, title, day, citations, influential; number 5 is not on arXiv
    (1, "Zebra stripes", date(2019, 5, 1), 10, True),
    (2, "Okapi", date(2020, 6, 1), 500, False),
    (3, "Zebra hides", date(2021, 1, 1), 900, True),
    (4, "Quagga", date(2021, 7, 1), None, None),
    (5, "Zebra", date(2022, 1, 1), 3, False),
]


def row(number: int, title: str, day: date, cited: int | None, influential: bool | None) -> Any:
    """One that cites."""
    name = {"doi": f"10.1000/{number}"} if number == 5 else {"arxiv_id": f"2201.{number:05}"}
    item = PaperItem(**name, title=title, published=day, citation_count=cited)
    return CitationItem(paper=item, influential=influential)


def database(client: FlaskClient) -> Database:
    """The database behind the application."""
    found: Database = client.application.extensions["lens.database"]
    return found


def cite(client: FlaskClient, rows: Any, first: int = 0) -> int:
    """Let these cite the paper, in this order; its number."""
    with database(client).writing() as session:
        (number,) = store_papers(session, S2, [PaperItem(arxiv_id=OF, title="Of horses")])
        store_list(session, number, S2, "citations", [row(*each) for each in rows], first)
        return number


def ask(client: FlaskClient, **given: Any) -> Any:
    """The answer, which must be one."""
    answer = client.get(LIST, query_string={each.rstrip("_"): v for each, v in given.items()})
    assert answer.status_code == 200, answer.text
    CitationPage.model_validate_json(answer.data)
    return answer.json


def numbers(found: Any) -> list[int]:
    return [int(item["id"][-1]) for item in found["items"]]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"sort": "relevance"}, [1, 2, 3, 4, 5]),
        ({"sort": "citations"}, [3, 2, 1, 5, 4]),
        ({"sort": "date"}, [5, 4, 3, 2, 1]),
        ({"sort": "influential"}, [3, 1, 2, 5, 4]),
        ({"query": "zebra"}, [1, 3, 5]),
        ({"query": '"zebra hid"*'}, [3]),
        ({"query": "zebra", "sort": "date", "influential": "true"}, [3, 1]),
        ({"influential": "false"}, [2, 4, 5]),
        ({"has_arxiv_id": "true"}, [1, 2, 3, 4]),
        ({"has_arxiv_id": "false"}, [5]),
        ({"from_": 2021}, [3, 4, 5]),
        ({"from_": 2020, "to": 2021, "sort": "citations"}, [3, 2, 4]),
        ({"query": "…"}, []),
        ({"query": "nothing"}, []),
    ],
)
def test_a_list_is_sifted_and_sorted(
    both: FlaskClient, given: dict[str, Any], expected: list[int]
) -> None:
    cite(both, MADE)
    found = ask(both, **given)
    assert numbers(found) == expected
    assert found["total"] == len(expected)
    walked, cursor = [], ""
    while cursor is not None:
        page = ask(both, **given, limit=2, cursor=cursor)
        walked += numbers(page)
        cursor = page["next"]
    assert walked == expected


def test_references_are_sifted_the_same(both: FlaskClient) -> None:
    number = cite(both, [])
    with database(both).writing() as session:
        store_list(session, number, S2, "references", [row(*each) for each in MADE])
    found = both.get(LIST.replace("citations", "references"), query_string={"sort": "citations"})
    assert numbers(found.json) == [3, 2, 1, 5, 4]


def test_facets_count_what_was_found(both: FlaskClient) -> None:
    cite(both, MADE)
    assert ask(both, limit=1)["facets"] is None
    assert ask(both, facets="true", limit=1)["facets"] == {
        "years": [
            {"year": 2022, "count": 1},
            {"year": 2021, "count": 2},
            {"year": 2020, "count": 1},
            {"year": 2019, "count": 1},
        ],
        "influential": 2,
        "with_arxiv_id": 4,
    }
    assert ask(both, facets="true", query="zebra")["facets"]["influential"] == 2
    assert ask(both, facets="true", query="quagga")["facets"]["influential"] == 0


@pytest.mark.parametrize("sort", ["relevance", "citations", "date", "influential"])
def test_rows_that_come_and_go_between_pages_shift_none(both: FlaskClient, sort: str) -> None:
    cite(both, MADE)
    first = ask(both, sort=sort, limit=2)
    before = numbers(first)
    rest = [each for each in numbers(ask(both, sort=sort)) if each not in before]
    # Two that stand before all, in whichever order, and one that stands behind all.
    early = [(n, "Hinny", date(2026, 1, n), 5000, True) for n in (7, 8)]
    cite(both, [*early, *MADE])  # the source has put its whole list in another order
    cite(both, [(9, "Mule", date(1990, 1, 1), None, None)], first=20)
    if sort != "relevance":  # the row that the cursor speaks of is no more
        with database(both).writing() as session:
            (gone,) = store_papers(session, S2, [row(*MADE[before[-1] - 1]).paper])
            session.execute(delete(Citation).where(Citation.citing_id == gone))
    following = ask(both, sort=sort, limit=100, cursor=first["next"])
    assert numbers(following) == [*rest, 9]


def test_a_row_whose_own_place_moves_is_followed(both: FlaskClient) -> None:
    cite(both, MADE)
    first = ask(both, sort="citations", limit=2)
    assert numbers(first) == [3, 2]
    with database(both).writing() as session:  # the last one shown is cited by many more now
        store_papers(session, S2, [PaperItem(arxiv_id="2201.00002", citation_count=100_000)])
    assert numbers(ask(both, sort="citations", cursor=first["next"])) == [3, 1, 5, 4]


def test_similar_papers_found_anew_between_pages_come_once(both: FlaskClient) -> None:
    number = cite(both, MADE)
    address = f"/api/v1/papers/{OF}/similar"
    with database(both).writing() as session:
        others = [store_papers(session, S2, [row(*each).paper])[0] for each in MADE]
        ranked = [(other, 0.9 - place / 10, ["words"]) for place, other in enumerate(others)]
        store_similar(session, number, "lens", ranked)
    first = both.get(address, query_string={"limit": 2}).json
    assert first
    with database(both).writing() as session:
        (new,) = store_papers(session, S2, [PaperItem(arxiv_id="2201.00007", title="Hinny")])
        store_similar(session, number, "lens", [(new, 0.95, ["words"]), *ranked])
    following = both.get(address, query_string={"cursor": first["next"]}).json
    assert following
    assert [item["paper"]["id"] for item in following["items"]] == [
        "2201.00003",
        "2201.00004",
        "doi:10.1000/5",
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"sort": "size"},
        {"influential": "yes"},
        {"has_arxiv_id": "1"},
        {"from": "0"},
        {"query": "x" * 501},
        {"format": "xml"},
    ],
)
def test_what_cannot_be_asked_is_refused(client: FlaskClient, given: dict[str, str]) -> None:
    cite(client, MADE)
    answer = client.get(LIST, query_string=given)
    assert (answer.status_code, kind(answer)) == (400, "bad-request")


def test_a_cursor_is_of_one_order_and_sifting(client: FlaskClient) -> None:
    cite(client, MADE)
    cursor = ask(client, sort="date", limit=2)["next"]
    for given in ({"sort": "relevance"}, {"sort": "date", "influential": "true"}, {}):
        answer = client.get(LIST, query_string={**given, "cursor": cursor})
        assert (answer.status_code, kind(answer)) == (400, "bad-cursor")
