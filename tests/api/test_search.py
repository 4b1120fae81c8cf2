"""Papers looked for over HTTP: sifted, sorted, counted, in pages that hold still."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from api.errors import TYPES
from api.schemas.search import FoundShape
from scraper.items import PaperItem
from scraper.records import Database
from scraper.records.store import store_papers, store_summary
from scraper.sample import PAPER

PAPERS = "/api/v1/papers"

MADE = [
    # arXiv number, title, author, categories, day, citations
    (1, "Zebra stripes", "Ada Byron", ("cs.CL", "math.CO"), date(2019, 5, 1), 10),
    (2, "Stripes of the zebra", "Ada Byron", ("cs.LG",), date(2020, 6, 1), 500),
    (3, "Patterns", "Zebra Jones", ("cs.CL",), date(2021, 1, 1), 900),
    (4, "Hides and stripes", "Emil Post", ("math.CO",), date(2021, 7, 1), None),
    (5, "Okapi", "Ada Lovelace", ("q-bio.PE",), date(2022, 1, 1), 3),
]


def database(client: FlaskClient) -> Database:
    """The database behind the application."""
    found: Database = client.application.extensions["lens.database"]
    return found


def add(client: FlaskClient, rows: Any = MADE) -> None:
    """Put papers on record; the abstract of all names zebras and stripes."""
    with database(client).writing() as session:
        for number, title, author, categories, day, cited in rows:
            item = PaperItem(
                arxiv_id=f"2201.{number:05}",
                title=title,
                authors=(author,),
                abstract=f"On zebra {'stripes' if number == 3 else 'and stripes'}.",
                categories=categories,
                published=day,
                citation_count=cited,
            )
            (paper,) = store_papers(session, "arxiv", [item])
            if number == 2:
                store_summary(session, paper, "semantic_scholar", "Stripes.", "tldr")


def ask(client: FlaskClient, **given: Any) -> Any:
    """The answer, which must be one."""
    given = {name.rstrip("_"): value for name, value in given.items()}
    answer = client.get(f"{PAPERS}?{urlencode(given)}")
    assert answer.status_code == 200, answer.text
    if "fields" not in given:
        FoundShape.model_validate_json(answer.data)
    return answer.json


def numbers(found: Any) -> list[int]:
    """The papers above, by their numbers."""
    return [int(item["id"][-1]) for item in found["items"] if item["id"].startswith("2201.0000")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"query": "zebra stripes"}, [1, 2, 3, 5, 4]),
        ({"query": "zebra stripes", "sort": "date"}, [5, 4, 3, 2, 1]),
        ({"query": "zebra stripes", "sort": "citations"}, [3, 2, 1, 5, 4]),
        ({"query": '"zebra stripes"'}, [1, 3]),
        ({"query": "strip*", "sort": "date"}, [5, 4, 3, 2, 1]),
        ({"query": "zebra", "category": "cs"}, [2, 1, 3]),
        ({"query": "zebra", "category": "cs.CL"}, [1, 3]),
        ({"query": "zebra", "category": "math.CO"}, [1, 4]),
        ({"query": "zebra", "category": "q"}, []),
        ({"author": "ada", "category": "cs"}, [2, 1]),
        ({"author": "Ada Byron"}, [2, 1]),
        ({"author": "Byron, Ada"}, [2, 1]),
        ({"author": "lovel*"}, [5]),
        ({"author": "zebra"}, [3]),
        ({"author": "?"}, []),
        ({"query": "zebra", "from_": 2021}, [3, 5, 4]),
        ({"query": "zebra", "to": 2019}, [1]),
        ({"query": "zebra", "from_": 2020, "to": 2021}, [2, 3, 4]),
        ({"query": "zebra", "from_": 2022, "to": 2021}, []),
        ({"query": "zebra", "has_summary": "true"}, [2]),
        ({"query": "zebra", "has_summary": "false"}, [1, 3, 5, 4]),
        ({"query": "zebra", "min_citations": 10}, [2, 1, 3]),
        ({"query": "zebra", "min_citations": 0}, [2, 1, 3, 5]),
        ({"query": "zebra okapi giraffe"}, []),
        ({"query": "???"}, []),
    ],
)
def test_what_is_found_and_in_which_order(
    both: FlaskClient, given: dict[str, Any], expected: list[int]
) -> None:
    add(both)
    found = ask(both, **given)
    assert numbers(found) == expected
    assert found["total"] == len(expected)
    assert (found["next"], found["facets"]) == (None, None)


def test_without_a_question_all_papers_come_the_newest_first(both: FlaskClient) -> None:
    found = ask(both, limit=1000)
    assert found["total"] == len(found["items"]) > 40
    days = [item["published"] or f"{item['year'] or 0}" for item in found["items"]]
    assert days == sorted(days, reverse=True)
    assert ask(both, query="", limit=1000) == found


def test_an_item_is_what_the_record_says(both: FlaskClient) -> None:
    (item,) = ask(both, query="open-sourcing highly capable")["items"]
    assert item["id"] == PAPER
    record = both.get(f"{PAPERS}/{PAPER}").json
    assert record
    assert item == {name: record[name] for name in item}
    assert not {"citations", "references", "similar"} & set(item)
    (item,) = ask(both, query="open-sourcing highly capable", fields="title,counts")["items"]
    assert list(item) == ["id", "title", "counts"]


def test_facets_count_all_that_was_found(both: FlaskClient) -> None:
    add(both)
    found = ask(both, query="zebra", facets="true", limit=1)
    assert found["facets"] == {
        "categories": [
            {"term": "cs.CL", "label": "Computation and Language", "count": 2},
            {"term": "math.CO", "label": "Combinatorics", "count": 2},
            {"term": "cs.LG", "label": "Machine Learning", "count": 1},
            {"term": "q-bio.PE", "label": "Populations and Evolution", "count": 1},
        ],
        "years": [
            {"year": 2022, "count": 1},
            {"year": 2021, "count": 2},
            {"year": 2020, "count": 1},
            {"year": 2019, "count": 1},
        ],
    }


def walk(client: FlaskClient, meanwhile: Any = None, **given: Any) -> list[int]:
    """All papers of a question, page after page."""
    found = []
    page = ask(client, **given)
    while True:
        found += numbers(page)
        if page["next"] is None:
            return found
        if meanwhile:
            meanwhile(len(found))
        page = ask(client, **given, cursor=page["next"])


@pytest.mark.parametrize("sort", ["relevance", "date", "citations"])
@pytest.mark.parametrize("limit", [1, 2, 4, 5])
def test_pages_hold_each_paper_once(both: FlaskClient, sort: str, limit: int) -> None:
    add(both)
    whole = numbers(ask(both, query="zebra", sort=sort))
    assert walk(both, query="zebra", sort=sort, limit=limit) == whole


@pytest.mark.parametrize("sort", ["relevance", "date", "citations"])
def test_papers_that_come_meanwhile_shift_no_page(both: FlaskClient, sort: str) -> None:
    add(both)

    def meanwhile(seen: int) -> None:
        row = (10 + seen, "Zebra stripes", "New", ("cs.CL",), date(2023, 1, 1), 10_000)
        add(both, [row])

    whole = numbers(ask(both, query="zebra", sort=sort))
    assert walk(both, meanwhile, query="zebra", sort=sort, limit=1) == whole


def test_the_whole_collection_is_walked_once(client: FlaskClient) -> None:
    total = ask(client)["total"]
    seen: list[str] = []
    page = ask(client, limit=7)
    while page["next"]:
        seen += [item["id"] for item in page["items"]]
        page = ask(client, limit=7, cursor=page["next"])
    seen += [item["id"] for item in page["items"]]
    assert len(set(seen)) == len(seen) == total


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=1001",
        "sort=newest",
        "from=abc",
        "from=99",
        "to=10000",
        "has_summary=yes",
        "has_summary=1",
        "facets=",
        "min_citations=-1",
        "min_citations=9999999999",
        "category=cs.LG,cs.AI",
        "category=",
        "query=" + "x" * 501,
        "author=" + "x" * 201,
        "query=a&query=b",
        "q=a",
        "from_=2020",
        "fields=citations",
    ],
)
def test_what_cannot_be_asked_is_refused(reader: FlaskClient, query: str) -> None:
    answer = reader.get(f"{PAPERS}?{query}")
    assert answer.status_code == 400
    assert answer.json
    assert answer.json["type"] == f"{TYPES}bad-request"


def test_a_cursor_is_of_its_own_list(both: FlaskClient) -> None:
    add(both)
    cursor = ask(both, query="zebra", limit=1)["next"]
    assert ask(both, query="zebra", limit=2, cursor=cursor, facets="true")["items"]
    other = [
        f"{PAPERS}?query=okapi&cursor={cursor}",
        f"{PAPERS}?query=zebra&sort=date&cursor={cursor}",
        f"{PAPERS}?query=zebra&from=2020&cursor={cursor}",
        f"{PAPERS}?cursor={cursor}",
        f"{PAPERS}?query=zebra&cursor={cursor[:-4]}",
        f"{PAPERS}?query=zebra&cursor=x{cursor}",
        f"{PAPERS}?query=zebra&cursor=W10",
        f"{PAPERS}?query=zebra&cursor=1",
        f"{PAPERS}/{PAPER}/citations?cursor={cursor}",
        f"{PAPERS}/{PAPER}/comments?cursor=100",
    ]
    for path in other:
        answer = both.get(path)
        assert answer.status_code == 400, path
        assert answer.json
        assert answer.json["type"] == f"{TYPES}bad-cursor"
