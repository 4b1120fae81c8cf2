"""From what the sources said of a paper to its columns; and two papers found to be one."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, delete, exists, insert, select, update
from sqlalchemy.orm import Session, aliased

from scraper.items import PaperItem
from scraper.normalise.authors import family_name
from scraper.normalise.titles import title_key
from scraper.paper_id import SCHEMES, PaperId
from scraper.records.aids import Similar, Summary, Term
from scraper.records.citations import Citation
from scraper.records.comments import Comment
from scraper.records.documents import Document
from scraper.records.identify import chunks
from scraper.records.papers import (
    Author,
    Authorship,
    Category,
    Identity,
    Paper,
    Statement,
    Version,
)
from scraper.records.sources import SourceState
from scraper.records.upsert import insert_new

# Whose word counts most, field by field; a source not named comes last.
SOURCE_ORDER = ("arxiv", "semantic_scholar", "openalex", "crossref")

ITEM = TypeAdapter(PaperItem)


def as_said(item: PaperItem) -> dict[str, Any]:
    """An item as a statement keeps it: without its empty fields."""
    said: dict[str, Any] = ITEM.dump_python(item, mode="json", exclude_defaults=True)
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
    for chunk in chunks(paper_ids):
        said: dict[int, list[tuple[str, dict[str, Any]]]] = {}
        for paper_id, source, words in session.execute(
            select(Statement.paper_id, Statement.source, Statement.said)
            .where(Statement.paper_id.in_(chunk))
            .order_by(Statement.said_at.desc())
        ):
            said.setdefault(paper_id, []).append((source, words))
        items |= {paper_id: merged(statements) for paper_id, statements in said.items()}
        keys |= _public_keys(session, chunk)
    if items:
        rows = [{"id": each, "key": keys[each], **_columns(item)} for each, item in items.items()]
        session.execute(update(Paper), rows)
        _write_parts(session, items)


def _columns(item: PaperItem) -> dict[str, Any]:
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
    columns["title_key"] = title_key(item.title) if item.title else None
    columns["family"] = family_name(item.authors[0]) if item.authors else None
    return columns


_PLAIN = [
    field.name
    for field in fields(PaperItem)
    if field.name in Paper.__table__.columns and field.name != "id"
]


def _public_keys(session: Session, paper_ids: Sequence[int]) -> dict[int, str]:
    best: dict[int, PaperId] = {}
    for identity in session.execute(
        select(Identity.paper_id, Identity.scheme, Identity.value)
        .where(Identity.paper_id.in_(paper_ids))
        .order_by(Identity.value)
    ):
        name = PaperId(identity.scheme, identity.value)
        known = best.get(identity.paper_id)
        if not known or SCHEMES.index(name.scheme) < SCHEMES.index(known.scheme):
            best[identity.paper_id] = name
    return {paper_id: str(name) for paper_id, name in best.items()}


def _write_parts(session: Session, items: dict[int, PaperItem]) -> None:
    ids = list(items)
    for model in (Authorship, Category, Version):
        for chunk in chunks(ids):
            session.execute(delete(model).where(model.paper_id.in_(chunk)))
    names = list(dict.fromkeys(name for item in items.values() for name in item.authors))
    author_ids: dict[str, int] = {}
    for name_chunk in chunks(names):
        insert_new(session, Author, [{"name": name} for name in name_chunk])
        found = select(Author.name, Author.id).where(Author.name.in_(name_chunk))
        author_ids.update(row.tuple() for row in session.execute(found))
    _insert(
        session,
        Authorship,
        [
            {"paper_id": paper_id, "position": place, "author_id": author_ids[name]}
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


def _insert(session: Session, model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(model), rows)


def join_papers(session: Session, keep: int, drop: int) -> None:
    """Make two papers one: everything of `drop` becomes that of `keep`; nothing is lost.

    The caller calls `refresh_columns` for `keep` afterwards.
    """
    for model, column, rest in (
        (Identity, "paper_id", ()),
        (Statement, "paper_id", ()),
        (Comment, "paper_id", ()),
        (Citation, "citing_id", ("cited_id", "source")),
        (Citation, "cited_id", ("citing_id", "source")),
        (Similar, "paper_id", ("similar_id", "source")),
        (Similar, "similar_id", ("paper_id", "source")),
        (SourceState, "paper_id", ("source", "part")),
        (Summary, "paper_id", ("source",)),
        (Term, "paper_id", ("term",)),
    ):
        _repoint(session, model, column, rest, keep, drop)
    session.execute(delete(Citation).where(Citation.citing_id == Citation.cited_id))
    session.execute(delete(Similar).where(Similar.paper_id == Similar.similar_id))
    session.execute(delete(Document).where(Document.paper_id.in_((keep, drop))))
    # What is left of `drop` says the same as a row of `keep`; it goes with the paper.
    session.execute(delete(Paper).where(Paper.id == drop))


def _repoint(
    session: Session, model: type[Any], column: str, rest: tuple[str, ...], keep: int, drop: int
) -> None:
    statement = update(model).where(getattr(model, column) == drop).values({column: keep})
    if rest:
        twin = aliased(model)
        same: list[ColumnElement[bool]] = [
            getattr(model, name) == getattr(twin, name) for name in rest
        ]
        statement = statement.where(~exists().where(getattr(twin, column) == keep, *same))
    session.execute(statement.execution_options(synchronize_session=False))
