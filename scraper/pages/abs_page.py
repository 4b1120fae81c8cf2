"""The abs page of one paper: https://arxiv.org/abs/2311.09227.

Authors and DOI come from the metas, where arXiv itself has taken its author line apart and left
the DOI alone; all else from the body, where arXiv has turned TeX accents into letters.
"""

import re
from collections import defaultdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import pairwise
from typing import Any

from bs4 import Tag
from bs4.filter import SoupStrainer

from scraper.arxiv_id import ArxivId
from scraper.errors import BadArxivId, LayoutUnknown, NotThisPage
from scraper.items import PaperItem, VersionItem
from scraper.normalise import categories
from scraper.normalise.urls import safe_url
from scraper.pages import _html, fields
from scraper.pages._links import text_of

_TERM = re.compile(r"\(([^()\s]+)\)(?:;|$)")
_VERSION = re.compile(
    r"\[v([1-9]\d{0,4})\] (\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d(?: \w+)?)"
    r" \([\d,]+ KB\)( \(withdrawn\))?"
)
_ARTICLE = re.compile(r"^the (?=.+ (?:collaboration|group|team)$)", re.IGNORECASE)
# Three to an author, and the longest list of authors has some 5,000.
_MOST_TAGS = 40_000


def parse(body: bytes) -> PaperItem:
    """Read the page; `doi` is as the author wrote it, case and all, and may hold more than one.

    Raises NotThisPage for any other page (arXiv answers errors with pages of its own),
    PageIncomplete where the page was cut short, LayoutUnknown where a part is not in its place.
    """
    if body.count(b"<") > _MOST_TAGS:
        raise NotThisPage("The page has more tags than the page of any paper.")
    page = _html.read(body, _Parts())
    metas = _metas(page)
    if "citation_arxiv_id" not in metas:
        raise NotThisPage("This is not the abs page of a paper.")
    about = _html.child(page, "div", id="abs")
    cells = _html.child(about, "div", **{"class": "metatable"}).find_all("td")
    paper, version = _shown(cells)
    references = _references(cells)
    versions, withdrawn = _history(page)
    if version > len(versions):
        raise LayoutUnknown(f"The submission history has no version {version}.")
    return PaperItem(
        arxiv_id=paper,
        version=version,
        versions=versions,
        published=versions[0].submitted.date(),
        year=versions[0].submitted.year,
        url=f"https://arxiv.org/abs/{paper}",
        title=_under(about, "h1", "title", metas["citation_title"]),
        abstract=_under(about, "blockquote", "abstract", metas["citation_abstract"]),
        authors=_authors(about, metas),
        comments=_cell(cells, "comments"),
        categories=_categories(cells),
        doi=next(iter(metas["citation_doi"]), None),
        journal_ref=references.get("Journal reference:"),
        report_number=references.get("Report number:"),
        msc_classes=_cell(cells, "msc-classes"),
        acm_classes=_cell(cells, "acm-classes"),
        license=_license(page),
        withdrawn=version in withdrawn,
    )


def as_json(item: PaperItem) -> dict[str, Any]:
    """What `arxivlens parse abs_page` prints."""
    return {
        "arxiv_id": item.arxiv_id,
        "version": item.version,
        "title": item.title,
        "authors": list(item.authors),
        "abstract": item.abstract,
        "comments": item.comments,
        "categories": list(item.categories),
        "primary_category": item.categories[0] if item.categories else None,
        "doi": item.doi,
        "journal_ref": item.journal_ref,
        "report_number": item.report_number,
        "msc_classes": item.msc_classes,
        "acm_classes": item.acm_classes,
        "license": item.license,
        "withdrawn": item.withdrawn,
        "versions": [
            {"version": v.version, "submitted": v.submitted.isoformat()} for v in item.versions
        ],
    }


class _Parts(SoupStrainer):
    """A fifth of the page: the rest is not worth building a tree of."""

    def __init__(self) -> None:
        super().__init__(["meta", "div"])

    def allow_tag_creation(self, nsprefix: str | None, name: str, attrs: Any) -> bool:
        if name == "div":
            return attrs.get("id") == "abs" or attrs.get("class") in (
                "submission-history",
                "abs-license",
            )
        return name == "meta"


