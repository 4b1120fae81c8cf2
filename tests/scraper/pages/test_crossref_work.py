import json
from datetime import date
from typing import Any

import pytest

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.items import WorkItem
from scraper.pages import crossref_work
from tests.scraper.pages.samples import answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("crossref_work"))
def test_recorded(case: str) -> None:
    assert plain(crossref_work.parse(answer("crossref_work", case))) == expected(
        "crossref_work", case
    )


def read(**given: Any) -> WorkItem:
    message = {"DOI": "10.1000/182"} | given
    return crossref_work.parse(json.dumps({"message-type": "work", "message": message}).encode())


@pytest.mark.parametrize("wrong", [None, 0, True, 1e9, "", [], {}, [None], {"x": None}, [[]]])
def test_a_wrong_field_costs_only_itself(wrong: object) -> None:
    for field in (
        "title subtitle abstract author published issued container-title URL relation reference"
        " is-referenced-by-count references-count"
    ).split():
        work = read(**({"title": ["T"]} | {field: wrong}))
        assert (work.paper.doi, work.paper.title) == (
            "10.1000/182",
            "T" if field != "title" else None,
        )
    read(published={"date-parts": wrong}, reference=[{"DOI": wrong, "year": wrong}])
    read(author=[{"family": wrong}], relation={"has-preprint": [{"id": wrong}]})


@pytest.mark.parametrize(
    ("parts", "year", "day"),
    [
        ([[2023, 6, 1]], 2023, date(2023, 6, 1)),
        ([[2023, 6]], 2023, None),
        ([[2023]], 2023, None),
        ([[2023, 2, 30]], 2023, None),
        ([[None]], None, None),
        ([["2023"]], None, None),
        ([], None, None),
    ],
)
def test_a_date_is_as_whole_as_it_is(parts: object, year: int | None, day: date | None) -> None:
    paper = read(published={"date-parts": parts}).paper
    assert (paper.year, paper.published) == (year, day)


def test_the_date_of_issue_stands_in() -> None:
    assert read(issued={"date-parts": [[1999]]}).paper.year == 1999


def test_names_of_people_and_of_groups() -> None:
    authors = [
        {"given": "M.", "family": "Finger", "suffix": "Jr.", "sequence": "first"},
        {"name": "ATLAS Collaboration"},
        {"family": "Aristotle"},
        {},
    ]
    assert read(author=authors).paper.authors == (
        "M. Finger Jr.",
        "ATLAS Collaboration",
        "Aristotle",
    )


def test_a_subtitle_belongs_to_the_title() -> None:
    assert read(title=["Open models"], subtitle=["An evaluation"]).paper.title == (
        "Open models: An evaluation"
    )
    assert read(title=["Open: an evaluation"], subtitle=["An Evaluation"]).paper.title == (
        "Open: an evaluation"
    )


def test_a_subtitle_alone_is_no_title() -> None:
    assert read(title=[], subtitle=["An evaluation"]).paper.title is None


def test_an_abstract_loses_its_markup_and_heading() -> None:
    jats = (
        "<jats:sec><jats:title>Abstract</jats:title><jats:p>One <jats:italic>two</jats:italic>."
        "</jats:p><jats:p>Three &amp; four.</jats:p></jats:sec>"
    )
    assert read(abstract=jats).paper.abstract == "One two. Three & four."


def test_the_preprint_is_the_same_paper() -> None:
    relation = {
        "has-preprint": [
            {"id-type": "doi", "id": "10.21203/rs.3.rs-1"},
            {"id-type": "doi", "id": "10.48550/arXiv.2304.05376"},
        ]
    }
    assert read(relation=relation).paper.arxiv_id == "2304.05376"
    assert read(DOI="10.48550/arXiv.2304.05376").paper.doi is None


def test_references_keep_their_words_and_tell_what_shows_in_them() -> None:
    work = read(
        reference=[
            {"key": "1", "DOI": "10.1000/A", "author": "Dunford", "year": "1976b"},
            {
                "key": "2",
                "unstructured": "Bubeck, S. Sparks. https://arxiv.org/abs/2303.12712 (2023).",
            },
            {"key": "3", "volume-title": "The TeXbook", "year": "MCM"},
            {"key": "4"},
            None,
            {"key": "5", "DOI": "10.48550/arXiv.2303.08774", "unstructured": "10.1000/182"},
        ]
    )
    assert plain(work.references) == [
        {"paper": {"doi": "10.1000/a", "authors": ["Dunford"], "year": 1976}},
        {
            "text": "Bubeck, S. Sparks. https://arxiv.org/abs/2303.12712 (2023).",
            "paper": {"arxiv_id": "2303.12712", "year": 2023},
        },
        {"paper": {"title": "The TeXbook"}},
        {"text": "10.1000/182", "paper": {"arxiv_id": "2303.08774"}},
    ]


def test_other_answers_are_refused() -> None:
    with pytest.raises(NotThisPage):
        crossref_work.parse(b"Resource not found.")
    with pytest.raises(NotThisPage):
        crossref_work.parse(b'{"message-type": "work-list", "message": {"items": []}}')
    with pytest.raises(LayoutUnknown):
        crossref_work.parse(b'{"message-type": "work", "message": {"DOI": "x"}}')
