"""The bibliography of a paper's HTML version: https://arxiv.org/html/{id}, made by LaTeXML.

What a reference is made of shows in three ways: LaTeXML read a .bib file and marked every part, or
BibTeX began a block with each part, or all is one block and only quotation marks or a year in
brackets tell the title. What does not show for certain is left out; `text` has the whole.
"""

from bs4 import Tag
from bs4.element import NavigableString
from bs4.filter import SoupStrainer

from scraper.errors import NotThisPage
from scraper.items import CitationItem, CitationPage, PaperItem
from scraper.pages import _html, bounds, fields, printed_reference

_MOST_TAGS = 600_000  # of what stands behind the text of the paper
_LONGEST = 4_000  # characters of a block; more is no reference


def parse(body: bytes) -> CitationPage:
    """Every reference in the order of the lists; none where the paper has no bibliography.

    Raises NotThisPage (also for a page that an author wrote without LaTeXML) or PageIncomplete.
    """
    lists = _from_the_lists(body)
    bounds.tags(lists, _MOST_TAGS)
    page = _html.read(lists, SoupStrainer(class_="ltx_biblist"))
    if b"ltx_document" not in body:
        raise NotThisPage("This is not a paper in LaTeXML's HTML.")
    items = (
        item
        for each in page.find_all(class_="ltx_biblist", recursive=False)
        for item in each.find_all(class_="ltx_bibitem", recursive=False)
    )
    rows = (_row(item) for item in items)
    return CitationPage(rows=tuple(row for row in rows if row.text))


def _from_the_lists(body: bytes) -> bytes:
    """The page without the paper's text, which is most of it and full of formulas."""
    head, at = body.find(b"</head>"), body.rfind(b"<", 0, max(body.find(b"ltx_biblist"), 0))
    return body[:head] + b"</head><body>" + body[at:] if 0 <= head < at else body


def _row(item: Tag) -> CitationItem:
    blocks = [
        text[:_LONGEST]
        for block in item.find_all(class_="ltx_bibblock", recursive=False)
        if "ltx_bib_cited" not in block.get_attribute_list("class") and (text := _text(block))
    ]
    linked = printed_reference.first_work(" ".join(blocks))
    first = printed_reference.shown(linked)
    title, names = _marked(item) or _in_blocks(blocks) or printed_reference.title_and_names(first)
    arxiv_id, doi = printed_reference.identifiers(linked)
    return CitationItem(
        text=fields.text(printed_reference.shown(" ".join(blocks))),
        paper=PaperItem(
            arxiv_id=arxiv_id,
            doi=doi,
            title=fields.prose(title),
            authors=printed_reference.authors(names),
            year=printed_reference.year(first),
        ),
    )


def _text(element: Tag | None) -> str | None:
    """The words, mathematics as the TeX that it was, and the address of a link behind its words.

    Written without recursion: a hostile page is nested deeper than Python calls can be.
    """
    words: list[str] = []
    waiting: list[object] = [element]
    while waiting:
        node = waiting.pop()
        if type(node) in (NavigableString, str):
            words.append(str(node))
        elif isinstance(node, Tag) and node.name == "math":
            words.append(f"${node.get('alttext') or ''}$")
        elif isinstance(node, Tag) and "ltx_ERROR" not in node.get_attribute_list("class"):
            if node.name == "a":
                waiting.append(printed_reference.with_address(str(node.get("href"))))
            waiting.extend(reversed(node.contents))
    return fields.text("".join(words))


def _marked(item: Tag) -> tuple[str, str] | None:
    title, names = (item.find(class_=f"ltx_bib_{part}") for part in ("title", "author"))
    return (printed_reference.shown(_text(title) or ""), _text(names) or "") if title else None


def _in_blocks(blocks: list[str]) -> tuple[str | None, str] | None:
    """The second block is the title: so do the styles of BibTeX that begin blocks at all.

    It is none where it reads like a journal with its year.
    """
    title = printed_reference.shown(blocks[1]) if len(blocks) > 1 else ""
    if not title or title.startswith("In ") or printed_reference.names_a_year(title):
        return None
    return printed_reference.without_year(title), printed_reference.without_year(blocks[0])