def _metas(page: Tag) -> dict[str, list[str]]:
    """What the metas of each name say, in their order; nothing for a name that is not there."""
    metas: dict[str, list[str]] = defaultdict(list)
    for meta in page.find_all("meta", attrs={"name": True}, recursive=False):
        if text := fields.text(meta.get("content")):
            metas[str(meta["name"])].append(text)
    return metas


def _shown(cells: list[Tag]) -> tuple[str, int]:
    """The paper and which version of it the page shows: `(or arXiv:0704.0001v2 [hep-ph] for …)`."""
    text = _cell(cells, "arxividv") or ""
    try:
        paper = ArxivId.parse(text.removeprefix("(or ").partition(" ")[0])
    except BadArxivId as error:
        raise LayoutUnknown(str(error)) from error
    if paper.version is None:
        raise LayoutUnknown(f"The page does not say which version it shows: {text!r}.")
    return paper.paper, paper.version


def _history(page: Tag) -> tuple[tuple[VersionItem, ...], set[int]]:
    """The versions, and the numbers of those that are withdrawn."""
    text = text_of(_html.child(page, "div", **{"class": "submission-history"})) or ""
    lines = list(_VERSION.finditer(text))
    versions = tuple(VersionItem(version=int(line[1]), submitted=_time(line[2])) for line in lines)
    if [v.version for v in versions] != list(range(1, len(versions) + 1)):
        raise LayoutUnknown("The submission history does not count from v1 upwards.")
    return versions, {int(line[1]) for line in lines if line[3]}


def _time(text: str) -> datetime:
    try:
        time = parsedate_to_datetime(text)
    except ValueError as error:
        raise LayoutUnknown(f"The submission history has {text!r} for a date.") from error
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _under(about: Tag, name: str, kind: str, source: list[str]) -> str:
    text = text_of(_html.child(about, name, **{"class": kind}), "".join(source))
    if text is None:
        raise LayoutUnknown(f"The {kind} is empty.")
    return text


def _authors(about: Tag, metas: dict[str, list[str]]) -> tuple[str, ...]:
    names = metas["citation_author"]
    if not names and _html.child(about, "div", **{"class": "authors"}).a:
        raise LayoutUnknown("The page has authors, but no citation_author.")
    return tuple(map(_forenames_first, names))


def _forenames_first(name: str) -> str:
    # "Keyname Suffix, Forenames"; a suffix may bring its own comma: "Smith, Jr., John".
    keyname, comma, forenames = name.rpartition(", ")
    return f"{forenames} {keyname}" if comma else _ARTICLE.sub("", name)


def _categories(cells: list[Tag]) -> tuple[str, ...]:
    terms = _TERM.findall(_cell(cells, "subjects") or "")
    if not terms:
        raise LayoutUnknown("The page names no category.")
    return tuple(dict.fromkeys(map(categories.canonical, terms)))


def _license(page: Tag) -> str | None:
    place = _html.child(page, "div", **{"class": "abs-license"})
    if place.div:  # "No license for this version due to withdrawn"
        return None
    url = safe_url(str(place.a.get("href"))) if place.a else None
    if url is None:
        raise LayoutUnknown("There is no licence in its place.")
    return url


def _cell(cells: list[Tag], kind: str) -> str | None:
    for cell in cells:
        if kind in cell.get_attribute_list("class"):
            return text_of(cell)
    return None


def _references(cells: list[Tag]) -> dict[str | None, str | None]:
    """The two cells of class `jref` by what stands before them."""
    found = {
        text_of(label): text_of(cell)
        for label, cell in pairwise(cells)
        if "jref" in cell.get_attribute_list("class")
    }
    if unknown := found.keys() - {"Journal reference:", "Report number:"}:
        raise LayoutUnknown(f"The page has a reference of an unknown kind: {unknown}.")
    return found
