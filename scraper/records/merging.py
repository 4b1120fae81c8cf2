"""From what the sources said of a paper to its columns."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BindParameter, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from scraper.items import PaperItem
from scraper.paper_id import SCHEMES, PaperId
from scraper.records.base import UtcDateTime, table, utc_now
from scraper.records.chunks import asked_for
from scraper.records.names import main_of, title_of
from scraper.records.papers import (
    Author,
    Authorship,
    Category,
    Identity,
    Paper,
    Statement,
    Version,
)
from scraper.records.postings import index_words
from scraper.records.search import index_papers
from scraper.records.upsert import insert_new

# Whose word counts most, field by field; a source not named comes last.
SOURCE_ORDER = (
    "arxiv",
    "arxiv_snapshot",  # older than what arXiv itself says
    "arxiv_list",  # where the last of many authors are left out
    "semantic_scholar",
    "openalex",
    "crossref",
)

ITEM = TypeAdapter(PaperItem)

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_SAID = (
    select(Statement.paper_id, Statement.source, Statement.said)
    .where(Statement.paper_id.in_(_IDS))
    .order_by(Statement.said_at.desc(), Statement.key)
)
_NAMES = (
    select(Identity.paper_id, Identity.scheme, Identity.value)
    .where(Identity.paper_id.in_(_IDS))
    .order_by(Identity.value)
)
_AUTHORS = select(Author.name, Author.id).where(Author.name.in_(bindparam("names", expanding=True)))
_UPDATE = (
    update(table(Paper))
    .where(Paper.id == bindparam("paper"))
    .values(arrived_at=func.coalesce(Paper.arrived_at, bindparam("now", type_=UtcDateTime())))
)
_FORGET_PARTS = [
    delete(table(model)).where(model.paper_id.in_(_IDS))
    for model in (Authorship, Category, Version)
]


def as_said(item: PaperItem) -> dict[str, Any]:
    """An item as a statement keeps it: without its empty fields, and without its vector."""
    said: dict[str, Any] = ITEM.dump_python(
        item, mode="json", exclude_defaults=True, exclude={"embedding", "embedding_model"}
    )
    return said


def merged(statements: Iterable[tuple[str, dict[str, Any]]]) -> PaperItem:
    """The best of what was said: each field from the first source in SOURCE_ORDER that has it.

    `statements` are (source, said), of one source the newest first.
    """
    ranked = sorted(statements, key=lambda statement: _rank(statement[0]))
    best: dict[str, Any] = {}
    for _source, said in ranked:
        for name, value in said.items():
            best.setdefault(name, value)
    return ITEM.validate_python(best)


def _rank(source: str) -> int:
    return SOURCE_ORDER.index(source) if source in SOURCE_ORDER else len(SOURCE_ORDER)


def refresh_columns(session: Session, paper_ids: Sequence[int]) -> None:
    """Write the columns of these papers anew from their statements and names."""
    items: dict[int, PaperItem] = {}
    keys: dict[int, str] = {}
    for chunk in asked_for(paper_ids):
        said: dict[int, list[tuple[str, dict[str, Any]]]] = {}
        for paper_id, source, words in session.execute(_SAID, {"ids": chunk}):
            said.setdefault(paper_id, []).append((source, words))
        items |= {paper_id: merged(statements) for paper_id, statements in said.items()}
        keys |= _public_keys(session, chunk)
    if items:
        columns = {each: columns_of(item) for each, item in items.items()}
        now = utc_now()
        session.execute(
            _UPDATE,
            [
                {"paper": each, "key": keys[each], "now": now if own["title"] else None, **own}
                for each, own in columns.items()
            ],
        )
        _write_parts(session, items)
        index_words(session, list(items))
        index_papers(session, columns, {each: item.authors for each, item in items.items()})


def columns_of(item: PaperItem) -> dict[str, Any]:
    """What a paper's row holds of the best that was said of it: all but its key."""
    columns = {name: getattr(item, name) for name in _PLAIN}
    if item.versions:
        by_version = sorted(item.versions, key=lambda version: version.version)
        columns["published"] = by_version[0].submitted.date()
        columns["updated"] = by_version[-1].submitted.date()
        columns["version"] = max(by_version[-1].version, item.version or 0)
    published = columns["published"]
    columns["year"] = published.year if item.versions and published else item.year
    if columns["year"] is None and published:
        columns["year"] = published.year
    columns["title_key"] = title_of(item)
    columns["main_key"] = main_of(item)
    return columns


_PLAIN = [
    field.name
    for field in fields(PaperItem)
    if field.name in Paper.__table__.columns and field.name != "id"
]


def _public_keys(session: Session, paper_ids: Sequence[int]) -> dict[int, str]:
    best: dict[int, PaperId] = {}
    for identity in session.execute(_NAMES, {"ids": paper_ids}):
        name = PaperId(identity.scheme, identity.value)
        known = best.get(identity.paper_id)
        if not known or SCHEMES.index(name.scheme) < SCHEMES.index(known.scheme):
            best[identity.paper_id] = name
    return {paper_id: str(name) for paper_id, name in best.items()}


def _write_parts(session: Session, items: dict[int, PaperItem]) -> None:
    for chunk in asked_for(list(items)):
        for forget in _FORGET_PARTS:
            session.execute(forget, {"ids": chunk})
    names = list(dict.fromkeys(name for item in items.values() for name in item.authors))
    numbers = author_ids(session, names)
    insert_new(session, Author, [{"name": name} for name in names if name not in numbers])
    numbers |= author_ids(session, [name for name in names if name not in numbers])
    _insert(
        session,
        Authorship,
        [
            {"paper_id": paper_id, "position": place, "author_id": numbers[name]}
            for paper_id, item in items.items()
            for place, name in enumerate(item.authors)
        ],
    )
    _insert(
        session,
        Category,
        [
            {"paper_id": paper_id, "position": place, "term": term}
            for paper_id, item in items.items()
            for place, term in enumerate(dict.fromkeys(item.categories))
        ],
    )
    _insert(
        session,
        Version,
        [
            {"paper_id": paper_id, "version": each.version, "submitted": each.submitted}
            for paper_id, item in items.items()
            for each in {version.version: version for version in item.versions}.values()
        ],
    )


def author_ids(session: Session, names: Sequence[str]) -> dict[str, int]:
    """The numbers of those of the names that are on record."""
    return {
        name: author_id
        for chunk in asked_for(names)
        for name, author_id in session.execute(_AUTHORS, {"names": chunk})
    }


def _insert(session: Session, model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(table(model)), rows)
