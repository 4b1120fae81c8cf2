from datetime import date

import pytest

from scraper.pages import fields


def test_text_collapses_and_keeps_the_title_zero() -> None:
    assert fields.text("  a\n\t b\x00c\ud835 ") == "a b c"
    assert fields.text("0") == "0"
    assert fields.text("𝐴 ü 漢") == "𝐴 ü 漢"


@pytest.mark.parametrize("value", [None, "", " \n", 0, 1.5, True, [], {}, "\x00"])
def test_text_is_nothing_else(value: object) -> None:
    assert fields.text(value) is None


@pytest.mark.parametrize("value", [None, -1, 1.0, True, "3", 2**31, [1]])
def test_a_count_is_a_number_that_a_column_holds(value: object) -> None:
    assert fields.count(value) is None
    assert fields.count(0) == 0
    assert fields.count(2**31 - 1) == 2**31 - 1


@pytest.mark.parametrize(("value", "year"), [(1543, 1543), (2026, 2026), (0, None), (20233, None)])
def test_a_year_has_four_digits(value: object, year: int | None) -> None:
    assert fields.year(value) == year


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2023-11-17", date(2023, 11, 17)),
        ("2023-11-17T10:00:00Z", date(2023, 11, 17)),
        ("2023-02-30", None),
        ("2023-02", None),
        ("٢٠٢٣-١١-١٧", None),
        (20231117, None),
    ],
)
def test_a_day_is_one_of_the_calendar(value: object, day: date | None) -> None:
    assert fields.day(value) == day


@pytest.mark.parametrize(
    ("value", "paper"),
    [
        ("1402.0030", "1402.0030"),
        ("2311.09227v2", "2311.09227"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("2311.09227v" + "9" * 5000, None),
        ("２３１１.09227", None),
        ("abs/2402", None),
        (2311.09227, None),
        (None, None),
    ],
)
def test_an_arxiv_id_is_checked_and_bare(value: object, paper: str | None) -> None:
    assert fields.arxiv_id(value) == paper


@pytest.mark.parametrize(
    ("value", "doi", "paper"),
    [
        ("10.1023/A:1007154515475", "10.1023/a:1007154515475", None),
        ("https://doi.org/10.1093/MIND/LIX.236.433", "10.1093/mind/lix.236.433", None),
        ("doi: 10.1000/182", "10.1000/182", None),
        ("10.48550/arXiv.2311.09227", None, "2311.09227"),
        ("10.48550/ARXIV.HEP-TH/9901001", None, "hep-th/9901001"),
        ("10.48550/arxiv.nonsense", None, None),
        ("10.1000/with space", None, None),
        ("11.1000/182", None, None),
        ("10.1000/" + "x" * 1000, None, None),
        (182, None, None),
    ],
)
def test_a_doi_is_lower_case_and_arxivs_own_are_arxiv_ids(
    value: object, doi: str | None, paper: str | None
) -> None:
    assert fields.doi_or_arxiv(value) == (doi, paper)


def test_lists_keep_what_is_right_in_them() -> None:
    assert list(fields.objects([{"a": 1}, None, 3, "x", []])) == [{"a": 1}]
    assert list(fields.objects({"a": 1})) == []
    assert fields.texts(["a", None, " a ", "b", 3]) == ("a", "b")
    assert fields.texts("ab") == ()
    assert fields.flag(1) is None
    assert fields.flag(False) is False
