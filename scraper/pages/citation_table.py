"""Any page with a table of papers: columns for title, authors and year, and a link in the row.

ArxivLens paper pages are such pages, our own and others', so that one server can collect from
another. The heads of the columns tell what they are; what a row says is "unknown" is left out.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from lxml import etree

from scraper.errors import BadPaperId, LayoutUnknown, NotThisPage
from scraper.items import CitationItem, CitationPage, PaperItem
from scraper.normalise.urls import safe_url
from scraper.pages import author_line, bounds, fields
from scraper.paper_id import PaperId

_HEADS = {
    "title": re.compile(r"(?:paper |article )?titles?|papers?|articles?|publications?"),
    "authors": re.compile(r"authors?(?: ?\(s\))?"),
    "year": re.compile(r"(?:publication |published )?(?:year|date)|published"),
}
_CHARSET = re.compile(
    rb"<meta[^>]{1,200}charset=[\"']?"
    rb"(iso-8859-(?:[1-9]|1[013-6])|windows-125[0-8]|gbk|gb2312|gb18030|big5|shift_jis|euc-(?:jp|kr)|koi8-[ru])"
    rb"[\"'\s;/>]",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"(?:no |missing )?(?:titles?|authors?|years?)?(?: ?(?:unknown|missing|not available))?"
    r"|unknown (?:title|authors?|year)|untitled|n/?a|none|[^\w]*",
    re.IGNORECASE,
)
_MOST_TAGS = 500_000
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")


def parse(body: bytes) -> CitationPage:
    """The rows of every such table of the page, each paper once.

    Raises NotThisPage where the bytes are no HTML, LayoutUnknown where no table has such heads.
    """
    if b"<" not in body[:1000]:
        raise NotThisPage("The answer is no HTML page.")
    bounds.tags(body, _MOST_TAGS)
    bounds.attributes(body)
    # lxml alone, which unlike BeautifulSoup over it does not follow nesting without an end: these
    # pages are anybody's.
    try:
        page = etree.fromstring(_decoded(body).encode(), etree.HTMLParser(encoding="utf-8"))
    except etree.XMLSyntaxError as error:
        raise NotThisPage("The answer is no HTML page.") from error
    columns: dict[str, int] = {}
    rows: list[CitationItem] = []
    # A parser that mends what it reads may find nothing, whatever its type says.
    for row in page.iter("tr") if page is not None else ():  # type: ignore[redundant-expr]
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if any(next(cell.iter("table"), None) is not None for cell in cells):
            continue  # a table that only arranges others
        if heads := _heads(cells):
            columns = heads
        elif columns and (paper := _paper(cells, columns)):
            rows.append(CitationItem(paper=paper))
    if not columns:
        raise LayoutUnknown("No table of the page has heads for title, authors and year.")
    return CitationPage(rows=tuple(dict.fromkeys(rows)))


def _decoded(body: bytes) -> str:
    declared = _CHARSET.search(body[:4000])
    return body.decode(declared[1].decode() if declared else "utf-8", "replace")


def _heads(cells: list[etree._Element]) -> dict[str, int]:
    """Which column is which; empty where a row is no row of heads."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(cells[:50]):
        head = (_text(cell) or "").casefold()
        for name, pattern in _HEADS.items():
            if name not in columns and pattern.fullmatch(head):
                columns[name] = place
    return columns if {"title", "authors"} <= set(columns) else {}


def _paper(cells: list[etree._Element], columns: dict[str, int]) -> PaperItem | None:
    if len(cells) <= max(columns["title"], columns["authors"]):
        return None  # a remark that spans the columns
    title, authors = cells[columns["title"]], cells[columns["authors"]]
    year_at = columns.get("year", len(cells))
    year = _YEAR.search(_said(cells[year_at]) or "") if year_at < len(cells) else None
    links = [str(a.get("href") or "") for each in cells for a in each.iter("a")]
    url = next((url for url in map(safe_url, links) if url), None)
    named = _named(links)
    # Beside the title's own link there may be marks and a venue in the cell.
    linked = next(title.iter("a"), title)
    shown = fields.prose(_said(linked))
    if shown is None and not named:
        return None
    return PaperItem(
        title=shown,
        authors=_names(authors),
        year=fields.year(int(year[0])) if year else None,
        url=url,
        arxiv_id=named.get("arxiv"),
        doi=named.get("doi"),
        s2_id=named.get("s2"),
        openalex_id=named.get("openalex"),
    )


def _text(cell: etree._Element) -> str | None:
    return fields.text("".join(map(str, cell.itertext())))


def _names(cell: etree._Element) -> tuple[str, ...]:
    """Names that no comma divides are divided by elements."""
    said = _said(cell) or ""
    if said and not set(said) & set(",;"):
        said = ", ".join(map(str, cell.itertext()))
    return author_line.names(said)


def _said(cell: etree._Element) -> str | None:
    text = _text(cell)
    return None if text is None or _MISSING.fullmatch(text) else text


def _named(links: list[str]) -> dict[str, str]:
    """The identifiers that the links of a row lead to, by their scheme, one of each."""
    found: dict[str, str] = {}
    for link in links:
        for candidate in _candidates(link):
            try:
                paper = PaperId.parse(candidate)
            except (BadPaperId, ValueError):  # the latter from addresses like `http://[`
                continue
            if paper.scheme != "lens":  # which names a record of that server, no paper
                found.setdefault(paper.scheme, paper.value)
    return found


def _candidates(link: str) -> Iterator[str]:
    if len(link) > 600 or not link.isascii():
        return
    try:
        parts = urlsplit(link)
    except ValueError:
        return
    host, path = parts.hostname or "", unquote(parts.path)
    if host.endswith("arxiv.org"):
        yield link
    elif host.endswith("doi.org"):
        yield f"doi:{path.lstrip('/')}"
    elif host.endswith("semanticscholar.org"):
        yield f"s2:{path.rpartition('/')[2]}"
    elif host.endswith("openalex.org"):
        yield f"openalex:{path.rpartition('/')[2]}"
    elif path.startswith("/abs/"):
        yield path.removeprefix("/abs/")  # a page of some ArxivLens
