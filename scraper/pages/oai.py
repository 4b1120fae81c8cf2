"""arXiv's OAI-PMH: ListRecords, ListIdentifiers and GetRecord in the formats arXiv and arXivRaw.

https://info.arxiv.org/help/oa/ and https://www.openarchives.org/OAI/openarchivesprotocol.html.
Harvest arXivRaw: only there are the versions, and arXiv's present server writes the date of the
newest version where format arXiv means that of the first (`created`), and the MSC class where it
means the ACM class.
"""

from datetime import date
from typing import Any

from lxml import etree

from scraper.errors import LayoutUnknown, NotThisPage, TokenExpired
from scraper.items import HarvestedItem, HarvestPage, PaperItem, VersionItem
from scraper.pages import author_line, fields, xml_body
from scraper.pages.xml_body import child, children, text

_LISTS = ("ListRecords", "ListIdentifiers", "GetRecord")
_NOTHING = ("noRecordsMatch", "idDoesNotExist")
_FIRST_YEAR = 91  # ids begin in 1991


def parse(body: bytes) -> HarvestPage:
    """No rows where nothing matches.

    Raises TokenExpired, NotThisPage for every other error of the protocol and for other answers,
    PageIncomplete or LayoutUnknown.
    """
    root = xml_body.read(body, "OAI-PMH")
    responded = fields.moment(text(root, "responseDate"))
    for error in children(root, "error"):
        code = error.get("code") or "unknown"
        if code == "badResumptionToken":
            raise TokenExpired("arXiv no longer knows this resumption token.")
        if code not in _NOTHING:
            raise NotThisPage(f"arXiv answers with the error {code[:40]}: {text(error) or '–'}")
        return HarvestPage(rows=(), responded=responded)
    answer = next((found for name in _LISTS if (found := child(root, name)) is not None), None)
    if answer is None:
        raise LayoutUnknown(f"The answer has none of {', '.join(_LISTS)}.")
    records = [(child(record, "header"), record) for record in children(answer, "record")]
    records += [(header, answer) for header in children(answer, "header")]
    rows = (row for header, record in records if (row := _row(header, record)) is not None)
    token = child(answer, "resumptionToken")
    return HarvestPage(
        rows=tuple(rows),
        token=text(token),
        responded=responded,
        total=None if token is None else fields.digits(token.get("completeListSize")),
    )


def _row(header: etree._Element | None, record: etree._Element) -> HarvestedItem | None:
    arxiv_id = fields.arxiv_id((text(header, "identifier") or "").rpartition("arXiv.org:")[2])
    if header is None or arxiv_id is None:
        return None
    deleted = header.get("status") == "deleted"
    metadata = child(record, "metadata")
    raw, plain = child(metadata, "arXivRaw"), child(metadata, "arXiv")
    paper = None
    if not deleted and raw is not None:
        paper = _paper_raw(raw)
    elif not deleted and plain is not None:
        paper = _paper_plain(plain)
    return HarvestedItem(
        arxiv_id=arxiv_id,
        changed=fields.day(text(header, "datestamp")),
        deleted=deleted,
        sets=tuple(name for spec in children(header, "setSpec") if (name := text(spec))),
        paper=paper if paper and paper.arxiv_id == arxiv_id else None,
    )


def _paper_raw(metadata: etree._Element) -> PaperItem:
    versions = sorted(
        (version for element in children(metadata, "version") if (version := _version(element))),
        key=lambda version: version[0].version,
    )
    if not versions:
        return _paper(metadata, authors=author_line.names(text(metadata, "authors")))
    history = tuple(version for version, _ in versions)
    newest, withdrawn = versions[-1]
    return _paper(
        metadata,
        authors=author_line.names(text(metadata, "authors")),
        versions=history,
        version=newest.version,
        published=history[0].submitted.date() if history[0].version == 1 else None,
        updated=newest.submitted.date(),
        withdrawn=withdrawn,
    )


def _version(element: etree._Element) -> tuple[VersionItem, bool] | None:
    """A line of the history and whether it is a withdrawal, which has the source type I."""
    number = fields.digits((element.get("version") or "").removeprefix("v"))
    submitted = fields.mail_time(text(element, "date"))
    if not number or submitted is None:
        return None
    return VersionItem(version=number, submitted=submitted), "I" in (
        text(element, "source_type") or ""
    )


def _paper_plain(metadata: etree._Element) -> PaperItem:
    created = fields.day(text(metadata, "created"))
    names = (
        " ".join(
            part
            for kind in ("forenames", "keyname", "suffix")
            for element in children(author, kind)
            if (part := text(element))
        )
        for author in children(child(metadata, "authors"), "author")
    )
    return _paper(
        metadata,
        authors=fields.authors(names),
        published=created if created and _is_of_first_version(created, metadata) else None,
        updated=fields.day(text(metadata, "updated")) or created,
    )


def _is_of_first_version(created: date, metadata: etree._Element) -> bool:
    """An id has the month of its announcement, which is never before the first version's."""
    digits = (text(metadata, "id") or "").rpartition("/")[2][:4]
    if not digits.isdigit():
        return False
    year, month = int(digits[:2]), int(digits[2:])
    century = 1900 if year >= _FIRST_YEAR else 2000
    return (created.year, created.month) <= (century + year, month)


def _paper(metadata: etree._Element, published: date | None = None, **more: Any) -> PaperItem:
    arxiv_id = fields.arxiv_id(text(metadata, "id"))
    msc_classes, acm_classes = text(metadata, "msc-class"), text(metadata, "acm-class")
    doi, _ = fields.doi_or_arxiv(text(metadata, "doi"))
    return PaperItem(
        arxiv_id=arxiv_id,
        doi=doi,
        title=fields.prose(text(metadata, "title")),
        abstract=fields.prose(text(metadata, "abstract")),
        published=published,
        year=published.year if published else None,
        url=f"https://arxiv.org/abs/{arxiv_id}",
        comments=fields.prose(text(metadata, "comments")),
        categories=fields.categories((text(metadata, "categories") or "").split()),
        journal_ref=fields.prose(text(metadata, "journal-ref")),
        report_number=text(metadata, "report-no"),
        msc_classes=msc_classes,
        acm_classes=acm_classes if acm_classes not in (msc_classes, "None") else None,
        license=text(metadata, "license"),
        **more,
    )
