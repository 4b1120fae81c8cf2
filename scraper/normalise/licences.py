"""What a reader calls a licence, from its URL: those that arXiv offers or has offered."""

import re

_URL = re.compile(
    r"https?://(?:www\.)?(?:"
    r"creativecommons\.org/(?:"
    r"licenses/(?P<terms>by(?:-nc)?(?:-sa|-nd)?)/(?P<version>\d\.\d)"
    r"|(?P<zero>publicdomain/zero/1\.0)"
    r"|(?P<public>licenses/publicdomain|publicdomain/mark/1\.0)"
    r")(?:/(?:deed|legalcode)(?:\.[\w-]+)?)?"
    r"|arxiv\.org/licenses/(?:(?P<nonexclusive>nonexclusive-distrib/1\.0)|assumed-1991-2003)"
    r"(?:/license\.html)?"
    r")/?"
)


def label(url: str) -> str:
    """`CC BY 4.0`; the URL itself where the licence is unknown."""
    match = _URL.fullmatch(url.strip())
    if match is None:
        return url
    if match["terms"]:
        return f"CC {match['terms'].upper()} {match['version']}"
    if match["zero"]:
        return "CC0 1.0"
    if match["public"]:
        return "Public domain"
    if match["nonexclusive"]:
        return "arXiv.org perpetual, non-exclusive licence 1.0"
    return "arXiv.org perpetual, non-exclusive licence (assumed, 1991–2003)"
