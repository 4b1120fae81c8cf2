from datetime import UTC, date, datetime

import pytest

from scraper.pages import fields


def test_text_collapses_and_keeps_the_title_zero() -> None:
    assert fields.text("  a\n\t b\x00c\ud835 ") == "a b c"
    assert fields.text("0") == "0"
    assert fields.text("𝐴 ü 漢") == "𝐴 ü 漢"


def test_text_hides_and_turns_nothing() -> None:
    assert fields.text("\u202etxe\u2069t of\u00adten\u200b, \ufeffso") == "txet often, so"
    assert fields.text("می\u200cخواهم") == "می\u200cخواهم"
    assert fields.text("\u200b") is None


@pytest.mark.parametrize("value", [None, "", " \n", 0, 1.5, True, [], {}, "\x00"])
def test_text_is_nothing_else(value: object) -> None:
    assert fields.text(value) is None
    assert fields.prose(value) is None


def test_prose_has_neither_tex_accents_nor_markup() -> None:
    assert fields.prose(r"<i>Poincar\'{e}</i> &amp; $x^2$") == "Poincaré & $x^2$"
    assert fields.prose("0") == "0"
    assert fields.prose("<b></b>") is None


@pytest.mark.parametrize("value", [None, -1, 1.0, True, "3", 2**31, [1]])
def test_a_count_is_a_number_that_a_column_holds(value: object) -> None:
    assert fields.count(value) is None
    assert fields.count(0) == 0
    assert fields.count(2**31 - 1) == 2**31 - 1


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0", 0),
        ("1,234", 1234),
        ("2147483647", 2**31 - 1),
        ("2147483648", None),
        ("12345678901", None),
        ("9" * 10_000, None),
        ("٣", None),
        ("-3", None),
        ("3.5", None),
        ("", None),
        (3, None),
    ],
)
def test_a_written_number_is_a_count(value: object, number: int | None) -> None:
    assert fields.digits(value) == number


@pytest.mark.parametrize(
    ("value", "year"), [(999, None), (1000, 1000), (2100, 2100), (2101, None), ("2000", None)]
)
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


def test_moments_have_a_time_zone() -> None:
    at = datetime(2026, 11, 24, 5, tzinfo=UTC)
    for written in ("2026-11-24T05:00:00Z", "2026-11-24T00:00:00-05:00", "2026-11-24T05:00:00"):
        assert fields.moment(written) == at
        assert fields.moment(written).tzinfo is not None  # type: ignore[union-attr]
    for written in ("Tue, 24 Nov 2026 00:00:00 -0500", "24 Nov 2026 05:00:00"):
        assert fields.mail_time(written) == at
    for wrong in ("today", "", None, 3, "Tue, 99 Nov 2026 00:00:00 GMT"):
        assert fields.moment(wrong) is None
        assert fields.mail_time(wrong) is None
        assert fields.mail_day(wrong) is None
    assert fields.mail_day("Tue, 24 Nov 2026 23:00:00 -0500") == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("https://openalex.org/W2741809807", "W2741809807"),
        ("W1", "W1"),
        ("https://openalex.org/A5051500272", None),
        ("", None),
        (None, None),
        (1, None),
    ],
)
def test_an_openalex_id_is_that_of_a_work(value: object, name: str | None) -> None:
    assert fields.openalex_id(value) == name


def test_categories_go_by_their_present_names() -> None:
    terms = ["math.MP", "cs.AI", None, "68T01", "cs.AI", "alg-geom", "math-ph", 3, "I.2.7; I.2"]
    assert fields.categories(terms) == ("math-ph", "cs.AI", "math.AG")


def test_a_vector_has_an_end() -> None:
    assert len(fields.vector([0] * 4096)) == 4096
    assert fields.vector([0] * 4097) == ()


@pytest.mark.parametrize(
    ("value", "paper"),
    [
        ("http://[", None),
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
        ("10.1000/A 10.1000/B", "10.1000/a", None),
        ("10.1000/A, doi:10.1000/B; 10.1000/C", "10.1000/a", None),
        (
            "10.1002/(SICI)1(1998)17:15<1::AID-X>3.0.CO;2-2",
            "10.1002/(sici)1(1998)17:15<1::aid-x>3.0.co;2-2",
            None,
        ),
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
