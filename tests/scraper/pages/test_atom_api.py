from datetime import date

import pytest

from scraper.errors import NotThisPage, PageIncomplete
from scraper.items import PaperPage
from scraper.pages import atom_api
from tests.scraper.pages.samples import answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("atom_api"))
def test_recorded(case: str) -> None:
    assert plain(atom_api.parse(answer("atom_api", case))) == expected("atom_api", case)


def test_facts_of_a_recorded_answer() -> None:
    page = atom_api.parse(answer("atom_api", "id_1707_08567_s0_m100"))
    (paper,) = page.papers
    assert (paper.arxiv_id, paper.version, paper.published) == ("1707.08567", 1, date(2017, 7, 27))
    assert len(paper.authors) == 34
    assert "Dirk Wübben" in paper.authors
    assert paper.categories == ("cs.IT",)


def test_an_unknown_id_is_left_out() -> None:
    page = atom_api.parse(answer("atom_api", "id_0808_05394_1707_08567_s0_m100"))
    assert [paper.arxiv_id for paper in page.papers] == ["1707.08567"]
    assert atom_api.parse(answer("atom_api", "id_0000_0000_s0_m100")) == PaperPage(
        papers=(), total=0
    )


def test_a_list_goes_on_by_the_rows_received() -> None:
    page = atom_api.parse(answer("atom_api", "q_testing_s9_m15"))
    assert (len(page.papers), page.total, page.next) == (15, 214881, "24")


def test_an_error_is_no_paper() -> None:
    with pytest.raises(NotThisPage, match="incorrect id format for abc"):
        atom_api.parse(answer("atom_api", "id_abc_s0_m100"))


def feed(entries: str = "", total: int = 1, start: int = 0) -> PaperPage:
    counts = f"<totalResults>{total}</totalResults><startIndex>{start}</startIndex>"
    return atom_api.parse(f"<feed>{counts}{entries}</feed>".encode())


def test_results_that_were_claimed_and_not_sent_are_asked_for_again() -> None:
    with pytest.raises(PageIncomplete, match="claims 5 results"):
        feed(total=5)
    assert feed(total=5, start=5) == PaperPage(papers=(), total=5)


def test_a_paper_may_be_titled_error_or_0() -> None:
    entry = "<entry><id>http://arxiv.org/abs/{}</id><title>{}</title></entry>"
    page = feed(entry.format("2311.09227v3", "Error") + entry.format("cs/9901001v1", "0"), total=2)
    assert [(paper.arxiv_id, paper.title) for paper in page.papers] == [
        ("2311.09227", "Error"),
        ("cs/9901001", "0"),
    ]
    assert page.next is None


def test_the_primary_category_is_first_and_classes_are_none() -> None:
    page = feed(
        "<entry><id>http://arxiv.org/abs/2311.09227v1</id><category term='math.MP'/>"
        "<category term='05C50, 05C76'/><category term='cs.AI'/><primary_category term='cs.AI'/>"
        "<doi>10.1103/PhysRevD.93.016005 10.1103/PhysRevD.98.079901</doi></entry>"
    )
    assert page.papers[0].categories == ("cs.AI", "math-ph")
    assert page.papers[0].doi == "10.1103/physrevd.93.016005"


def test_entries_without_an_id_are_passed_over() -> None:
    assert feed("<entry><title>Nothing</title></entry>").papers == ()


def test_another_feed_is_refused() -> None:
    for counts in ("<totalResults>1</totalResults>", "<startIndex>0</startIndex>", ""):
        with pytest.raises(NotThisPage, match="counts no results"):
            atom_api.parse(f"<feed>{counts}</feed>".encode())
    error = "<entry><id>http://arxiv.org/api/errors#x</id></entry>"
    with pytest.raises(NotThisPage, match="no reason given"):
        feed(error)
    with pytest.raises(NotThisPage):
        atom_api.parse(answer("atom_feed", "cs"))
