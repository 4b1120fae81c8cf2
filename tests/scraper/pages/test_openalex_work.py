import json
from typing import Any

import pytest

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.items import WorkItem
from scraper.pages import openalex_object, openalex_work
from tests.scraper.pages.samples import answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("openalex_work"))
def test_recorded(case: str) -> None:
    assert plain(openalex_work.parse(answer("openalex_work", case))) == expected(
        "openalex_work", case
    )


def read(**given: Any) -> WorkItem:
    return openalex_work.parse(json.dumps({"id": "https://openalex.org/W1"} | given).encode())


@pytest.mark.parametrize("wrong", [None, 0, True, 1e9, "", [], {}, [None], {"x": None}, [[]]])
def test_a_wrong_field_costs_only_itself(wrong: object) -> None:
    for field in (
        "doi title display_name publication_year publication_date primary_location locations"
        " authorships cited_by_count referenced_works referenced_works_count"
        " abstract_inverted_index"
    ).split():
        work = read(**({"cited_by_count": 7, "title": "T"} | {field: wrong}))
        assert work.paper.openalex_id == "W1"
        if field not in ("cited_by_count", "title"):
            assert (work.paper.title, work.paper.citation_count) == ("T", 7)
        read(authorships=[{"author": wrong}], primary_location={"source": wrong})


def test_the_arxiv_id_is_in_the_doi_or_in_a_place() -> None:
    assert read(doi="https://doi.org/10.48550/arxiv.2312.07559").paper.arxiv_id == "2312.07559"
    paper = read(
        doi="https://doi.org/10.1000/A",
        locations=[
            {"landing_page_url": "https://example.org/abs/2312.00001"},
            {"landing_page_url": "http://arxiv.org/abs/hep-th/9901001v2"},
        ],
    ).paper
    assert (paper.doi, paper.arxiv_id) == ("10.1000/a", "hep-th/9901001")


def test_names_are_those_that_the_paper_prints() -> None:
    authorship = {
        "author": {"display_name": "Andrew Dickson White"},
        "raw_author_name": "White, Andrew D.",
    }
    assert read(authorships=[authorship]).paper.authors == ("Andrew D. White",)
    assert read(authorships=[authorship | {"raw_author_name": None}]).paper.authors == (
        "Andrew Dickson White",
    )


def test_the_title_may_have_two_places_and_the_year_too() -> None:
    assert read(title=None, display_name="T").paper.title == "T"
    assert read(publication_date="2023-05-02").paper.year == 2023
    assert read(publication_date="2023-05-02", publication_year=2024).paper.year == 2024


def test_the_first_of_january_is_no_day() -> None:
    assert read(publication_date="2023-01-01", publication_year=2023).paper.published is None
    assert read(publication_date="2023-01-01").paper.year == 2023
    assert read(publication_date="2023-01-02").paper.published is not None


def test_cited_works_are_named_once_each() -> None:
    works = ["https://openalex.org/W2", "https://openalex.org/W3", "W2", None, "nonsense"]
    assert [row.paper.openalex_id for row in read(referenced_works=works).references] == [
        "W2",
        "W3",
    ]


def test_an_abstract_is_put_back_into_its_order() -> None:
    index = {"and": [1, 3], "Deep": [0], "wide": [2], "tall.": [4]}
    assert openalex_object.abstract(index) == "Deep and wide and tall."
    assert openalex_object.abstract({"far": [2**31 - 1], "near": [0], "no": [-1, 0.5, None]}) == (
        "near far"
    )
    assert openalex_object.abstract({"endless": list(range(50_000))}) is None
    assert openalex_object.abstract({}) is None
    assert openalex_object.abstract(None) is None


def test_other_answers_are_refused() -> None:
    with pytest.raises(NotThisPage):
        openalex_work.parse(answer("openalex_work", "only_two_fields"))
    with pytest.raises(NotThisPage):
        openalex_work.parse(b'{"error": "Not found", "message": "No such work"}')
    with pytest.raises(LayoutUnknown):
        openalex_work.parse(b'{"id": "https://openalex.org/A5051500272"}')
