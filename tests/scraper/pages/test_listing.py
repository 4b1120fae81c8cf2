from datetime import date

import pytest

from scraper.errors import LayoutUnknown, NotThisPage, PageIncomplete
from scraper.items import AnnouncedItem, Announcements
from scraper.pages import listing
from tests.scraper.pages.samples import SAMPLES, answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("listing"))
def test_recorded(case: str) -> None:
    assert plain(listing.parse(answer("listing", case))) == expected("listing", case)


def test_sections_of_new_papers_are_told_apart() -> None:
    page = listing.parse(answer("listing", "math_new"))
    kinds = [row.kind for row in page.rows]
    assert kinds == ["new", "cross", "replace", "replace", "replace", "replace"]
    assert page.total == 6
    assert {row.day for row in page.rows} == {date(2011, 2, 3)}
    assert all(row.paper.abstract for row in page.rows)


def test_days_of_recent_papers_are_told_apart() -> None:
    page = listing.parse(answer("listing", "math_recent"))
    assert [(row.day.day, row.kind) for row in page.rows if row.day] == [
        (3, "new"),
        (3, "cross"),
        (2, "new"),
        (1, "cross"),
        (28, "new"),
    ]
    assert all(row.paper.abstract is None for row in page.rows)


@pytest.mark.parametrize("case", ["astro_ph_new", "astro_ph_recent", "astro_ph_co_new"])
def test_a_list_without_entries_is_empty(case: str) -> None:
    assert listing.parse(answer("listing", case)) == Announcements(rows=(), total=0)


def page(content: str) -> bytes:
    head = "<!DOCTYPE html><html><head></head><body><div id='dlpage'>"
    return f"{head}{content}</div></body></html>".encode()


def entry(note: str = "", cells: str = "") -> AnnouncedItem:
    link = "<a title='Abstract' id='2311.09227'>arXiv:2311.09227</a>"
    (row,) = listing.parse(
        page(
            f"<dl id='articles'><dt>{link} {note}</dt><dd><div class='meta'>{cells}</div></dd></dl>"
        )
    ).rows
    return row


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("", "new"),
        ("(cross-list from math.CO)", "cross"),
        ("(replaced)", "replace"),
        ("(cross-list from math.CO, replaced)(replaced)", "replace-cross"),
    ],
)
def test_the_note_beside_an_id_tells_its_kind(note: str, kind: str) -> None:
    assert entry(note).kind == kind


def test_links_and_tex_are_written_out() -> None:
    paper = entry(
        cells="<div class='list-title mathjax'><span class='descriptor'>Title:</span>"
        r"Poincar\'{e} and $\alpha$</div><div class='list-comments'>See"
        " <a class='link-external' href='https://example.org/a'>this https URL</a></div>"
        "<div class='list-authors'><a>K. G\\\"odel</a>, <a>and A. Turing</a></div>"
    ).paper
    assert paper.title == r"Poincaré and $\alpha$"
    assert paper.comments == "See https://example.org/a"
    assert paper.authors == ("K. Gödel", "A. Turing")


def test_an_entry_without_its_parts_is_passed_over() -> None:
    content = (
        "<dl><dd>no dt</dd><dt>no link</dt><dd></dd><dt><a title='Abstract' id='foo'></a></dt>"
        "<dd></dd><dt><a title='Abstract' id='2311.09227'></a></dt></dl>"
    )
    assert listing.parse(page(content)).rows == ()


def test_entries_that_are_claimed_and_not_found_are_reported() -> None:
    with pytest.raises(LayoutUnknown, match="claims 1234 entries"):
        listing.parse(page("<div class='paging'>Total of 1,234 entries</div><ul><li>…</li></ul>"))


def test_other_pages_are_refused() -> None:
    for path in sorted((SAMPLES / "answers" / "arxiv").glob("*.html")):
        with pytest.raises((NotThisPage, PageIncomplete)):
            listing.parse(path.read_bytes())
    with pytest.raises(PageIncomplete):
        listing.parse(answer("listing", "cs_new")[:9000])


def test_hostile_nesting_takes_no_time() -> None:
    for piece in ("<dl><dt>", "<b>", "<div class='meta'>"):
        assert listing.parse(page(piece * 20_000)).rows == ()
