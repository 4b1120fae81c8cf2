import pytest

from scraper.pages import s2_references
from tests.scraper.pages.samples import answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("s2_references"))
def test_recorded(case: str) -> None:
    page = plain(s2_references.parse(answer("s2_references", case)))
    assert page == expected("s2_references", case)


def test_rows_without_an_identifier_are_kept() -> None:
    first, last = (
        s2_references.parse(answer("s2_references", case)) for case in ("first_page", "last_page")
    )
    assert (len(first.rows), first.next) == (50, 50)
    assert (len(last.rows), last.next) == (17, None)
    nameless = [row.paper.title for row in first.rows if row.paper.s2_id is None]
    assert "Progress of the World's Women 2011–2012: In Pursuit of Justice" in nameless
