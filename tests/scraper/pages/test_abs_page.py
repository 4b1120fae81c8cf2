import contextlib
import gzip
import json
import time
from pathlib import Path
from typing import Any

import pytest

from scraper.errors import LayoutUnknown, NotThisPage, PageError, PageIncomplete
from scraper.pages import abs_page

SAMPLES = Path(__file__).parents[2] / "samples" / "abs_page"
CASES = sorted(path.parent.name for path in SAMPLES.glob("*/expected.json"))
# Of a journal reference the page has the accents alone, the record also the TeX behind them.
NOT_ON_THE_PAGE = {
    "2006.02835": {
        "journal_ref": "RIMS Kôkyûroku Bessatsu, B39, Res. Inst. Math. Sci. (RIMS), Kyoto, 2013"
        " (http://hdl.handle.net/2433/207827)"
    }
}
TITLE = "Calculation of prompt diphoton production cross sections at Tevatron and LHC energies"
OTHERS = sorted(path.name for path in (SAMPLES / "other").iterdir())


def page(case: str) -> bytes:
    path = SAMPLES / case / "page.html"
    return path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes())


def changed(old: str, new: str, case: str = "0704.0001") -> bytes:
    """A real page with one thing in it changed."""
    whole = page(case).decode()
    assert old in whole
    return whole.replace(old, new).encode()


def parsed(body: bytes) -> dict[str, Any]:
    return abs_page.as_json(abs_page.parse(body))


@pytest.mark.parametrize("case", CASES)
def test_reads_what_arxiv_has_on_record(case: str) -> None:
    expected = json.loads((SAMPLES / case / "expected.json").read_text("utf-8"))
    assert parsed(page(case)) == expected | NOT_ON_THE_PAGE.get(case, {})


def test_says_what_only_the_item_has() -> None:
    item = abs_page.parse(page("hep-th_9809096"))
    assert item.url == "https://arxiv.org/abs/hep-th/9809096"
    assert (str(item.published), item.year) == ("1998-09-14", 1998)


def test_reads_many_dois_as_written() -> None:
    body = changed('citation_doi" content="', 'citation_doi" content="10.1000/ABC;2  ')
    assert abs_page.parse(body).doi == "10.1000/ABC;2 10.1103/PhysRevD.76.013009"


@pytest.mark.parametrize(
    ("meta", "name"),
    [
        ("Smith, Jr., John", "John Smith, Jr."),
        ("Alves Jr, A. A.", "A. A. Alves Jr"),
        ("Madonna", "Madonna"),
        ("The Belle II Collaboration", "Belle II Collaboration"),
        ("the ATLAS team", "ATLAS team"),
        ("Collaboration, the ALADiN2000", "the ALADiN2000 Collaboration"),
        ("for the X Collaboration", "for the X Collaboration"),
        ("The Old Teamster", "The Old Teamster"),
    ],
)
def test_puts_forenames_first(meta: str, name: str) -> None:
    assert abs_page.parse(changed("Balázs, C.", meta)).authors[0] == name


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ('<a href="http://www.imstat.org/aap/">this http URL</a>', "http://www.imstat.org/aap/"),
        ('<a href="https://a.org/?b=1&amp;c">this https URL</a>', "https://a.org/?b=1&c"),
        ('<a href="ftp://ftp.a.org/b">this ftp URL</a>', "ftp://ftp.a.org/b"),
        ('<a href="http://www.imstat.org">this http URL</a>', "http://www.imstat.org"),
        ('<a href="http://www.mpi.de">this http URL</a>', "http://www.mpi.de"),
        ('<a href="http://revtex4.cls">this http URL</a>', "revtex4.cls"),
        ('<a href="http://paper.ps.gz">this http URL</a>', "paper.ps.gz"),
        ('<a href="http://pages.Submitted">this http URL</a>', "pages.Submitted"),
        ('<a href="http://Phys.Rev.Lett:12">this http URL</a>', "Phys.Rev.Lett:12"),
        ('<a href="http://et.al">this http URL</a>', "et.al"),
        ('<a href="http://192.0.2.1">this http URL</a>', "http://192.0.2.1"),
        ('<a href="http://a.org:80">this http URL</a>', "http://a.org:80"),
        ('<a href="https://doi.org/10.1/a" data-doi="10.1/a">https://doi.org/10.1/a</a>', "10.1/a"),
        ('<a href="https://arxiv.org/abs/0704.1" data-arxiv-id="0704.1">0704.1</a>', "0704.1"),
    ],
)
def test_puts_back_what_links_hide_in_comments(link: str, written: str) -> None:
    body = changed("37 pages, 15 figures;", f"37 pages, see {link};")
    assert abs_page.parse(body).comments == f"37 pages, see {written}; published version"


@pytest.mark.parametrize(
    ("shown", "source"),
    [
        ('<a href="http://x.org">this http URL</a>', "x.org"),
        ('<a href="http://x.org">this http URL</a>', "http://x.org"),
        ('<a href="http://x.org">this http URL</a>' * 2, "http://x.orgx.org"),
        ('ww <a href="http://x.org/~y">this http URL</a>', "ww x.org/~y"),
        ('<a href="https://arxiv.org/abs/0704.0001">arXiv:0704.0001</a>', "arxiv:0704.0001"),
    ],
)
def test_takes_links_from_the_source_where_the_page_has_it(shown: str, source: str) -> None:
    whole = page("0704.0001").decode()
    for before, meta in [
        ("Abstract:</span>  ", 'citation_abstract" content=" '),
        ("Title:</span>", 'citation_title" content="'),
    ]:
        assert before in whole
        assert meta in whole
        whole = whole.replace(before, f"{before}{shown} ").replace(meta, f"{meta}{source} ")
    item = abs_page.parse(whole.encode())
    assert item.title is not None
    assert item.title.startswith(f"{source} Calculation of prompt")
    assert item.abstract is not None
    assert item.abstract.startswith(f"{source} A fully differential")


