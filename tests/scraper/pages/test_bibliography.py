import pytest

from scraper.errors import NotThisPage, PageIncomplete
from scraper.items import CitationItem, CitationPage
from scraper.pages import bibliography
from tests.scraper.pages.samples import SAMPLES, answer, cases, expected, plain


@pytest.mark.parametrize("case", cases("bibliography"))
def test_made_by_latexml(case: str) -> None:
    page = plain(bibliography.parse(answer("bibliography", case)))
    assert page == expected("bibliography", case)


def test_every_list_of_a_paper_is_read() -> None:
    rows = bibliography.parse(answer("bibliography", "physics_two_lists")).rows
    assert len(rows) == 7
    assert rows[-1].paper.doi == "10.1109/sfcs.1994.365700"


def test_what_a_reference_says_to_see_also_is_not_its_own() -> None:
    rows = bibliography.parse(answer("bibliography", "physics_two_lists")).rows
    bell = next(row for row in rows if row.text and row.text.startswith("J. S. Bell"))
    assert (bell.paper.arxiv_id, bell.paper.year) == (None, 1964)
    assert bell.text is not None
    assert bell.text.endswith("see also [quant-ph/0402001].")


def page(content: str, kind: str = "ltx_document") -> bytes:
    return (
        "<!DOCTYPE html><html><head><title>A paper</title></head><body>"
        f'<article class="{kind}">{content}</article></body></html>'
    ).encode()


def item(*blocks: str) -> CitationItem:
    spans = "".join(f'<span class="ltx_bibblock">{block}</span>' for block in blocks)
    entry = f'<li class="ltx_bibitem"><span class="ltx_tag">[1]</span>{spans}</li>'
    (row,) = bibliography.parse(page(f'<ul class="ltx_biblist">{entry}</ul>')).rows
    return row


def test_a_title_that_is_a_link_is_a_title_all_the_same() -> None:
    row = item(
        "A. Turing. 1950.",
        '<a href="https://doi.org/10.1093/mind/LIX.236.433">Computing machinery and'
        " intelligence</a>.",
        '<em class="ltx_emph">Mind</em>.',
    )
    assert plain(row) == {
        "text": "A. Turing. 1950. Computing machinery and intelligence. Mind.",
        "paper": {
            "title": "Computing machinery and intelligence",
            "authors": ["A. Turing"],
            "year": 1950,
            "doi": "10.1093/mind/lix.236.433",
        },
    }


def test_a_second_block_that_is_a_journal_is_no_title() -> None:
    row = item("A. Turing,", "Proc. Lond. Math. Soc. 42, 230 (1937).")
    assert (row.paper.title, row.paper.authors, row.paper.year) == (None, (), 1937)
    assert item("A. Turing.", "In Mind, 1950.").paper.title is None


def test_a_paper_without_references_has_none() -> None:
    assert bibliography.parse(page("<p>No list.</p>")) == CitationPage(rows=())
    assert bibliography.parse(page('<ul class="ltx_biblist"></ul>')).rows == ()
    empty = '<ul class="ltx_biblist"><li class="ltx_bibitem"><span>[1]</span></li></ul>'
    assert bibliography.parse(page(empty)).rows == ()


def test_other_pages_are_refused() -> None:
    for path in sorted((SAMPLES / "answers" / "arxiv").glob("*.html")):
        with pytest.raises(NotThisPage):
            bibliography.parse(path.read_bytes())
    with pytest.raises(NotThisPage):
        bibliography.parse(page("", "some_article"))
    with pytest.raises(PageIncomplete):
        bibliography.parse(answer("bibliography", "bibtex_blocks")[:3000])


@pytest.mark.parametrize(
    "piece",
    [
        '<li class="ltx_bibitem"><span class="ltx_bibblock">',
        "<math>",
        '<a href="#x">',
        '<span class="ltx_ERROR">',
    ],
)
def test_hostile_nesting_takes_no_time(piece: str) -> None:
    start = '<ul class="ltx_biblist"><li class="ltx_bibitem"><span class="ltx_bibblock">'
    bibliography.parse(page(start + piece * 20_000))
