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
_SPELT_OUT = str.maketrans(
    {letter: name for name, letter in tex.GREEK.items() if name.islower()} | {"∞": "infinity"}
)


def display_title(raw: str) -> str:
    """One line of Unicode: accents are letters, mathematics in `$…$` stays, markup goes."""
    return " ".join(tex.to_unicode(unescape(_TAG.sub("", raw))).split())


def title_key(title: str) -> str:
    """What the records of one paper's title have in common: its letters and digits, folded.

    TeX, Unicode mathematics and Greek spelt out come to the same; C, C# and C++ stay three. Empty
    only for an empty title.
    """
    text = fold(tex.plain(unescape(_TAG.sub("", title)))).translate(_SPELT_OUT)
    key = "".join(c for c in text if c.isalnum() or c in "+#" or category(c) in ("Mc", "Mn"))
    return key or "".join(title.split()).casefold()
