import pytest

from scraper.errors import LayoutUnknown, NotThisPage, PageError
from scraper.items import CitationPage
from scraper.pages import citation_table
from tests.scraper.pages.samples import answer, cases, expected, plain

SHA = "649def34f8be52c8b66281af98ae884c09aef38b"
HEADS = "<tr><th>Title</th><th>Author(s)</th><th>Year</th><th></th></tr>"


@pytest.mark.parametrize("case", cases("citation_table"))
def test_made_pages(case: str) -> None:
    assert plain(citation_table.parse(answer("citation_table", case))) == expected(
        "citation_table", case
    )


def read(*rows: str, heads: str = HEADS) -> CitationPage:
    lines = "".join(f"<tr>{row}</tr>" for row in rows)
    return citation_table.parse(f"<html><body><table>{heads}{lines}</table>".encode())


def cells(title: str = "T", authors: str = "A. Turing", year: str = "1950", link: str = "") -> str:
    return f"<td>{title}</td><td>{authors}</td><td>{year}</td><td>{link}</td>"


@pytest.mark.parametrize(
    "heads",
    [
        "<tr><td>TITLE</td><td>Authors</td><td>Year</td></tr>",
        "<thead><tr><th><button> Paper </button></th><th>author</th><th>Published</th></tr>",
    ],
)
def test_heads_tell_the_columns(heads: str) -> None:
    assert plain(read(cells(), heads=heads).rows) == [
        {"paper": {"title": "T", "authors": ["A. Turing"], "year": 1950}}
    ]


def test_columns_may_stand_in_any_order() -> None:
    heads = "<tr><th>#</th><th>Year</th><th>Authors</th><th>Title</th></tr>"
    row = "<td>1</td><td>1950-10</td><td>A. Turing</td><td>Computing Machinery</td>"
    (found,) = read(row, heads=heads).rows
    assert (found.paper.title, found.paper.year) == ("Computing Machinery", 1950)


@pytest.mark.parametrize(
    ("link", "field", "value"),
    [
        ("https://arxiv.org/abs/2311.09227v2", "arxiv_id", "2311.09227"),
        ("https://doi.org/10.1093/MIND/LIX.236.433", "doi", "10.1093/mind/lix.236.433"),
        ("https://doi.org/10.48550/arXiv.2311.09227", "arxiv_id", "2311.09227"),
        (f"https://www.semanticscholar.org/paper/A-title/{SHA}", "s2_id", SHA),
        ("https://openalex.org/W2741809807", "openalex_id", "W2741809807"),
        ("/abs/hep-th/9901001", "arxiv_id", "hep-th/9901001"),
        ("http://127.0.0.1:8765/abs/doi:10.1000/182", "doi", "10.1000/182"),
        (f"http://127.0.0.1:8765/abs/s2:{SHA}", "s2_id", SHA),
    ],
)
def test_links_name_the_paper(link: str, field: str, value: str) -> None:
    (row,) = read(cells(link=f'<a href="{link}">View Paper</a>')).rows
    assert getattr(row.paper, field) == value
    assert row.paper.url == (link if link.startswith("http") else None)


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)//arxiv.org/abs/2311.09227",
        "https://example.org/2311.09227",
        "https://arxiv.org.example.org/pdf/2311.09227",
        "http://[bad",
        "/abs/http://[bad",
        "/abs/lens:0123456789abcdef",
        "https://doi.org/",
        "x" * 10_000,
    ],
)
def test_other_links_name_nothing(link: str) -> None:
    (row,) = read(cells(link=f'<a href="{link}">View</a>')).rows
    paper = row.paper
    assert (paper.arxiv_id, paper.doi, paper.s2_id, paper.openalex_id) == (None,) * 4


def test_what_is_missing_stays_missing() -> None:
    page = read(
        cells(authors="authors unknown", year="year unknown"),
        cells(authors="", year="—"),
        cells(title="title unknown"),
        cells(title="N/A", link='<a href="https://arxiv.org/abs/2311.09227">View</a>'),
        '<td colspan="4">No citations found.</td>',
        "",
    )
    assert plain(page.rows) == [
        {"paper": {"title": "T"}},
        {
            "paper": {
                "authors": ["A. Turing"],
                "year": 1950,
                "arxiv_id": "2311.09227",
                "url": "https://arxiv.org/abs/2311.09227",
            }
        },
    ]


def test_a_title_that_is_a_link_stands_for_its_cell() -> None:
    title = '<a href="/abs/2311.09227">Open <i>mo</i>dels</a><span>influential</span>'
    (row,) = read(cells(title=title)).rows
    assert (row.paper.title, row.paper.arxiv_id) == ("Open models", "2311.09227")


def test_names_may_be_divided_by_elements() -> None:
    for authors in (
        "A. Turing, K. Gödel",
        "<a>A. Turing</a><a>K. Gödel</a>",
        "A. Turing; K. Gödel",
    ):
        (row,) = read(cells(authors=authors)).rows
        assert row.paper.authors == ("A. Turing", "K. Gödel")


def test_tables_that_arrange_tables_are_looked_through() -> None:
    inner = f"<table>{HEADS}<tr>{cells()}</tr></table>"
    body = (
        f"<table><tr><td>Title</td><td>{inner}</td></tr></table><table><tr><td>x</td></tr></table>"
    )
    assert len(citation_table.parse(body.encode()).rows) == 1


def test_the_declared_encoding_is_read() -> None:
    html = f'<meta charset="windows-1252"><table>{HEADS}<tr>{cells("Gödel")}</tr></table>'
    (row,) = citation_table.parse(html.encode("windows-1252")).rows
    assert row.paper.title == "Gödel"
    for charset in ("zlib", "idna", "utf-7", "iso-8859-12", "x"):
        html = f'<meta charset="{charset}"><table>{HEADS}<tr>{cells("Gödel")}</tr></table>'
        (row,) = citation_table.parse(html.encode()).rows
        assert row.paper.title == "Gödel"


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"Resource not found.", b"<", b"<table></table>", b"<p>Are you human?</p>"]
)
def test_pages_without_such_a_table_are_refused(body: bytes) -> None:
    with pytest.raises(PageError) as refusal:
        citation_table.parse(body)
    assert type(refusal.value) in (NotThisPage, LayoutUnknown)


@pytest.mark.parametrize(
    "piece", ["<table>", f"<table>{HEADS}<tr><td>", "<tr><td><div>", "<td>", "<div>", "<tr>"]
)
def test_hostile_nesting_takes_no_time(piece: str) -> None:
    citation_table.parse(f"<table>{HEADS}<tr>{cells()}".encode() + piece.encode() * 20_000)
