"""Keeps an answer: records and outcome in one transaction, or none of it.

The paper's document is taken away with each answer and made anew when all are there; a reader who
comes between has it made then (`records.panel`).
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Self

from scrapy.crawler import Crawler
from sqlalchemy import Integer, Row, bindparam, exists, func, select
from sqlalchemy.orm import Session

from scraper import crawls, pace
from scraper.desk import desk_of
from scraper.enrich.aids import refresh_similar, refresh_texts
from scraper.freshness import GOOD, fresh_until
from scraper.items import Answer, Batch, PaperItem
from scraper.paper_id import PaperId
from scraper.pipelines.batch import store_batch
from scraper.records import Citation, Paper, Term, find
from scraper.records.names import names_of
from scraper.records.panel import materialise
from scraper.records.store import (
    Direction,
    end_list,
    forget_documents,
    keep_answer,
    put_off,
    store_list,
    store_papers,
    store_similar,
    store_state,
    store_summary,
)
from scraper.settings import Settings
from scraper.sources.answers import TITLES

_log = logging.getLogger(__name__)

_DIRECTIONS: dict[str, Direction] = {"citations": "citations", "references": "references"}

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_PAPER = bindparam("paper", type_=Integer)
_HAS_TERMS = select(exists().where(Term.paper_id == _PAPER))
_TEXTS = select(Paper.title, Paper.abstract).where(Paper.id == _PAPER)
_HELD = {
    part: select(func.count()).where(
        at == _PAPER, Citation.source == bindparam("source"), rank.is_not(None)
    )
    for part, at, rank in (
        ("citations", Citation.cited_id, Citation.citing_rank),
        ("references", Citation.citing_id, Citation.cited_rank),
    )
}


class StorePipeline:
    """The last pipeline; `process_item` returns when the answer is on disk."""

    def __init__(self, crawler: Crawler) -> None:
        self._desk = desk_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Answer | Batch) -> Answer | Batch:
        """Keep it outside any crawl's name."""
        if isinstance(item, Batch):
            await self._desk.write(partial(store_batch, batch=item, settings=self._desk.settings))
            return item
        kept = await self.keep(item, None)
        await self.settle(item.target, [kept])
        return kept

    async def settle(self, target: str, answers: Sequence[Answer]) -> None:
        """All answers about a paper are kept: make the record whole."""
        given = partial(settle, target=target, answers=answers, settings=self._desk.settings)
        await self._desk.write(given)

    async def keep(self, item: Answer, crawl_id: int | None) -> Answer:
        """Keep it, and tell the crawl; returns the answer as it was judged."""
        keep = partial(_keep, settings=self._desk.settings, crawl_id=crawl_id)
        try:
            return await self._desk.write(partial(keep, answer=item))
        except Exception:
            # A fault of ours costs this part and no other.
            _log.exception("Could not keep what %s says of %s", item.source, item.target)
            message = f"ArxivLens could not keep what {_title(item)} says; its log says where."
            failed = replace(
                item, state="down", paper=None, rows=(), similar=(), summary=None, message=message
            )
            return await self._desk.write(partial(keep, answer=failed))


def _keep(session: Session, answer: Answer, settings: Settings, crawl_id: int | None) -> Answer:
    """Keep the answer, and what it tells of its source as a whole."""
    judged = store_answer(session, answer, settings, crawl_id)
    if judged.unusable:
        pace.fail(session, judged.source)
    elif judged.state in (*GOOD, "unknown"):
        pace.recover(session, judged.source)
    return judged


def store_answer(
    session: Session, answer: Answer, settings: Settings, crawl_id: int | None = None
) -> Answer:
    """Keep one answer; the answer as it was judged: one about another paper counts as none."""
    answer = _judge(session, answer)
    good = answer.state in GOOD
    if good:
        _KEEP[answer.part](session, answer)
    if told := answer.summary:
        keep_answer(session, told.question, told.text, told.model)
    paper_id = _paper_id(session, answer)
    count = _count(session, answer, paper_id) if paper_id else None
    if paper_id:
        if answer.last or not good:
            _note(session, answer, paper_id, count, settings)
        forget_documents(session, [paper_id])
    if crawl_id is not None:
        crawls.note_part(
            session,
            crawl_id,
            answer.source,
            answer.part,
            answer.state if answer.last or not good else "asking",
            until=answer.until,
            count=count,
            total=answer.total,
            message=answer.message,
            stored=good and answer.last,
        )
    return answer


def settle(session: Session, target: str, answers: Sequence[Answer], settings: Settings) -> None:
    """All answers about a paper are kept: find what is like it, and make its document."""
    if paper_id := find.number(session, PaperId.parse(target)):
        for answer in answers:
            noted = _tries(session, answer, paper_id)
            late = noted is None or answer.began is None or noted.tried_at < answer.began
            if late and answer.state not in GOOD:
                # It came before there was a paper to note it at.
                count = _count(session, answer, paper_id)
                _note(session, answer, paper_id, count, settings)
        put_off(session, paper_id)
        _aid(session, refresh_similar, paper_id)
        materialise(session, paper_id)


