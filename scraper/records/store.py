"""Writes: what the sources say, kept as records. The caller's transaction, the caller's commit.

Each function takes what a page said and leaves whole records: a paper is never without its name,
an edge never without its two papers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, delete, select, text, update
from sqlalchemy.orm import Session

from scraper.freshness import GOOD, USUAL
from scraper.freshness import SAMPLE as SAMPLE
from scraper.items import CitationItem, PaperItem
from scraper.paper_id import PaperId
from scraper.records.aids import Similar, Summary, Term
from scraper.records.append import append, new_ids
from scraper.records.base import table, utc_now
from scraper.records.chunks import asked_for
from scraper.records.citations import Citation
from scraper.records.documents import Document
from scraper.records.engine import is_sqlite
from scraper.records.fitting import LONGEST, fitted
from scraper.records.identify import Identified, identify
from scraper.records.joining import join_papers
from scraper.records.merging import as_said, refresh_columns
from scraper.records.names import names_of, statement_key
from scraper.records.papers import Identity, Paper, Statement
from scraper.records.questions import Question
from scraper.records.sources import SourceState
from scraper.records.upsert import insert_new, upsert
from scraper.records.vectors import packed
from scraper.records.words import Embedding

Direction = Literal["citations", "references"]

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_SAID = select(Statement.key, Statement.said).where(
    Statement.source == bindparam("source"), Statement.key.in_(bindparam("keys", expanding=True))
)
_FORGET_DOCUMENTS = delete(table(Document)).where(
    Document.paper_id.in_(bindparam("ids", expanding=True))
)
_WRITER = 0x4C454E53  # "LENS": the advisory lock of whoever decides which papers are one


def store_papers(
    session: Session, source: str, items: Sequence[PaperItem], asked: PaperId | None = None
) -> list[int]:
    """Keep what `source` says of each paper; the papers' ids, in the items' order.

    `asked` is one more name of the only item: the one that the source was asked by. An item
    without name or title raises ValueError: there is nothing to know it by again.
    """
    return _keep_papers(session, source, items, asked)[0] if items else []


def _keep_papers(
    session: Session, source: str, items: Sequence[PaperItem], asked: PaperId | None = None
) -> tuple[list[int], dict[int, int]]:
    """The papers' ids; and of papers that turned out to be others', whose they are now."""
    items = [fitted(item) for item in items]
    names = [names_of(item) for item in items]
    if asked and asked not in names[0]:
        names[0].append(asked)
    if not all(names):
        raise ValueError("a paper needs a name or a title")
    decide_alone(session)
    found = identify(session, items, names)
    moved = {other.paper_id or 0: other.final().paper_id or 0 for other in found.joined}
    for drop, keep in moved.items():
        join_papers(session, keep, drop)
    ids, named = _papers(session, found)
    keys = [statement_key(source, own) for own in found.names]
    before = said_before(session, source, keys)
    after: dict[str, dict[str, Any]] = {}
    paper_of: dict[str, int] = {}
    for item, key, paper_id in zip(items, keys, ids, strict=True):
        # A row of a list says less than the paper's own page: what was known of it stays.
        after[key] = {**after.get(key, before.get(key, {})), **as_said(item)}
        paper_of[key] = paper_id
    news = [key for key, said in after.items() if said != before.get(key)]
    said_at = utc_now()
    upsert(
        session,
        Statement,
        [
            {
                "source": source,
                "key": key,
                "paper_id": paper_of[key],
                "said": after[key],
                "said_at": said_at,
            }
            for key in news
        ],
    )
    changed = [*(paper_of[key] for key in news), *named, *moved.values()]
    refresh_columns(session, list(dict.fromkeys(changed)))
    for item, paper_id in zip(items, ids, strict=True):
        if item.embedding and item.embedding_model:
            store_vector(session, paper_id, item.embedding_model, item.embedding)
    return ids, moved


def _papers(session: Session, found: Identified) -> tuple[list[int], list[int]]:
    """The paper of each candidate, made where new; and those that gained a name."""
    finals = [candidate.final() for candidate in found.candidates]
    new = [each for each in dict.fromkeys(finals) if each.paper_id is None]
    if new:
        for each, paper_id in zip(new, new_ids(session, table(Paper), len(new)), strict=True):
            each.paper_id = paper_id
        # refresh_columns gives the right key; this one only has to be nobody else's.
        keys = ((each.paper_id, f"new:{min(map(str, each.names))}") for each in new)
        append(session, table(Paper), ("id", "key"), keys)
    named = [(name, each.final().paper_id or 0) for name, each in found.new_names.items()]
    insert_new(
        session,
        Identity,
        [{"scheme": name.scheme, "value": name.value, "paper_id": each} for name, each in named],
    )
    return [each.paper_id or 0 for each in finals], [each for _name, each in named]


def decide_alone(session: Session) -> None:
    """Nobody else decides which papers are one until this transaction ends."""
    if not is_sqlite(session):
        # SQLite has one writer anyway; on PostgreSQL two could make one paper twice.
        session.execute(text(f"SELECT pg_advisory_xact_lock({_WRITER})"))


def said_before(session: Session, source: str, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is on record of what `source` said under these keys."""
    return {
        row.key: row.said
        for chunk in asked_for(keys)
        for row in session.execute(_SAID, {"source": source, "keys": chunk})
    }


