"""Papers and citations by the ten thousand: what `store` does one by one, done set by set.

The rules are the same ones: identity, what each source said kept, the columns the best of it. A
paper that nobody knew is written straight away; one that somebody knew takes the usual way. The
words by which similar papers are found come later: at the end of `arxivlens load`
(`scraper.indexing`), or a worker gives them to papers without (`postings.index_unworded`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Column, MetaData, Table, exists, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scraper.items import PaperItem
from scraper.paper_id import PaperId
from scraper.records.append import append, append_prepared, new_ids, prepared
from scraper.records.base import dump_json, table, utc_now
from scraper.records.chunks import asked_for
from scraper.records.citations import Citation
from scraper.records.documents import Document
from scraper.records.engine import is_sqlite
from scraper.records.identify import identify, identities
from scraper.records.merging import author_ids
from scraper.records.names import statement_key
from scraper.records.papers import Author, Identity, Paper, Statement
from scraper.records.ready import PAPER_COLUMNS, VERSION_COLUMNS, Ready, readied
from scraper.records.search import SEARCH_COLUMNS, append_words
from scraper.records.store import decide_alone, forget_documents, said_before, store_papers


@dataclass(slots=True)
class Loaded:
    """What came of some papers: the numbers of those that are new, and of those that say more."""

    new: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)


def load_papers(session: Session, source: str, items: Sequence[PaperItem]) -> Loaded:
    """Keep what `source` says of each paper. An item without a name raises ValueError."""
    return load_ready(session, source, list(readied(source, items, lite=is_sqlite(session))))


def load_ready(session: Session, source: str, papers: Sequence[Ready]) -> Loaded:
    """The same with what `readied` made of them for this kind of database."""
    decide_alone(session)
    before = said_before(session, source, [each.key for each in papers])
    news = [each for each in papers if _is_news(each, before.get(each.key))]
    if not news:
        return Loaded()
    found = identify(
        session,
        [each.item for each in news],
        [each.names for each in news],
        [each.titles for each in news],
    )
    fresh: dict[Any, Ready] = {}
    rest: list[PaperItem] = []
    for each, candidate in zip(news, found.candidates, strict=True):
        final = candidate.final()
        if final.paper_id is None and final not in fresh:
            fresh[final] = each
        else:
            rest.append(each.item)
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


def _is_news(paper: Ready, before: dict[str, Any] | None) -> bool:
    return before is None or {**before, **orjson.loads(paper.said)} != before


def _add(
    session: Session, source: str, papers: dict[int, Ready], names: dict[int, list[PaperId]]
) -> None:
    (now,) = prepared(session.get_bind().dialect, table(Statement), ("said_at",), [(utc_now(),)])
    append_prepared(
        session,
        "paper",
        (*PAPER_COLUMNS, "id", "key", "arrived_at"),
        (
            (
                *each.paper,
                number,
                str(PaperId.best(names[number])),
                now[0] if each.item.title else None,
            )
            for number, each in papers.items()
        ),
    )
    _name(session, names)
    append_prepared(
        session,
        "statement",
        ("key", "paper_id", "said", "source", "said_at"),
        (
            (statement_key(source, names[number]), number, each.said, source, *now)
            for number, each in papers.items()
        ),
    )
    append_prepared(
        session,
        "search",
        SEARCH_COLUMNS,
        ((number, *each.search) for number, each in papers.items()),
    )
    append_words(session, ((number, *each.words) for number, each in papers.items()))
    people = list(dict.fromkeys(chain.from_iterable(each.authors for each in papers.values())))
    known = author_ids(session, people)
    unknown = [name for name in people if name not in known]
    known |= dict(zip(unknown, new_ids(session, table(Author), len(unknown)), strict=True))
    append_prepared(session, "author", ("id", "name"), ((known[name], name) for name in unknown))
    append_prepared(
        session,
        "authorship",
        ("paper_id", "position", "author_id"),
        (
            (number, place, known[name])
            for number, each in papers.items()
            for place, name in enumerate(each.authors)
        ),
    )
    append_prepared(
        session,
        "category",
        ("paper_id", "position", "term"),
        (
            (number, place, term)
            for number, each in papers.items()
            for place, term in enumerate(dict.fromkeys(each.item.categories))
        ),
    )
    append_prepared(
        session,
        "version",
        ("paper_id", *VERSION_COLUMNS),
        ((number, *version) for number, each in papers.items() for version in each.versions),
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
_COLUMNS = (*_ENDS, "source", "said_at", "arrived_at")


def load_citations(session: Session, source: str, edges: Sequence[Edge]) -> int:
    """Keep that, by `source`, the first of each pair cites the second; how many are news.

    Raises IntegrityError where a paper is no longer on record: it was found to be another.
    """
    ends = list({number for edge in edges for number in edge})
    if is_sqlite(session) and session.scalar(_GONE, {"papers": dump_json(ends)}):
        raise IntegrityError("citation", None, LookupError("a paper is no longer on record"))
    now = utc_now()
    said: dict[str, Any] = {"source": source, "said_at": now, "arrived_at": now}
    if is_sqlite(session):
        new = append(session, table(Citation), _ENDS, edges, "ON CONFLICT DO NOTHING", **said)
    else:
        session.execute(_MAKE_ROOM)
        append(session, _ROOM, _ENDS, edges, **said)
        done: Any = session.execute(_KEEP_NEW)
        new = done.rowcount
        session.execute(_CLEAR)
    # Where nobody has opened a paper yet, the look is all.
    if new and session.scalar(select(exists().where(Document.paper_id > 0))):
        for chunk in asked_for(ends):
            forget_documents(session, chunk)
    return new


# Instead of SQLite's own look at each end of each row: that reads the papers' rows, which are long,
# in no order. Among a million papers it took 31 s of 118, this 7.
_GONE = text(
    "SELECT EXISTS (SELECT 1 FROM json_each(:papers) AS asked"
    " WHERE NOT EXISTS (SELECT 1 FROM identity WHERE paper_id = asked.value))"
)
_ROOM = Table(
    "lens_edge", MetaData(), *(Column(name, Citation.__table__.c[name].type) for name in _COLUMNS)
)
_MAKE_ROOM = text(
    "CREATE TEMPORARY TABLE lens_edge AS"
    " SELECT citing_id, cited_id, source, said_at, arrived_at FROM citation WHERE false"
)
_CLEAR = text("DROP TABLE lens_edge")
_KEEP_NEW = (
    postgresql.insert(table(Citation))
    .from_select(list(_COLUMNS), select(_ROOM))
    .on_conflict_do_nothing()
    .execution_options(preserve_rowcount=True)
)
