"""A record in the terminal."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

from api.errors import Problem
from api.queries.document import Documents
from api.terminal import printable
from scraper.errors import NotFound
from scraper.paper_id import PaperId
from scraper.records.schema import opened
from scraper.settings import Settings


def record(settings: Settings, paper: str) -> dict[str, Any]:
    """The whole record as the API gives it. Raises BadPaperId, and NotFound where there is none."""
    name = PaperId.parse(paper)
    try:
        with opened(settings.database) as database:
            _etag, body = Documents(database).read(name)
    except Problem as error:
        raise NotFound(f"No record of {name} yet; `arxivlens crawl {name}` collects it.") from error
    found: dict[str, Any] = json.loads(gzip.decompress(body))
    return found


def lines(record: dict[str, Any]) -> Iterator[str]:
    """The record for a person to read."""
    return map(printable, _lines(record))


def _lines(record: dict[str, Any]) -> Iterator[str]:
    yield record["title"] or "(title not known)"
    yield ", ".join(author["name"] for author in record["authors"][:10]) or "(authors not known)"
    yield f"{record['id']}  {record['published'] or record['year'] or ''}".rstrip()
    if record["summary"]:
        yield f"\n{record['summary']['text']}  [{record['summary']['source']}]"
    if record["terms"]:
        yield "\nKey terms: " + ", ".join(term["term"] for term in record["terms"])
    counts = record["counts"]
    for name in ("citations", "references"):
        held = len(record[name])
        yield f"{name.capitalize()}: {'not known' if counts[name] is None else counts[name]}" + (
            f" ({held} listed)" if held else ""
        )
    for source in record["sources"]:
        row = f"{source['name']}: {source['part']} {source['state']}"
        yield f"  {row} — {source['message']}" if source["message"] else f"  {row}"
