"""In which forms papers are exported."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import orjson

from api import graphml
from api.export import graph, table
from api.export.bibtex import bibtex
from api.export.ris import ris
from api.export.sources import Source
from scraper.records import Database

Parts = Generator[bytes, None, None]
Name = Literal["jsonl", "csv", "bibtex", "ris", "graphml"]


@dataclass(frozen=True, slots=True)
class Format:
    """One form."""

    media_type: str
    extension: str
    write: Callable[[Database, Source], Parts]
    broken: bytes = b"The export ends here, unfinished: the database does not answer.\n"


def _jsonl(database: Database, source: Source) -> Parts:
    for batch in source.batches():
        with database.reading() as session:
            found = source.items(session, batch)
        option = orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE
        yield b"".join(orjson.dumps(each, option=option) for each in found)


def _entries(write: Callable[[Mapping[str, object]], str]) -> Callable[..., Parts]:
    def written(database: Database, source: Source) -> Parts:
        for batch in source.batches():
            with database.reading() as session:
                found = source.papers(session, batch)
            yield "".join(write(paper) for _number, paper in found).encode()

    return written


def _csv(database: Database, source: Source) -> Parts:
    yield table.heading().encode()
    for batch in source.batches():
        with database.reading() as session:
            found = source.papers(session, batch)
        yield table.table(paper for _number, paper in found).encode()


def _graphml(database: Database, source: Source) -> Parts:
    return (part.encode() for part in graph.graphml(database, source))


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "jsonl": Format(
            "application/jsonl",
            "jsonl",
            _jsonl,
            b'{"type":"https://arxivlens.invalid/problems/storage-unavailable","status":503,'
            b'"title":"The export ends here, unfinished","detail":"The database does not answer;'
            b' ask again."}\n',
        ),
        "csv": Format("text/csv", "csv", _csv),
        "bibtex": Format("application/x-bibtex", "bib", _entries(bibtex)),
        "ris": Format("application/x-research-info-systems", "ris", _entries(ris)),
        "graphml": Format(graphml.MEDIA_TYPE, "graphml", _graphml),
    }
)
