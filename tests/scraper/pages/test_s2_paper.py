import json
from typing import Any

import pytest

from scraper.errors import LayoutUnknown, NotThisPage
from scraper.items import PaperItem
from scraper.pages import s2_paper
from tests.scraper.pages.samples import answer, cases, expected, plain

SHA = "2d5673caa9e6af3a7b82a43f19ee920992db07ad"
FIELDS = (
    "paperId externalIds url title abstract venue publicationVenue journal year publicationDate"
    " authors citationCount referenceCount tldr"
).split()


@pytest.mark.parametrize("case", cases("s2_paper"))
def test_recorded(case: str) -> None:
    assert plain(s2_paper.parse(answer("s2_paper", case))) == expected("s2_paper", case)


def read(**given: Any) -> PaperItem:
    return s2_paper.parse(json.dumps({"paperId": SHA} | given).encode())


@pytest.mark.parametrize("wrong", [None, 0, -1, True, 1e9, "", [], {}, [None], {"x": None}, [[]]])
def test_a_wrong_field_costs_only_itself(wrong: object) -> None:
    for field in FIELDS:
        paper = read(**({"title": "T", "year": 2020} | {field: wrong}))
        assert (paper.s2_id, paper.title, paper.year) == (
            SHA if field != "paperId" else None,
            "T" if field != "title" else None,
            2020 if field != "year" else None,
        )
        assert read(title="T", externalIds={"ArXiv": wrong, "DOI": wrong}).title == "T"
        assert read(title="T", authors=[{"name": wrong}, {"name": "A. Turing"}]).authors == (
            "A. Turing",
        )
        assert read(title="T", tldr={"text": wrong, "model": "tldr@v2.0.0"}).tldr_model is None


def test_the_title_zero_is_a_title() -> None:
    assert read(title="0").title == "0"


def test_the_summary_carries_its_model() -> None:
    paper = read(tldr={"model": "tldr@v2.0.0", "text": "Machines may think."})
    assert (paper.tldr, paper.tldr_model) == ("Machines may think.", "tldr@v2.0.0")


def test_the_arxiv_id_may_stand_in_either_place() -> None:
    assert read(externalIds={"ArXiv": "hep-th/9901001v3"}).arxiv_id == "hep-th/9901001"
    assert read(externalIds={"DOI": "10.48550/arXiv.2311.09227"}).arxiv_id == "2311.09227"
    paper = read(externalIds={"ArXiv": "nonsense", "DOI": "10.48550/arXiv.2311.09227"})
    assert (paper.arxiv_id, paper.doi) == ("2311.09227", None)


def test_the_year_falls_back_to_the_date() -> None:
    assert read(publicationDate="2013-04-10").year == 2013
    assert read(publicationDate="2013-04-10", year=2014).year == 2014


def test_a_venue_may_stand_in_three_places() -> None:
    assert read(venue="A", publicationVenue={"name": "B"}, journal={"name": "C"}).venue == "A"
    assert read(venue="", publicationVenue={"name": "B"}, journal={"name": "C"}).venue == "B"
    assert read(venue=None, publicationVenue=None, journal={"name": "C"}).venue == "C"


def test_an_answer_about_nothing_is_refused() -> None:
    with pytest.raises(LayoutUnknown):
        s2_paper.parse(b'{"paperId": null, "title": null}')
    with pytest.raises(NotThisPage):
        s2_paper.parse(b'{"error": "Paper with id 0 not found"}')
