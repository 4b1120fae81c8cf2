"""Names out of a line of authors, as arXiv keeps it: `A. Castro (MIT), B. Ding and C. Evers Jr`.

The rules are those of https://info.arxiv.org/help/prep.html#author: commas and "and" stand between
names, affiliations in brackets, a colon behind a collaboration.
"""

import re

from scraper.pages import fields

_BETWEEN = re.compile(r"[,;:]|(?<=\s)(?:and|&)(?=\s|$)|^and(?=\s|$)")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV|VI{0,3}|Ph\.?D\.?|M\.?D\.?")
_OTHERS = re.compile(r"(?:^|(?<=\s))(?:et\.? al\.?|others)$", re.IGNORECASE)
_THE = re.compile(r"^the (?=.* (?:collaboration|group|team)$)", re.IGNORECASE)


def names(line: object) -> tuple[str, ...]:
    """The names as a reader sees them, in their order, without affiliations."""
    parts: list[str] = []
    for part in _BETWEEN.split(_without_brackets(fields.text(line) or "")):
        name = _OTHERS.sub("", part.strip()).rstrip()
        if parts and _SUFFIX.fullmatch(name):
            parts[-1] += f" {name}"
        elif name:
            parts.append(name if parts else _THE.sub("", name))
    return fields.authors(parts)


def _without_brackets(line: str) -> str:
    """A comma stands for each bracket, so that `(1)` divides names as it does on arXiv."""
    kept, depth = [], 0
    for run in re.split(r"([()])", line):
        if run == "(":
            depth += 1
        elif run == ")":
            depth = max(depth - 1, 0)
            kept.append(",")
        elif not depth:
            kept.append(run)
    return "".join(kept)