def store_list(
    session: Session,
    paper_id: int,
    source: str,
    direction: Direction,
    rows: Sequence[CitationItem],
    first: int = 0,
) -> list[int]:
    """Keep one page of a list of citations or references, `first` being its first row's place.

    The ids of the papers at the other ends, in the list's order.
    """
    if not rows:
        return []
    others, moved = _keep_papers(session, source, [row.paper for row in rows])
    paper_id = moved.get(paper_id, paper_id)
    rank, unranked = (
        ("citing_rank", "cited_rank") if direction == "citations" else ("cited_rank", "citing_rank")
    )
    edges: dict[int, dict[str, Any]] = {}
    now = utc_now()
    for place, (row, other) in enumerate(zip(rows, others, strict=True), first):
        if other == paper_id or other in edges:
            continue
        edges[other] = {
            "citing_id": other if direction == "citations" else paper_id,
            "cited_id": paper_id if direction == "citations" else other,
            "source": source,
            rank: place,
            unranked: None,
            "text": row.text,
            "influential": row.influential,
            "intents": list(row.intents) or None,
            "contexts": list(row.contexts) or None,
            "said_at": now,
            "arrived_at": now,
        }
    upsert(session, Citation, list(edges.values()), keep=(unranked, "arrived_at"))
    return others


def end_list(
    session: Session, paper_id: int, source: str, direction: Direction, began: datetime
) -> None:
    """The list came whole: what `source` said before `began` and not since, it says no more.

    What the sample that ships with ArxivLens says of the list goes with it.
    """
    column, rank = (
        (Citation.cited_id, Citation.citing_rank)
        if direction == "citations"
        else (Citation.citing_id, Citation.cited_rank)
    )
    said = column == paper_id, Citation.source.in_((source, SAMPLE))
    edges = table(Citation)
    session.execute(update(edges).where(*said, Citation.said_at < began).values({rank.key: None}))
    session.execute(
        delete(edges).where(
            *said,
            Citation.citing_rank.is_(None),
            Citation.cited_rank.is_(None),
        )
    )


def store_similar(
    session: Session,
    paper_id: int,
    source: str,
    rows: Sequence[tuple[int, float | None, Sequence[str]]],
) -> None:
    """Replace the papers that `source` finds similar: (paper id, score, why), best first."""
    ours = Similar.paper_id == paper_id, Similar.source == source
    session.execute(delete(table(Similar)).where(*ours))
    insert_new(
        session,
        Similar,
        [
            {
                "paper_id": paper_id,
                "similar_id": other,
                "source": source,
                "position": place,
                "score": score,
                "why": list(why),
            }
            for place, (other, score, why) in enumerate(rows)
            if other != paper_id
        ],
    )


def store_terms(session: Session, paper_id: int, terms: Mapping[str, float]) -> None:
    """Replace the key terms of a paper."""
    session.execute(delete(table(Term)).where(Term.paper_id == paper_id))
    insert_new(
        session,
        Term,
        [{"paper_id": paper_id, "term": term, "weight": each} for term, each in terms.items()],
    )


def store_vector(session: Session, paper_id: int, model: str, floats: Sequence[float]) -> None:
    """Keep where `model` places a paper; a vector that points nowhere is none."""
    if vector := packed(floats):
        row = {"paper_id": paper_id, "model": model[:LONGEST], "vector": vector}
        upsert(session, Embedding, [row])


def store_summary(
    session: Session, paper_id: int, source: str, text: str, model: str | None
) -> None:
    """Keep the quick summary that `source` gives."""
    upsert(
        session,
        Summary,
        [{"paper_id": paper_id, "source": source, "text": text, "model": model}],
    )


def known_answer(session: Session, question: str) -> Question | None:
    """What a language model said to the question of that name; None: it was not asked."""
    return session.get(Question, question)


def keep_answer(session: Session, question: str, answer: str | None, model: str | None) -> None:
    """Keep what a language model said, or that it was nothing to show a reader."""
    row = {"name": question, "answer": answer, "model": model, "answered_at": utc_now()}
    upsert(session, Question, [row])


def store_state(
    session: Session,
    paper_id: int,
    source: str,
    part: str,
    state: str,
    fresh_until: datetime,
    *,
    count: int | None = None,
    total: int | None = None,
    message: str | None = None,
    url: str | None = None,
    failures: int = 0,
) -> None:
    """Note how asking `source` for `part` went; after a failure, what it gave before stays.

    `failures` counts those in a row, this one included.
    """
    now = utc_now()
    row: dict[str, Any] = {
        "paper_id": paper_id,
        "source": source,
        "part": part,
        "state": state,
        "tried_at": now,
        "fetched_at": now,
        "failures": failures,
        "count": count,
        "total": total,
        "message": message,
        "url": url,
        "fresh_until": fresh_until,
    }
    if state in ("ok", "capped"):
        upsert(session, SourceState, [row])
    else:
        row |= {"fetched_at": None}
        upsert(session, SourceState, [row], keep=("fetched_at", "count", "total", "url"))


def put_off(session: Session, paper_id: int) -> None:
    """A source that is not always asked need not be while another's word on the part is fresh."""
    now = utc_now()
    rows = select(
        SourceState.source, SourceState.part, SourceState.state, SourceState.fresh_until
    ).where(SourceState.paper_id == paper_id)
    states = session.execute(rows).all()
    always = {(usual.source, usual.name) for usual in USUAL}
    for stale in states:
        if stale.fresh_until > now or (stale.source, stale.part) in always:
            continue
        until = [
            each.fresh_until
            for each in states
            if each.part == stale.part and each.state in GOOD and each.fresh_until > now
        ]
        session.execute(
            update(table(SourceState))
            .where(
                SourceState.paper_id == paper_id,
                SourceState.source == stale.source,
                SourceState.part == stale.part,
            )
            .values(fresh_until=max(until, default=stale.fresh_until))
        )


def forget_documents(session: Session, paper_ids: Sequence[int]) -> None:
    """These papers changed: their ready-made documents are no longer true."""
    for chunk in asked_for(paper_ids):
        session.execute(_FORGET_DOCUMENTS, {"ids": chunk})
