"""One field of an untrusted answer: the value where it is one, else None.

A field that is wrong is left out and the rest of its record is kept, so nothing here raises.
"""

import math
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from scraper.arxiv_id import ArxivId
from scraper.errors import BadArxivId, BadPaperId
from scraper.normalise.authors import display_name
from scraper.normalise.categories import canonical
from scraper.normalise.titles import display_title
from scraper.paper_id import PaperId

# PostgreSQL takes no NUL, UTF-8 no half of a surrogate pair, and no reader the rest.
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# What hides or turns the text around it; the joiners of Persian and Hindi are part of words.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z]+(?:-[A-Za-z]+)?)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DOI_PREFIX = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
_SECOND_DOI = re.compile(r"[\s,;]+(?=(?:doi:\s*)?10\.)", re.IGNORECASE)
_LONGEST_VECTOR = 4_096
_LARGEST = 2**31 - 1  # what an INTEGER column holds


def text(value: object) -> str | None:
    """A string with its white space collapsed; the title "0" is one, blanks are not."""
    if not isinstance(value, str):
        return None
    line = " ".join(value.split())
    if not line.isprintable():
        line = " ".join(_UNPRINTABLE.sub(" ", _INVISIBLE.sub("", line)).split())
    return line or None


def prose(value: object) -> str | None:
    """A title or an abstract as a reader sees it: TeX accents are letters, markup is gone."""
    found = text(value)
    return display_title(found) or None if found else None


def authors(names: Iterable[object]) -> tuple[str, ...]:
    """Names as a reader sees them, in their order."""
    shown = (display_name(name) for name in map(text, names) if name)
    return tuple(name for name in shown if name)


def count(value: object) -> int | None:
    """A number of things: a whole number, not negative, that a column holds."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST:
        return value
    return None


def digits(value: object) -> int | None:
    """A count that is written out; commas between thousands are read over."""
    written = value.replace(",", "") if isinstance(value, str) else ""
    return (
        count(int(written))
        if written.isascii() and written.isdigit() and len(written) < 11
        else None
    )


def year(value: object) -> int | None:
    number = count(value)
    return number if number is not None and 1000 <= number <= 2100 else None


def day(value: object) -> date | None:
    """A date written YYYY-MM-DD; a time behind it is cut off."""
    if isinstance(value, str) and (match := _DATE.match(value)):
        try:
            return date.fromisoformat(match[0])
        except ValueError:
            return None
    return None


def moment(value: object) -> datetime | None:
    """A moment as ISO 8601 has it; one that names no time zone is in UTC."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None


def mail_day(value: object) -> date | None:
    """The day of a date as mails and RSS write it: `Tue, 24 Nov 2026 00:00:00 -0500`."""
    found = mail_time(value)
    return found.date() if found else None


def mail_time(value: object) -> datetime | None:
    """A moment as mails write it; one that names no time zone is in UTC."""
    try:
        found = parsedate_to_datetime(value) if isinstance(value, str) else None
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None


def vector(value: object) -> tuple[float, ...]:
    """Numbers, all of them finite; an empty tuple in place of anything else."""
    if not isinstance(value, list) or len(value) > _LONGEST_VECTOR:
        return ()
    right = all(type(number) in (int, float) and math.isfinite(number) for number in value)
    return tuple(map(float, value)) if right else ()


def flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def object_(value: object) -> dict[str, Any]:
    """An object; an empty one in place of anything else."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> Iterator[dict[str, Any]]:
    """The objects in a list, whatever else stands between them."""
    return (
        (item for item in value if isinstance(item, dict)) if isinstance(value, list) else iter(())
    )


def texts(value: object) -> tuple[str, ...]:
    """The strings in a list, each once, in their order."""
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(found for item in value if (found := text(item)) is not None))


def arxiv_paper(value: object) -> ArxivId | None:
    """An arXiv id with the version that it pins."""
    try:
        return ArxivId.parse(value) if isinstance(value, str) else None
    except (BadArxivId, ValueError):  # the latter from addresses like `http://[`
        return None


def arxiv_id(value: object) -> str | None:
    """An arXiv id without its version."""
    paper = arxiv_paper(value)
    return paper.paper if paper else None


def categories(terms: Iterable[object]) -> tuple[str, ...]:
    """arXiv's categories by their present names, each once; other classes among them left out."""
    shown = (text(term) for term in terms)
    return tuple(
        dict.fromkeys(canonical(term) for term in shown if term and _CATEGORY.fullmatch(term))
    )


def doi_or_arxiv(value: object) -> tuple[str | None, str | None]:
    """A DOI in lower case, or the arXiv id where it is one of arXiv's own DOIs: one is None.

    Of several in one field, which authors put there for errata, the first.
    """
    if not isinstance(value, str):
        return None, None
    first = _SECOND_DOI.split(_DOI_PREFIX.sub("", value.strip(), count=1), maxsplit=1)[0]
    paper = _paper(first, "doi:")
    if paper is None:
        return None, None
    return (paper.value, None) if paper.scheme == "doi" else (None, paper.value)


def s2_id(value: object) -> str | None:
    """Semantic Scholar's paperId."""
    paper = _paper(value, "s2:")
    return paper.value if paper else None


def openalex_id(value: object) -> str | None:
    """OpenAlex's name of a work, which it writes as an address: `https://openalex.org/W2741809807`."""
    found = value.rpartition("/")[2] if isinstance(value, str) else None
    paper = _paper(found, "openalex:")
    return paper.value if paper else None


def _paper(value: object, scheme: str) -> PaperId | None:
    try:
        return PaperId.parse(scheme + value.strip()) if isinstance(value, str) else None
    except (BadPaperId, ValueError):
        return None
