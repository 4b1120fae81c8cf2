"""The bibliography of a paper's HTML version: https://arxiv.org/html/{id}, made by LaTeXML.

What a reference is made of shows in three ways: LaTeXML read a .bib file and marked every part, or
BibTeX began a block with each part, or all is one block and only quotation marks or a year in
brackets tell the title. What does not show for certain is left out; `text` has the whole.
"""

import re

from bs4 import Tag
from bs4.filter import SoupStrainer

from scraper.errors import NotThisPage
from scraper.items import CitationItem, CitationPage, PaperItem
from scraper.pages import _html, author_line, fields

# Private characters put the address of a link behind its words until identifiers are read.
_ADDRESS = re.compile("\ue000[^\ue001]*\ue001")
_LONGEST = 4_000  # characters of a block; more is no reference
_OTHER_WORK = re.compile(r"see also|; (?=(?:and )?[A-Z]\. ?[A-Z])", re.IGNORECASE)

_QUOTED = re.compile(r"“([^“”]{4,500}?)[,.]?”|(?<!\w)\"([^\"]{4,500}?)[,.]?\"")
_AUTHOR_YEAR = re.compile(r"\([12][0-9]{3}[a-z]?\)\.\s(?P<title>[^.?!]{4,400}[?!]?)(?=[.\s]|$)")
_END_YEAR = re.compile(r"[\s,.]*(?<!\w)(?:\([12][0-9]{3}[a-z]?\)|[12][0-9]{3}[a-z]?)[.,]?$")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}")

_ARXIV = re.compile(
    r"(?:arxiv:\s*|arxiv\s+|arxiv\.org/(?:abs|pdf|html)/|\babs/|\[|Links: )([0-9]{4}\.[0-9]{4,5})"
    r"|(?<![\w.-])([a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/[0-9]{7})(?![\w/])",
    re.IGNORECASE,
)
_DOI = re.compile(
    r"(?:(?<=doi\.org/)|(?<=doi:)|(?<![\w./]))10\.[0-9]{4,9}/[^\s\"<>\ue000\ue001]{1,200}", re.I
)
_URL = re.compile(r"https?://\S{1,500}")
_BRACKETED_YEAR = re.compile(r"\((?:[^()]{0,40}\s)?((?:1[5-9]|20)[0-9]{2})[a-z]?\)")
_YEAR = re.compile(r"(?<![\w.:–-])((?:1[5-9]|20)[0-9]{2})[a-z]?(?![\w:–-]|\.[0-9])")


def parse(body: bytes) -> CitationPage:
    """Every reference in the order of the lists; none where the paper has no bibliography.

    Raises NotThisPage (also for a page that an author wrote without LaTeXML) or PageIncomplete.
    """
    page = _html.read(body, SoupStrainer(class_="ltx_biblist"))
    if b"ltx_document" not in body:
        raise NotThisPage("This is not a paper in LaTeXML's HTML.")
    for formula in page.find_all("math"):
        formula.replace_with(f"${formula.get('alttext') or ''}$")
    for unknown in page.find_all(class_="ltx_ERROR"):
        unknown.decompose()
    for link in page.find_all("a", href=True):
        link.append(f"\ue000{link['href']}\ue001")
    lists = page.find_all(class_="ltx_biblist", recursive=False)
    items = (
        item for each in lists for item in each.find_all(class_="ltx_bibitem", recursive=False)
    )
    rows = (_row(item) for item in items)
    return CitationPage(rows=tuple(row for row in rows if row.text))


def _row(item: Tag) -> CitationItem:
    blocks = [
        text[:_LONGEST]
        for block in item.find_all(class_="ltx_bibblock", recursive=False)
        if "ltx_bib_cited" not in block.get_attribute_list("class")
        and (text := fields.text(block.get_text()))
    ]
    linked = _OTHER_WORK.split(" ".join(blocks), maxsplit=1)[0]
    first = _shown(linked)
    title, names = _marked(item) or _in_blocks(blocks) or _in_one_block(first)
    arxiv_id, doi = _identifiers(linked)
    return CitationItem(
        text=fields.text(_shown(" ".join(blocks))),
        paper=PaperItem(
            arxiv_id=arxiv_id,
            doi=doi,
            title=fields.prose(title),
            authors=_authors(names),
            year=_year(first),
        ),
    )


def _shown(linked: str) -> str:
    return _ADDRESS.sub("", linked)


def _marked(item: Tag) -> tuple[str | None, str] | None:
    title, names = (item.find(class_=f"ltx_bib_{part}") for part in ("title", "author"))
    return (_shown(title.get_text()), names.get_text() if names else "") if title else None


def _in_blocks(blocks: list[str]) -> tuple[str | None, str] | None:
    """The second block is the title: so do the styles of BibTeX that begin blocks at all.

    It is none where it reads like a journal with its year.
    """
    title = _shown(blocks[1]) if len(blocks) > 1 else ""
    if not title or title.startswith("In ") or _BRACKETED_YEAR.search(title):
        return None
    return _END_YEAR.sub("", title).rstrip("., "), _END_YEAR.sub("", blocks[0])


def _in_one_block(whole: str) -> tuple[str | None, str]:
    if quoted := _QUOTED.search(whole):
        return quoted[1] or quoted[2], whole[: quoted.start()]
    if named := _AUTHOR_YEAR.search(whole):
        return named["title"], whole[: named.start()]
    return None, ""


def _authors(line: str) -> tuple[str, ...]:
    """Also `Kahneman, D., & Tversky, A.`, whose initials come behind."""
    line = _BRACKETS.sub(" ", _shown(line)).strip(" ,;:")
    parts = [part.strip(" &") for part in line.removesuffix("et al.").strip(" ,").split(",")]
    if len(parts) > 1 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
        pairs = zip(parts[::2], parts[1::2], strict=False)
        return fields.authors(f"{initials} {family}" for family, initials in pairs)
    return author_line.names(line.removesuffix("."))


def _identifiers(linked: str) -> tuple[str | None, str | None]:
    papers = (fields.arxiv_id(new or old) for new, old in _ARXIV.findall(linked))
    arxiv_id = next((paper for paper in papers if paper), None)
    for found in _DOI.findall(linked.replace("\ue001", " ")):
        doi, by_doi = fields.doi_or_arxiv(found.rstrip(".,;:)]}"))
        if doi or by_doi:
            return arxiv_id or by_doi, doi
    return arxiv_id, None


def _year(whole: str) -> int | None:
    """The last year in brackets, else the last that stands for itself."""
    text = _ARXIV.sub(" ", _DOI.sub(" ", _URL.sub(" ", whole)))
    years = _BRACKETED_YEAR.findall(text) or _YEAR.findall(text)
    return fields.year(int(years[-1])) if years else None
