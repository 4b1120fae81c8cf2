"""Titles: to show, and to compare."""

import re
from html import unescape
from unicodedata import category

from scraper.normalise import tex
from scraper.normalise.folding import fold

# The markup that Crossref and others leave in titles; `2<d<4` is none.
_TAG = re.compile(
    r"</?(?:(?:mml|jats|m):[a-z-]{1,20}|i|b|u|em|strong|sub|sup|sc|scp|tt|inf|italic|bold|span|br)"
    r"(?: [^<>]{0,200})?/?>",
    re.IGNORECASE,
)
# Not in `C. elegans`, `Vol. 2`, `3: 1` or `the K-theory of`.
_BEFORE_SUBTITLE = re.compile(
    r"(?<!\d)\s?:\s|\s[-‐-―]{1,3}\s|\s?[—―]\s?|(?<=[^\W\d]{4})\.\s|(?<=[?!])\s"
)
_UMLAUT = re.compile(r"(?<=[aou])e")
_WORD = re.compile(r"[^\W_]+")
_AND = re.compile(r"(?<=\s)&(?=\s)")
_IS_MARKED_UP = re.compile(r"[<&\\{}$^_~]")
_OF_NO_KEY = re.compile("[^0-9a-z+#]+")
_SPELT_OUT = str.maketrans(
    {letter: name for name, letter in tex.GREEK.items() if name.islower()} | {"∞": "infinity"}
)


def display_title(raw: str) -> str:
    """One line of Unicode: accents are letters, mathematics in `$…$` stays, markup goes."""
    bare = _TAG.sub("", raw) if "<" in raw else raw
    shown = tex.to_unicode(unescape(bare))
    if shown is raw and shown.isprintable() and "  " not in shown and shown == shown.strip():
        return shown
    return " ".join(shown.split())


def without_subtitle(title: str) -> str | None:
    """What stands before the first colon, dash or question; None where nothing comes after it."""
    shown = display_title(title)
    mark = _BEFORE_SUBTITLE.search(shown)
    if mark is None or not mark.start() or not _WORD.search(shown, mark.end()):
        return None
    return shown[: mark.start()]


def plain_title(title: str) -> str:
    """The words of a title, folded, with single spaces between."""
    return " ".join(_WORD.findall(_folded(title)))


def title_key(title: str) -> str:
    """What the records of one paper's title have in common: its letters and digits, folded.

    TeX, Unicode mathematics and Greek spelt out come to the same, and so do "&" and "and",
    Schrödinger and Schroedinger; C, C# and C++ stay three. Empty only for an empty title.
    """
    if title.isascii() and not _IS_MARKED_UP.search(title):  # most are, and take a tenth so
        plain = _OF_NO_KEY.sub("", title.lower())
        return _UMLAUT.sub("", plain) or "".join(title.split()).lower()
    text = _folded(title)
    key = "".join(c for c in text if c.isalnum() or c in "+#" or category(c) in ("Mc", "Mn"))
    return _UMLAUT.sub("", key) or "".join(title.split()).casefold()


def _folded(title: str) -> str:
    text = tex.plain(unescape(_TAG.sub("", title)))
    return _AND.sub(" and ", fold(text).translate(_SPELT_OUT))
