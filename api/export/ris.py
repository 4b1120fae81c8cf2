"""RIS: two letters, two spaces, a hyphen, a space, and the value, which is one line."""

from collections.abc import Iterator, Mapping
from typing import Any


def ris(paper: Mapping[str, Any]) -> str:
    """One record. Whatever in a value would begin another line is a space."""
    lines = (f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in _said(paper) if value)
    return f"{''.join(lines)}ER  - \r\n\r\n"


def _said(paper: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    day = paper["published"]
    yield "TY", "JOUR" if paper["venue"] else "GEN"
    yield "ID", paper["id"]
    yield "TI", paper["title"]
    for author in paper["authors"]:
        yield "AU", author["name"]
    yield "PY", paper["year"]
    yield "DA", day and f"{day:%Y/%m/%d}"
    yield "JO", paper["venue"]
    yield "AN", paper["arxiv_id"] and f"arXiv:{paper['arxiv_id']}"
    yield "DO", paper["doi"]
    yield "UR", paper["url"]
