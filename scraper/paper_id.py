"""A paper's name in URLs, commands and records: arXiv id, DOI, Semantic Scholar or OpenAlex id."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from scraper.arxiv_id import ArxivId
from scraper.errors import BadArxivId, BadPaperId

# Best first: the name that a paper goes by is that of the first scheme it has.
SCHEMES = ("arxiv", "doi", "s2", "openalex", "lens")

_PATTERNS = {
    # A DOI is a prefix and a suffix of any printable characters (ISO 26324).
    "doi": re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[!-~\u00a1-\uffff]{1,500}"),
    "s2": re.compile(r"[0-9a-f]{40}"),
    "openalex": re.compile(r"W[1-9][0-9]{0,15}"),
    "lens": re.compile(r"[0-9a-f]{16}"),
}


@dataclass(frozen=True, slots=True)
class PaperId:
    """One name of one paper; `scheme` is one of SCHEMES.

    `str()` gives the form that `parse` reads: `2311.09227`, `doi:10.1000/182`.
    """

    scheme: str
    value: str

    @classmethod
    def parse(cls, text: str) -> "PaperId":
        """Read an arXiv id in any form (its version is dropped) or `doi:…`, `s2:…`, and so on.

        Raises BadPaperId, whose sentence can be shown to whoever typed the text.
        """
        scheme, colon, value = text.strip().partition(":")
        scheme = scheme.lower()
        if colon and scheme in _PATTERNS:
            value = value.upper() if scheme == "openalex" else value.lower()
            if scheme == "doi" and value.startswith("10.48550/arxiv."):
                return cls.parse(value)
            if _PATTERNS[scheme].fullmatch(value) and value.isprintable():
                return cls(scheme, value)
            raise BadPaperId(text)
        try:
            return cls("arxiv", ArxivId.parse(text).paper)
        except BadArxivId as error:
            raise BadPaperId(text) from error

    @staticmethod
    def best(names: "Collection[PaperId]") -> "PaperId":
        """The name that a paper of these names goes by."""
        return min(names, key=lambda name: SCHEMES.index(name.scheme))

    def __str__(self) -> str:
        return self.value if self.scheme == "arxiv" else f"{self.scheme}:{self.value}"

    @property
    def page(self) -> str | None:
        """Where a person can see the paper; None for a name of ours."""
        if self.scheme == "lens":
            return None
        return f"{_PAGES[self.scheme]}{self.value}"


_PAGES = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "s2": "https://www.semanticscholar.org/paper/",
    "openalex": "https://openalex.org/",
}