def _note(
    session: Session, answer: Answer, paper_id: int, count: int | None, settings: Settings
) -> None:
    before = _tries(session, answer, paper_id)
    failures = before.failures if before and answer.state in ("down", "resting") else 0
    failures += answer.state == "down"
    store_state(
        session,
        paper_id,
        answer.source,
        answer.part,
        answer.state,
        fresh_until(answer, failures, settings),
        count=count,
        total=answer.total,
        message=answer.message,
        url=answer.url,
        failures=failures,
    )


def _tries(session: Session, answer: Answer, paper_id: int) -> Row[datetime, int] | None:
    of = {"paper": paper_id, "source": answer.source, "part": answer.part}
    return session.execute(find.TRIES, of).one_or_none()


def _aid(session: Session, refresh: Callable[[Session, int], None], paper_id: int) -> None:
    """Add what readers want; where that goes wrong, what the sources say is kept all the same."""
    try:
        with session.begin_nested():
            refresh(session, paper_id)
    except Exception:
        _log.exception("Could not add to paper %s", paper_id)


def _judge(session: Session, answer: Answer) -> Answer:
    told = answer.paper
    target = PaperId.parse(answer.target)
    if told and target.scheme == "arxiv" and (told.arxiv_id or target.value) != target.value:
        return replace(
            answer,
            state="down",
            paper=None,
            message=f"{_title(answer)} answered about {told.arxiv_id}, not {target}.",
        )
    return answer


def _paper_id(session: Session, answer: Answer) -> int | None:
    """The paper's number, which changes when it turns out to be another's."""
    return find.number(session, PaperId.parse(answer.target))


def _keep_paper(session: Session, answer: Answer) -> int:
    """Keep what the source says, under the name that it was asked for by."""
    name = PaperId.parse(answer.target)
    item = answer.paper or PaperItem()
    if name.scheme == "arxiv":
        item = replace(item, arxiv_id=name.value)
    elif name.scheme == "doi":
        item = replace(item, doi=item.doi or name.value)
    (paper_id,) = store_papers(session, answer.source, [item], asked=name)
    return paper_id


def _keep_metadata(session: Session, answer: Answer) -> None:
    before = _texts(session, _paper_id(session, answer))
    paper_id = _keep_paper(session, answer)
    if answer.paper and answer.paper.tldr:
        store_summary(session, paper_id, answer.source, answer.paper.tldr, answer.paper.tldr_model)
    if not session.scalar(_HAS_TERMS, {"paper": paper_id}) or _texts(session, paper_id) != before:
        _aid(session, refresh_texts, paper_id)


def _texts(session: Session, paper_id: int | None) -> Row[str | None, str | None] | None:
    return session.execute(_TEXTS, {"paper": paper_id}).one_or_none()


def _keep_list(session: Session, answer: Answer) -> None:
    paper_id = _paper_id(session, answer) or _keep_paper(session, answer)
    direction = _DIRECTIONS[answer.part]
    # A printed reference is shown as it stands where nobody knows its title; Crossref names most
    # of what a paper cites by DOI alone.
    rows = [
        row
        for row in answer.rows
        if _tells(row.paper) or row.paper.doi or (row.text and names_of(row.paper))
    ]
    held = _count(session, answer, paper_id) or 0
    others = store_list(session, paper_id, answer.source, direction, rows, answer.first)
    paper_id = _paper_id(session, answer) or paper_id
    came = answer.first + len(rows)
    claimed = answer.total or session.scalar(find.claim(paper_id, direction)) or 0
    # A list that is shorter than it was and than it should be, or empty where it was not, is more
    # likely a fault than the truth.
    if answer.last and answer.began and came >= min(held, max(claimed, 1)):
        end_list(session, paper_id, answer.source, direction, answer.began)
    forget_documents(session, others)


def _keep_similar(session: Session, answer: Answer) -> None:
    paper_id = _paper_id(session, answer) or _keep_paper(session, answer)
    told = [paper for paper in answer.similar if _tells(paper)]
    others = store_papers(session, answer.source, told)
    paper_id = _paper_id(session, answer) or paper_id
    why = (f"recommended by {_title(answer)}",)
    store_similar(session, paper_id, answer.source, [(other, None, why) for other in others])
    forget_documents(session, others)


def _keep_summary(session: Session, answer: Answer) -> None:
    paper_id = _paper_id(session, answer) or _keep_paper(session, answer)
    if (told := answer.summary) and told.text:
        store_summary(session, paper_id, answer.source, told.text, told.model)


_KEEP: dict[str, Callable[[Session, Answer], None]] = {
    "metadata": _keep_metadata,
    "citations": _keep_list,
    "references": _keep_list,
    "similar": _keep_similar,
    "summary": _keep_summary,
}


def _title(answer: Answer) -> str:
    return TITLES.get(answer.source, answer.source)


def _tells(paper: PaperItem) -> bool:
    # Without a title there is nothing to show a reader.
    return bool(paper.title)


def _count(session: Session, answer: Answer, paper_id: int) -> int | None:
    if answer.part == "similar":
        return len(answer.similar)
    if answer.part not in _DIRECTIONS:
        return None
    return session.scalar(_HELD[answer.part], {"paper": paper_id, "source": answer.source})