def test_takes_a_line_break_for_a_space() -> None:
    abstract = abs_page.parse(changed("A fully differential", "A fully<br />differential")).abstract
    assert abstract is not None
    assert abstract.startswith("A fully differential calculation in perturbative")


@pytest.mark.parametrize(
    ("shown", "submitted"),
    [
        ("Mon, 2 Apr 2007 19:18:42 UTC", "2007-04-02T19:18:42+00:00"),
        ("Mon, 2 Apr 2007 19:18:42 GMT", "2007-04-02T19:18:42+00:00"),
        ("Mon, 2 Apr 2007 19:18:42 EST", "2007-04-03T00:18:42+00:00"),
        ("Mon, 2 Apr 2007 19:18:42", "2007-04-02T19:18:42+00:00"),
    ],
)
def test_reads_dates_in_their_zone(
    shown: str, submitted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    body = changed("Mon, 2 Apr 2007 19:18:42 UTC", shown)
    assert parsed(body)["versions"][0]["submitted"] == submitted


def test_knows_old_names_of_categories() -> None:
    primary = "High Energy Physics - Phenomenology (hep-ph)</span>"
    more = primary + "; Algebraic Geometry (alg-geom); Numerical Analysis (cs.NA); X (math.NA)"
    assert abs_page.parse(changed(primary, more)).categories == ("hep-ph", "math.AG", "math.NA")


@pytest.mark.parametrize("name", OTHERS)
def test_refuses_other_pages(name: str) -> None:
    with pytest.raises(NotThisPage):
        abs_page.parse((SAMPLES / "other" / name).read_bytes())


@pytest.mark.parametrize(
    "body",
    [b"", b"\0" * 1000, bytes(range(256)) * 100, b"%PDF-1.5 <head></html>"],
)
def test_refuses_what_is_no_page(body: bytes) -> None:
    with pytest.raises(NotThisPage, match="no HTML page"):
        abs_page.parse(body)


def test_refuses_what_is_not_in_utf_8() -> None:
    with pytest.raises(NotThisPage, match="UTF-8"):
        abs_page.parse(page("0704.0001").replace(b"Calculation", b"Calcul\xe9"))


def test_a_page_cut_short_is_incomplete_wherever_it_is_cut() -> None:
    whole = page("0704.0001")
    for end in [*range(100, len(whole), 397), len(whole) - 1]:
        with pytest.raises(PageIncomplete):
            abs_page.parse(whole[:end])


def test_a_page_cut_short_and_closed_by_another_gives_no_half_record() -> None:
    whole, known = page("0704.0001"), abs_page.parse(page("0704.0001"))
    end_of_record = whole.index(b"view license") + len(b"view license</a></div>")
    refused = 0
    for end in [*range(0, len(whole), 397), *range(end_of_record - 150, end_of_record)]:
        try:
            assert abs_page.parse(whole[:end] + b"</body></html>") == known, end
        except PageError:
            refused += 1
            assert end < end_of_record
    assert refused > 150


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ('id="abs"', ""),
        ('class="title', 'class="'),
        (f"Title:</span>{TITLE}</h1>", "</span></h1>"),
        ('class="abstract', 'class="'),
        ('class="authors', 'class="'),
        ('name="citation_author"', ""),
        ('class="metatable"', ""),
        ("subjects", ""),
        ("(hep-ph)</span>", "</span>"),
        ("arxividv", ""),
        ("arXiv:0704.0001v2", "arXiv:0704.0001"),
        ("arXiv:0704.0001v2", "arXiv:0704.0001v3"),
        ("arXiv:0704.0001v2", "hep-ph"),
        ("Journal&nbsp;reference:", "Place:"),
        ("submission-history", ""),
        ("[v1]", ""),
        ("[v2]", ""),
        ("2 Apr 2007 19:18:42", "2 Apr 2007 99:18:42"),
        ("UTC (443", "("),
        ("abs-license", ""),
        ("http://arxiv.org/licenses", "/licenses"),
    ],
)
def test_names_a_part_that_is_not_where_it_was(part: str, instead: str) -> None:
    body = changed(part, instead)
    if part == 'class="authors':
        body = body.replace(b'name="citation_author"', b"")
    with pytest.raises(LayoutUnknown):
        abs_page.parse(body)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("place", "inside"),
    [
        ('<div id="abs">', "<div>" * 30_000),
        ('<div id="abs">', f'<div title="{"a" * 1_000_000}"></div>'),
        ('<span class="primary-subject">', "(" * 1_000_000),
        ("Abstract:</span>", '<a href="http://x">this http URL</a>' * 5_000),
        ('<div id="abs">', "<!--" + "-" * 1_000_000),
    ],
    ids=["deep", "long attribute", "parentheses", "links", "comment"],
)
def test_takes_hostile_pages_in_its_stride(place: str, inside: str) -> None:
    with contextlib.suppress(PageError):
        assert abs_page.parse(changed(place, place + inside)).arxiv_id == "0704.0001"


def test_refuses_a_hundred_thousand_tags_unread() -> None:
    with pytest.raises(NotThisPage, match="more tags"):
        abs_page.parse(changed("Title:</span>", "<i>" * 100_000))
