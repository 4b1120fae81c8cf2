"""A record in the terminal."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

from api.errors import Problem
from api.queries.papers import paper_number
from scraper.records import Database
from scraper.records.panel import materialise
from scraper.records.schema import migrate
from scraper.settings import Settings


def record(settings: Settings, paper: str) -> dict[str, Any] | None:
    """The whole record as the API gives it; None where there is none."""
    database = Database(settings.database)
    migrate(database)
    with database.writing() as session:
        try:
            document = materialise(session, paper_number(session, paper))
        except Problem:
            return None
    found: dict[str, Any] = json.loads(gzip.decompress(document.body))
    return found


def lines(record: dict[str, Any]) -> Iterator[str]:
    """The record for a person to read."""
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
