"""BibTeX (https://www.ctan.org/pkg/bibtex) in UTF-8, as biber and reference managers read it."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from scraper.normalise.folding import fold
from scraper.normalise.urls import safe_url

_MATHEMATICS = re.compile(r"(\$[^$]*\$)")
_SIGN = re.compile(r"[\\~^&%$#_{}]")
_WORDS = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    # BibTeX counts every brace, an escaped one as well.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
}
_READS_AS_TWO = re.compile(r",|\band\b", re.IGNORECASE)
_WORD = re.compile("[a-z0-9]+")
_BRACES = re.compile(r"[{}\\]")


def bibtex(paper: Mapping[str, Any]) -> str:
    """One entry; its key tells it from that of every other paper."""
    arxiv, doi = paper["arxiv_id"], paper["doi"]
    categories = paper["categories"]
    fields = {
        "title": paper["title"] and f"{{{tex(paper['title'])}}}",
        "author": " and ".join(_name(each["name"]) for each in paper["authors"]),
        "year": paper["year"] and str(paper["year"]),
        "journal": paper["venue"] and tex(paper["venue"]),
        "eprint": arxiv,
        "archiveprefix": arxiv and "arXiv",
        "primaryclass": arxiv and categories[0]["term"] if categories else None,
        "doi": doi and _BRACES.sub("", doi),
        "url": _address(paper["url"]),
    }
    written = "".join(f",\n  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{'article' if paper['venue'] else 'misc'}{{{key(paper)}{written}\n}}\n\n"


def key(paper: Mapping[str, Any]) -> str:
    """`kapoor2024societal-2403.07918`: whoever reads it knows the paper, and no two have one.

    Where a paper has no arXiv id, a hash of its name stands in its place.
    """
    authors = paper["authors"]
    family = fold(authors[0]["name"]).split()[-1:] if authors else []
    name = "".join(_WORD.findall("".join(family)))
    title = next((each for each in _WORD.findall(fold(paper["title"] or "")) if len(each) > 3), "")
    own = paper["arxiv_id"] or hashlib.sha256(paper["id"].encode()).hexdigest()[:12]
    return f"{name}{paper['year'] or ''}{title}-{own}".removeprefix("-")


def tex(text: str) -> str:
    """Text for TeX: its signs are escaped, but in mathematics, which is TeX already."""
    pieces = _MATHEMATICS.split(" ".join(text.split()))
    return "".join(
        piece if at % 2 and _is_balanced(piece) else _SIGN.sub(_escaped, piece)
        for at, piece in enumerate(pieces)
    )


def _escaped(sign: re.Match[str]) -> str:
    return _WORDS.get(sign[0], f"\\{sign[0]}")


def _is_balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _name(name: str) -> str:
    # One with "and" or a comma in it must not read as two.
    written = tex(name)
    return f"{{{written}}}" if _READS_AS_TWO.search(written) else written


def _address(url: str | None) -> str | None:
    safe = safe_url(url)
    return safe and _BRACES.sub(lambda sign: f"%{ord(sign[0]):02X}", safe)
