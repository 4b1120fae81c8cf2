"""Keeps an answer: records, outcome and document in one transaction, or none of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Self

from scrapy.crawler import Crawler
from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper import crawls
from scraper.desk import desk_of
from scraper.enrich.aids import refresh_similar, refresh_texts
from scraper.items import Answer, PaperItem
from scraper.paper_id import PaperId
from scraper.records import Citation, find, utc_now
from scraper.records.panel import materialise
from scraper.records.store import (
    Direction,
    end_list,
    forget_documents,
    store_list,
    store_papers,
    store_similar,
    store_state,
    store_summary,
)
from scraper.settings import Settings

_RETRY = timedelta(minutes=15)  # until a source that gave nothing is asked again
_DIRECTIONS: dict[str, Direction] = {"citations": "citations", "references": "references"}


class StorePipeline:
    """The last pipeline; `process_item` returns when the answer is on disk."""

    def __init__(self, crawler: Crawler) -> None:
        self._desk = desk_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Answer) -> Answer:
        """Keep it outside any crawl's name."""
        return await self.keep(item, None)

    async def keep(self, item: Answer, crawl_id: int | None) -> Answer:
        """Keep it, and tell the crawl; returns the answer as it was judged."""
        return await self._desk.write(
            partial(store_answer, answer=item, settings=self._desk.settings, crawl_id=crawl_id)
        )


def store_answer(
    session: Session, answer: Answer, settings: Settings, crawl_id: int | None = None
) -> Answer:
    """Keep one answer; the answer as it was judged: one about another paper counts as none."""
    answer = _judge(session, answer)
    good = answer.state in ("ok", "capped")
    name = PaperId.parse(answer.target)
    paper_id = session.scalar(find.paper_id(name))
    if good:
        paper_id = _KEEP[answer.part](session, answer, paper_id)
    count = _count(session, answer, paper_id) if paper_id else None
    if paper_id and (answer.last or not good):
        days = settings.metadata_days if answer.part == "metadata" else settings.citation_days
        store_state(
            session,
            paper_id,
            answer.source,
            answer.part,
            answer.state,
            utc_now() + (_RETRY if answer.state in ("resting", "down") else timedelta(days=days)),
            count=count,
            total=answer.total,
            message=answer.message,
            url=answer.url,
        )
    if paper_id:
        materialise(session, paper_id)
    if crawl_id is not None:
        crawls.note_part(
            session,
            crawl_id,
            answer.source,
            answer.part,
            answer.state if answer.last or not good else "asking",
            count=count,
            total=answer.total,
            message=answer.message,
        )
    return answer


def _judge(session: Session, answer: Answer) -> Answer:
    told = answer.paper
    target = PaperId.parse(answer.target)
    if told and target.scheme == "arxiv" and (told.arxiv_id or target.value) != target.value:
        return replace(
            answer,
            state="down",
            paper=None,
            message=f"{answer.source} answered about {told.arxiv_id}, not {target}.",
        )
    return answer


def _named(answer: Answer) -> PaperItem:
    # What the source says, under the name that it was asked for by.
    name = PaperId.parse(answer.target)
    item = answer.paper or PaperItem()
    if name.scheme == "arxiv":
        return replace(item, arxiv_id=name.value)
    if name.scheme == "doi":
        return replace(item, doi=item.doi or name.value)
    if name.scheme == "s2":
        return replace(item, s2_id=item.s2_id or name.value)
    return item


def _keep_metadata(session: Session, answer: Answer, paper_id: int | None) -> int:
    (paper_id,) = store_papers(session, answer.source, [_named(answer)])
    if answer.paper and answer.paper.tldr:
        store_summary(session, paper_id, answer.source, answer.paper.tldr, answer.paper.tldr_model)
    refresh_texts(session, paper_id)
    refresh_similar(session, paper_id)
    return paper_id


def _keep_list(session: Session, answer: Answer, paper_id: int | None) -> int:
    if paper_id is None:
        (paper_id,) = store_papers(session, answer.source, [_named(answer)])
    direction = _DIRECTIONS[answer.part]
    rows = [row for row in answer.rows if _tells(row.paper)]
    others = store_list(session, paper_id, answer.source, direction, rows, answer.first)
    if answer.last and answer.began and (answer.rows or answer.first):
        # An empty list where there was one is more likely a fault than the truth.
        end_list(session, paper_id, answer.source, direction, answer.began)
    forget_documents(session, others)
    if answer.last:
        refresh_similar(session, paper_id)
    return paper_id


def _keep_similar(session: Session, answer: Answer, paper_id: int | None) -> int:
    if paper_id is None:
        (paper_id,) = store_papers(session, answer.source, [_named(answer)])
    told = [paper for paper in answer.similar if _tells(paper)]
    others = store_papers(session, answer.source, told)
    why = (f"recommended by {_NAMES.get(answer.source, answer.source)}",)
    store_similar(session, paper_id, answer.source, [(other, None, why) for other in others])
    forget_documents(session, others)
    return paper_id


_KEEP: dict[str, Callable[[Session, Answer, int | None], int]] = {
    "metadata": _keep_metadata,
    "citations": _keep_list,
    "references": _keep_list,
    "similar": _keep_similar,
}
_NAMES = {"semantic_scholar": "Semantic Scholar", "openalex": "OpenAlex"}


def _tells(paper: PaperItem) -> bool:
    # Without a title there is nothing to show a reader.
    return bool(paper.title)


def _count(session: Session, answer: Answer, paper_id: int) -> int | None:
    if answer.part == "similar":
        return len(answer.similar)
    if answer.part not in _DIRECTIONS:
        return None
    at, rank = (
        (Citation.cited_id, Citation.citing_rank)
        if answer.part == "citations"
        else (Citation.citing_id, Citation.cited_rank)
    )
    held = select(Citation).where(
        at == paper_id, Citation.source == answer.source, rank.is_not(None)
    )
    return len(session.scalars(held.with_only_columns(Citation.citing_id)).all())
