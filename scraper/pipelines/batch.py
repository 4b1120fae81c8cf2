"""Keeps a batch of bulk work: its papers, the crawl's counts and its cursor in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.items import Batch, PaperItem
from scraper.records import Identity, SourceState, utc_now
from scraper.records.chunks import asked_for
from scraper.records.loading import load_papers
from scraper.records.store import forget_documents, store_papers, store_state
from scraper.records.upsert import upsert
from scraper.settings import Settings

_REMOVED = timedelta(days=30)  # until a paper that was removed is asked for again


def store_batch(
    session: Session,
    batch: Batch,
    settings: Settings,
    crawl_id: int | None = None,
    worker: str = "",
) -> None:
    """Keep it. Raises LeaseLost where the worker no longer holds the crawl."""
    loaded = load_papers(session, batch.source, batch.papers)
    if batch.whole:
        _note(session, batch, utc_now() + timedelta(days=settings.metadata_days))
    removed = _remove(session, batch)
    _expire(session, batch)
    if crawl_id is None:
        return
    seen = len(batch.papers) + len(batch.gone) + batch.unreadable
    crawls.advance(
        session,
        crawl_id,
        worker,
        batch.cursor,
        seen=seen,
        stored=len(loaded.new) + len(loaded.changed),
        unreadable=batch.unreadable,
        deleted=removed,
        expected=batch.total,
    )


def _note(session: Session, batch: Batch, fresh_until: datetime) -> None:
    """There is no need to ask for the pages of these papers: the source has just told of them."""
    now = utc_now()
    numbers = _numbers(session, [paper.arxiv_id for paper in batch.papers if paper.arxiv_id])
    state: dict[str, Any] = {
        "source": batch.source,
        "part": "metadata",
        "state": "ok",
        "tried_at": now,
        "fetched_at": now,
        "failures": 0,
        "count": None,
        "total": None,
        "message": None,
        "fresh_until": fresh_until,
    }
    upsert(
        session,
        SourceState,
        [
            {"paper_id": number, "url": f"https://arxiv.org/abs/{name}", **state}
            for name, number in numbers.items()
        ],
    )
    forget_documents(session, list(numbers.values()))


def _remove(session: Session, batch: Batch) -> int:
    """Mark as withdrawn what the source has removed; what cites it and what it cites stays."""
    known = _numbers(session, batch.gone)
    gone = [PaperItem(arxiv_id=name, withdrawn=True) for name in known]
    for paper_id in store_papers(session, batch.source, gone):
        store_state(
            session,
            paper_id,
            batch.source,
            "metadata",
            "unknown",
            utc_now() + _REMOVED,
            message="arXiv has removed this paper.",
        )
    forget_documents(session, list(known.values()))
    return len(batch.gone)


def _expire(session: Session, batch: Batch) -> None:
    """A paper with a new version is no longer as fresh as it was when it was asked for."""
    numbers = list(_numbers(session, batch.replaced).values())
    for chunk in asked_for(numbers):
        session.execute(
            update(SourceState)
            .where(
                SourceState.paper_id.in_(chunk),
                SourceState.source == "arxiv",
                SourceState.part == "metadata",
                SourceState.fresh_until > utc_now(),
            )
            .values(fresh_until=utc_now())
        )
    forget_documents(session, numbers)


def _numbers(session: Session, arxiv_ids: Sequence[str]) -> dict[str, int]:
    return {
        value: paper_id
        for chunk in asked_for(arxiv_ids)
        for value, paper_id in session.execute(
            select(Identity.value, Identity.paper_id).where(
                Identity.scheme == "arxiv", Identity.value.in_(chunk)
            )
        )
    }
