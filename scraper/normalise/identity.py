"""Whether two records can be of one paper, by what they say of it.

Titles must be equal as `title_key` compares them, or one without the subtitle that the other has.
What else is needed hangs on how much such a title says: a reply, a report or an erratum shares its
title with others of its authors, and of two papers that are called "Natural language generation"
only their authors tell. A wrong merge is worse than a missed one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scraper.normalise import people, titles
from scraper.normalise.people import Agreement

# What titles say that one group gives to several papers.
_SERIAL = re.compile(
    r"\b(?:errat(?:um|a)|corrigend(?:um|a)|addendum|retraction|rejoinder|editorial|preface|foreword"
    r"|supplement(?:s|ary|al)?|appendix|annual|yearly|proceedings|lectures?|newsletter|edition"
    r"|(?:part|vol|volume|chapter|no) (?:[ivx]+|[0-9]+|one|two|three)|announcement|posters?|demo"
    r"|extended (?:abstract|version)|overview"
    r"|(?:data|public|first|second|third|final|dr) release|workshop report"
    r"|(?:progress|status|technical|final|interim|activity|project|group|conference) reports?)\b"
    r"|^(?:corrections?|comments?|reply|replies|response|discussions?|notes?|reports?|status|updates?"
    r"|introduction|tutorial|abstracts?|review of)\b"
    r"|\b(?:summary|notes|reports?|comments?|corrections?|reply|status|updates?)$"
)
# What a subtitle may not be: a number in a series, or a paper of its own about the other.
_OF_ITS_OWN = re.compile(
    rf"{_SERIAL.pattern}|[0-9]|\b(?:i|ii|iii|iv|v|vi|vii|viii|ix|x"
    r"|corrections?|comments?|reply|response|discussion|notes?|reports?|status|updates?|versions?"
    r"|parts?|volume|chapter|summary|extended)\b"
)
AUTHORS = people.AUTHORS  # of a record are compared
SURE = 3  # a likeness from which authors and years agree

_LONG = 4, 20  # words and letters of a title that few papers have
_VERY_LONG = 6, 40  # of one that no two papers have by chance: measured in tests/benchmarks


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says of a paper; `year` is None and `authors` empty where it does not say."""

    title: str
    authors: Sequence[str] = ()
    year: int | None = None


def likeness(one: Facts, other: Facts) -> int:
    """0 where they are not known to be one paper; else the more, the surer: 1 to SURE and more."""
    whole = _key(one.title) == _key(other.title)
    if not whole and not _with_and_without_subtitle(one.title, other.title):
        return 0
    shorter = min(one.title, other.title, key=len)
    apart = abs(one.year - other.year) if one.year and other.year else None
    if apart is not None and apart > 1:
        return 0
    authors = people.compare(one.authors, other.authors, _key(shorter))
    if authors is Agreement.NO:
        return 0
    plain = _plain(shorter)
    if not whole:
        return int(authors is Agreement.FULL and _names_the_whole(one, other, plain, apart))
    if _SERIAL.search(plain):
        return SURE if authors is not Agreement.UNKNOWN and apart == 0 else 0
    if authors is Agreement.UNKNOWN:
        return int(_says(plain, _VERY_LONG))
    if apart is None:
        return 2 if authors is Agreement.FULL or _says(plain, _LONG) else 0
    if apart and not _says(plain, _LONG):
        return 0  # "Spoken Language Systems" may be a project's every year
    return SURE + 1 if authors is Agreement.FULL else SURE


def says_which(facts: Facts) -> bool:
    """Whether a record without identifiers can be known again by title, first author and year."""
    plain = _plain(facts.title)
    return bool(facts.authors and facts.year) or (_says(plain, _LONG) and not _SERIAL.search(plain))


def _with_and_without_subtitle(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    main = titles.without_subtitle(long)
    return main is not None and _key(main) == _key(short) and not _OF_ITS_OWN.search(_plain(long))


def _names_the_whole(one: Facts, other: Facts, plain: str, apart: int | None) -> bool:
    """Whether the title without its subtitle is enough, the authors being the same."""
    few, many = sorted((len(one.authors), len(other.authors)))
    if apart is None or few < 0.75 * many:  # others wrote more on it, and say so in a subtitle
        return False
    return _says(plain, _LONG) or (few > 1 and apart == 0)


def _says(plain: str, least: tuple[int, int]) -> bool:
    words, letters = least
    return len(plain.split()) >= words and len(plain.replace(" ", "")) >= letters


_key = lru_cache(maxsize=4_000)(titles.title_key)
_plain = lru_cache(maxsize=4_000)(titles.plain_title)
