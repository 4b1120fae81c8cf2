"""Papers and citations by the ten thousand: what `store` does one by one, done set by set.

The rules are the same ones: identity, what each source said kept, the columns the best of it. A
paper that nobody knew is written straight away; one that somebody knew takes the usual way. The
words by which similar papers are found come later: the worker gives them to papers without
(`postings.index_unworded`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Column, MetaData, Table, exists, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from scraper.items import PaperItem
from scraper.paper_id import PaperId
from scraper.records.append import append, new_ids
from scraper.records.base import table, utc_now
from scraper.records.citations import Citation
from scraper.records.documents import Document
from scraper.records.engine import is_sqlite
from scraper.records.fitting import fitted
from scraper.records.identify import chunks, identify, identities
from scraper.records.merging import as_said, author_ids, columns_of
from scraper.records.names import names_of, statement_key
from scraper.records.papers import (
    Author,
    Authorship,
    Category,
    Identity,
    Paper,
    Statement,
    Version,
)
from scraper.records.search import index_papers
from scraper.records.store import decide_alone, forget_documents, said_before, store_papers

_PAPER_COLUMNS = tuple(column.name for column in Paper.__table__.columns)


@dataclass(slots=True)
class Loaded:
    """What came of some papers: the numbers of those that are new, and of those that say more."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


def load_papers(session: Session, source: str, items: Sequence[PaperItem]) -> Loaded:
    """Keep what `source` says of each paper. An item without a name raises ValueError."""
    fit = [fitted(item) for item in items]
    names = [names_of(item) for item in fit]
    if not all(names):
        raise ValueError("a paper needs a name or a title")
    decide_alone(session)
    keys = [statement_key(source, own) for own in names]
    before = said_before(session, source, keys)
    news = [
        place
        for place, key in enumerate(keys)
        if key not in before or {**before[key], **as_said(fit[place])} != before[key]
    ]
    if not news:
        return Loaded()
    found = identify(session, [fit[each] for each in news], [names[each] for each in news])
    fresh: dict[Any, PaperItem] = {}
    rest: list[PaperItem] = []
    for place, candidate in zip(news, found.candidates, strict=True):
        final = candidate.final()
        if final.paper_id is None and final not in fresh:
            fresh[final] = fit[place]
        else:
            rest.append(fit[place])
    new = new_ids(session, table(Paper), len(fresh))
    numbers = dict(zip(fresh, new, strict=True))
    given: dict[int, list[PaperId]] = {number: [] for number in new}
    for name, candidate in found.new_names.items():
        if number := numbers.get(candidate.final()):
            given[number].append(name)
    _add(session, source, dict(zip(new, fresh.values(), strict=True)), given)
    changed = store_papers(session, source, rest)
    forget_documents(session, changed)
    return Loaded(list(new), list(dict.fromkeys(changed)))


def _add(
    session: Session,
    source: str,
    items: dict[int, PaperItem],
    names: dict[int, list[PaperId]],
) -> None:
    columns = {number: columns_of(item) for number, item in items.items()}
    for number, each in columns.items():
        each["id"], each["key"] = number, str(PaperId.best(names[number]))
    append(
        session,
        table(Paper),
        _PAPER_COLUMNS,
        ([each[name] for name in _PAPER_COLUMNS] for each in columns.values()),
    )
    _name(session, names)
    append(
        session,
        table(Statement),
        ("key", "paper_id", "said"),
        (
            (statement_key(source, names[number]), number, as_said(item))
            for number, item in items.items()
        ),
        source=source,
        said_at=utc_now(),
    )
    authors = {number: item.authors for number, item in items.items()}
    index_papers(session, columns, authors)
    people = list(dict.fromkeys(chain.from_iterable(item.authors for item in items.values())))
    known = author_ids(session, people)
    unknown = [name for name in people if name not in known]
    known |= dict(zip(unknown, new_ids(session, table(Author), len(unknown)), strict=True))
    append(session, table(Author), ("id", "name"), ((known[name], name) for name in unknown))
    append(
        session,
        table(Authorship),
        ("paper_id", "position", "author_id"),
        (
            (number, place, known[name])
            for number, item in items.items()
            for place, name in enumerate(item.authors)
        ),
    )
    append(
        session,
        table(Category),
        ("paper_id", "position", "term"),
        (
            (number, place, term)
            for number, item in items.items()
            for place, term in enumerate(dict.fromkeys(item.categories))
        ),
    )
    append(
        session,
        table(Version),
        ("paper_id", "version", "submitted"),
        (
            (number, each.version, each.submitted)
            for number, item in items.items()
            for each in {version.version: version for version in item.versions}.values()
        ),
    )


def _name(session: Session, names: dict[int, list[PaperId]]) -> None:
    append(
        session,
        table(Identity),
        ("scheme", "value", "paper_id"),
        ((name.scheme, name.value, number) for number, own in names.items() for name in own),
    )


Edge = tuple[int, int]  # the numbers of the citing and of the cited paper


def numbers_of(session: Session, names: Sequence[PaperId]) -> tuple[dict[PaperId, int], int]:
    """The papers of these names, and how many of them are new.

    One that nobody has heard of is put on record by its name alone.
    """
    decide_alone(session)
    known = dict(identities(session, names))
    unknown = [name for name in dict.fromkeys(names) if name not in known]
    made = dict(zip(unknown, new_ids(session, table(Paper), len(unknown)), strict=True))
    append(session, table(Paper), ("id", "key"), ((each, str(name)) for name, each in made.items()))
    _name(session, {number: [name] for name, number in made.items()})
    return known | made, len(made)


_ENDS = ("citing_id", "cited_id")
_COLUMNS = (*_ENDS, "source", "said_at")


def load_citations(session: Session, source: str, edges: Sequence[Edge]) -> int:
    """Keep that, by `source`, the first of each pair cites the second; how many are news.

    Raises IntegrityError where a paper is no longer on record: it was found to be another.
    """
    rows = sorted(set(edges))  # what is near in the index is written together
    said: dict[str, Any] = {"source": source, "said_at": utc_now()}
    if is_sqlite(session):
        new = append(session, table(Citation), _ENDS, rows, "ON CONFLICT DO NOTHING", **said)
    else:
        session.execute(_MAKE_ROOM)
        append(session, _ROOM, _ENDS, rows, **said)
        done: Any = session.execute(_KEEP_NEW)
        new = done.rowcount
        session.execute(_CLEAR)
    # Where nobody has opened a paper yet, the look is all.
    if new and session.scalar(select(exists().where(Document.paper_id > 0))):
        for chunk in chunks(list({number for edge in edges for number in edge})):
            forget_documents(session, chunk)
    return new


_ROOM = Table(
    "lens_edge", MetaData(), *(Column(name, Citation.__table__.c[name].type) for name in _COLUMNS)
)
_MAKE_ROOM = text(
    "CREATE TEMPORARY TABLE lens_edge AS"
    " SELECT citing_id, cited_id, source, said_at FROM citation WHERE false"
)
_CLEAR = text("DROP TABLE lens_edge")
_KEEP_NEW = (
    postgresql.insert(table(Citation))
    .from_select(list(_COLUMNS), select(_ROOM))
    .on_conflict_do_nothing()
    .execution_options(preserve_rowcount=True)
)
