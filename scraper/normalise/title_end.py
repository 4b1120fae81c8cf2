"""Titles behind a summary, and summaries below a title."""

import re

_NAME = re.compile(r"[^:]{2,60}:\s+(?=\S{2,}\s)")  # before what the title says: "BERT: ..."


def unnamed(title: str) -> str:
    """The title without the name that it begins with."""
    return _NAME.sub("", title, count=1)


def below_title(text: str, title: str) -> str:
    """What of a summary is read where its title stands above: not the title once more."""
    forms = {_letters(title), _letters(unnamed(title))}
    for match in re.finditer(r"\S\s+", text):
        if _letters(text[match.end() :]) in forms:
            return text[: match.end()].rstrip()
    return text


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).lower()
