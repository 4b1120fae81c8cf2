"""GraphML of many papers: each is a node, and who of them cites whom is an edge.

The graph that a reader is shown, laid out and in clusters, is `api.graphml`'s.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any
from xml.sax.saxutils import escape

from sqlalchemy import select

from api.export.sources import Source
from api.graphml import writable
from scraper.records import Citation, Database
from scraper.records.base import table

_KINDS = {
    "paper": "string",
    "title": "string",
    "authors": "string",
    "year": "int",
    "citation_count": "int",
    "url": "string",
}
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    + "".join(
        f'<key id="{name}" for="node" attr.name="{name}" attr.type="{kind}"/>\n'
        for name, kind in _KINDS.items()
    )
    + '<graph edgedefault="directed">\n'
)
_AT_ONCE = 100  # citing papers
_citation = table(Citation).c


def graphml(database: Database, source: Source) -> Iterator[str]:
    """The nodes in the order of the source, then the edges.

    A node is called by its number, which stays while its paper's name may change. Of the papers
    written one bit each is kept, so that no edge leads to one that was not.
    """
    yield _HEAD
    written = bytearray()
    for batch in chain([source.beside], source.batches()):
        with database.reading() as session:
            papers = source.papers(session, batch)
        nodes = []
        for number, paper in papers:
            if not _mark(written, number):
                nodes.append(_node(number, paper))
        yield "".join(nodes)
    marked = _marked(written)
    while numbers := list(islice(marked, _AT_ONCE)):
        yield "".join(
            f'<edge source="n{citing}" target="n{cited}"/>\n'
            for citing, cited in _edges(database, numbers)
            if _is_marked(written, cited)
        )
    yield "</graph>\n</graphml>\n"


def _node(number: int, paper: dict[str, Any]) -> str:
    said = {
        **paper,
        "paper": paper["id"],
        "authors": "; ".join(each["name"] for each in paper["authors"]) or None,
    }
    data = (
        f'<data key="{name}">{escape(writable(said[name]))}</data>'
        for name in _KINDS
        if said[name] is not None
    )
    return f'<node id="n{number}">{"".join(data)}</node>\n'


def _edges(database: Database, citing: Sequence[int]) -> Sequence[Any]:
    query = (
        select(_citation.citing_id, _citation.cited_id)
        .where(_citation.citing_id.in_(citing))
        .distinct()
        .order_by(_citation.citing_id, _citation.cited_id)
    )
    with database.reading() as session:
        return session.execute(query).all()


def _mark(bits: bytearray, number: int) -> bool:
    """Mark a number; whether it was."""
    at, bit = number >> 3, 1 << (number & 7)
    if at >= len(bits):
        bits.extend(bytes(at + 1 - len(bits)))
    was = bool(bits[at] & bit)
    bits[at] |= bit
    return was


def _is_marked(bits: bytearray, number: int) -> bool:
    return number >> 3 < len(bits) and bool(bits[number >> 3] & 1 << (number & 7))


def _marked(bits: bytearray) -> Iterator[int]:
    for at, byte in enumerate(bits):
        if byte:
            yield from (at * 8 + bit for bit in range(8) if byte & 1 << bit)
