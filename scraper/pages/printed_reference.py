"""A reference as it is printed, in one line of text: what shows in it for certain.

Addresses of links may stand in it between private characters (`with_address`).
"""

import re

from scraper.pages import author_line, fields

_ADDRESS = re.compile("\ue000[^\ue001]*\ue001")
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
    r"(?:(?<=doi\.org/)|(?<=doi:)|(?<![\w./]))10\.[0-9]{4,9}/[^\s\"\ue000\ue001]{1,200}", re.I
)
_URL = re.compile(r"https?://\S{1,500}")
_BRACKETED_YEAR = re.compile(r"\((?:[^()]{0,40}\s)?((?:1[5-9]|20)[0-9]{2})[a-z]?\)")
_YEAR = re.compile(r"(?<![\w.:–-])((?:1[5-9]|20)[0-9]{2})[a-z]?(?![\w:–-]|\.[0-9])")


def with_address(address: str) -> str:
    """What to put behind the words of a link, so that `identifiers` sees where it leads."""
    return f"\ue000{address}\ue001"


def shown(line: str) -> str:
    """The line without the addresses of its links."""
    return _ADDRESS.sub("", line)


def first_work(line: str) -> str:
    """The line without what it says of further works: `; A. Salam, …` or `see also …`."""
    return _OTHER_WORK.split(line, maxsplit=1)[0]


def title_and_names(line: str) -> tuple[str | None, str]:
    """Where quotation marks or a year in brackets tell the title; else None and no names."""
    if quoted := _QUOTED.search(line):
        return quoted[1] or quoted[2], line[: quoted.start()]
    if named := _AUTHOR_YEAR.search(line):
        return named["title"], line[: named.start()]
    return None, ""


def without_year(part: str) -> str:
    """A part of a reference without a year at its end."""
    return _END_YEAR.sub("", part).rstrip("., ")


def names_a_year(part: str) -> bool:
    return _BRACKETED_YEAR.search(part) is not None


def authors(line: str) -> tuple[str, ...]:
    """Also `Kahneman, D., & Tversky, A.`, whose initials come behind."""
    line = _BRACKETS.sub(" ", shown(line)).strip(" ,;:")
    parts = [part.strip(" &") for part in line.removesuffix("et al.").strip(" ,").split(",")]
    if len(parts) > 1 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
        pairs = zip(parts[::2], parts[1::2], strict=False)
        return fields.authors(f"{initials} {family}" for family, initials in pairs)
    return author_line.names(line.removesuffix("."))


def identifiers(linked: str) -> tuple[str | None, str | None]:
    """An arXiv id and a DOI; either may be None."""
    papers = (fields.arxiv_id(new or old) for new, old in _ARXIV.findall(linked))
    arxiv_id = next((paper for paper in papers if paper), None)
    for found in _DOI.findall(linked.replace("\ue001", " ")):
        doi, by_doi = fields.doi_or_arxiv(_trimmed(found))
        if doi or by_doi:
            return arxiv_id or by_doi, doi
    return arxiv_id, None


def _trimmed(doi: str) -> str:
    """Without the punctuation of the sentence around it; a DOI may end in brackets of its own."""
    for closing, opening in (")(", "][", "}{", "><"):
        doi = doi.rstrip(".,;:")
        if doi.endswith(closing) and doi.count(opening) < doi.count(closing):
            doi = doi[:-1]
    return doi.rstrip(".,;:")


def year(whole: str) -> int | None:
    """The last year in brackets, else the last that stands for itself."""
    text = _ARXIV.sub(" ", _DOI.sub(" ", _URL.sub(" ", whole)))
    years = _BRACKETED_YEAR.findall(text) or _YEAR.findall(text)
    return fields.year(int(years[-1])) if years else None
