"""The sample that ships with ArxivLens, so that the first look works without a network."""

import json
from datetime import date, timedelta
from importlib import resources
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scraper.enrich.aids import refresh_similar, refresh_texts
from scraper.items import CitationItem, PaperItem
from scraper.normalise.authors import display_name
from scraper.records import Paper, utc_now
from scraper.records.merging import ITEM
from scraper.records.panel import materialise
from scraper.records.store import (
    SAMPLE,
    store_list,
    store_papers,
    store_similar,
    store_state,
    store_summary,
    store_terms,
)
from scraper.settings import Settings

PAPER = "2311.09227"  # whose page is shown first

_FILES = resources.files("scraper") / "data" / "sample"


def load_sample(session: Session, settings: Settings) -> bool:
    """Load the sample where nothing is on record; whether it did."""
    if session.scalar(select(exists().where(Paper.id > 0))):
        return False
    papers = [
        _paper(json.loads(line))
        for line in (_FILES / "papers.jsonl").read_text("utf-8").splitlines()
    ]
    ids = store_papers(session, SAMPLE, papers)
    for paper_id in ids:
        refresh_texts(session, paper_id)
        _state(session, settings, paper_id, "metadata", None)
    first = _load_first(session, settings)  # the last to come is the first on the front page
    for paper_id in [*ids, first]:
        refresh_similar(session, paper_id)
    materialise(session, first)
    return True


def _load_first(session: Session, settings: Settings) -> int:
    seed = json.loads((_FILES / f"{PAPER}.json").read_text("utf-8"))
    item = PaperItem(
        arxiv_id=seed["arxiv_id"],
        title=seed["title"],
        abstract=seed["abstract"],
        authors=tuple(seed["authors"]),
        published=date.fromisoformat(seed["published"]),
        updated=date.fromisoformat(seed["updated"]),
        comments=seed["comments"],
        categories=tuple(seed["categories"]),
        license=seed["license"],
        version=1,
        withdrawn=False,
    )
    (paper_id,) = store_papers(session, SAMPLE, [item])
    rows = [CitationItem(paper=_row(row)) for row in seed["citations"]]
    store_list(session, paper_id, SAMPLE, "citations", rows)
    others = store_papers(session, SAMPLE, [_row(row) for row in seed["similar"]])
    store_similar(
        session,
        paper_id,
        SAMPLE,
        [(other, None, ("listed with the paper in the sample",)) for other in others],
    )
    store_summary(session, paper_id, SAMPLE, seed["quick_summary"], None)
    weights: dict[str, float] = {}
    for term, weight in seed["key_terms"]:  # the page it is from prints some of them twice
        weights[term] = max(weight, weights.get(term, 0.0))
    store_terms(session, paper_id, weights)
    _state(session, settings, paper_id, "metadata", None)
    _state(session, settings, paper_id, "citations", len(rows))
    _state(session, settings, paper_id, "similar", len(others))
    return paper_id


def _paper(truth: dict[str, Any]) -> PaperItem:
    known = {name: value for name, value in truth.items() if name != "primary_category"}
    item: PaperItem = ITEM.validate_python(known)
    return item


def _row(row: dict[str, Any]) -> PaperItem:
    published = row.get("published")
    return PaperItem(
        title=row["title"],
        authors=tuple(display_name(name) for name in row["authors"]),
        year=row.get("year"),
        published=date.fromisoformat(published) if published else None,
    )


def _state(
    session: Session, settings: Settings, paper_id: int, part: str, count: int | None
) -> None:
    fresh_until = utc_now() + timedelta(days=settings.metadata_days)
    store_state(
        session,
        paper_id,
        SAMPLE,
        part,
        "ok",
        fresh_until,
        count=count,
        total=count,
        message="This came with ArxivLens; a refresh asks the sources themselves.",
    )
