"""Full text over title, abstract and authors, kept in the transaction that keeps the paper.

`search` holds what papers are sorted and sifted by. `paper_words` holds the words, as this module
makes them for both databases: a table of FTS5 in SQLite, a tsvector in PostgreSQL; the models
leave it out, since it has no form in common. Neither database's own reading of text is asked, so
that a question finds the same papers in both.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    Select,
    TableClause,
    Text,
    bindparam,
    cast,
    column,
    delete,
    false,
    literal,
    select,
    text,
)
from sqlalchemy import table as any_table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Mapped, Session, mapped_column

from scraper.normalise.words import BREAK, Phrase, words
from scraper.records.append import append_prepared
from scraper.records.base import Base
from scraper.records.chunks import asked_for
from scraper.records.engine import is_sqlite
from scraper.records.papers import Author, Authorship, Paper
from scraper.records.upsert import upsert

Where = Literal["anywhere", "title", "head", "authors"]  # head: title and authors


class Search(Base):
    """What a paper is found by besides its words."""

    __tablename__ = "search"
    __table_args__ = (
        Index(None, "day", "paper_id"),
        Index(None, "cited", "day", "paper_id"),
    )

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    year: Mapped[int | None]
    day: Mapped[int]  # when it came out, like 20231129; 20230000: some day of 2023; 0: not known
    cited: Mapped[int]  # citations as the sources count; -1: none of them says


MAKE_SQLITE = (
    # Words come as this module makes them, with a space between two: `ascii` parts them there.
    "CREATE VIRTUAL TABLE paper_words USING fts5(title, authors, abstract, tokenize='ascii')",
    "CREATE TRIGGER search_forget AFTER DELETE ON search"
    " BEGIN DELETE FROM paper_words WHERE rowid = old.paper_id; END",
)
MAKE_POSTGRESQL = (
    # Most questions are answered by the index; the vectors, out of the way, make the rows short.
    "CREATE TABLE paper_words (paper_id integer PRIMARY KEY REFERENCES paper ON DELETE CASCADE,"
    " words tsvector NOT NULL) WITH (toast_tuple_target = 128)",
    "CREATE INDEX ix_paper_words_words ON paper_words USING gin (words)",
)
# What was written last is put aside and read whole by every search, up to 4 MB of it unless told:
# with ten thousand new papers a search took 80 ms, with this 14, and they were written as fast.
BOUND_POSTGRESQL = "ALTER INDEX ix_paper_words_words SET (gin_pending_list_limit = 256)"  # kB
_KEEP_SQLITE = text(
    "INSERT OR REPLACE INTO paper_words (rowid, title, authors, abstract)"
    " VALUES (:paper_id, :title, :authors, :abstract)"
)
_KEEP_POSTGRESQL = text(
    "INSERT INTO paper_words (paper_id, words) VALUES (:paper_id, CAST(:words AS tsvector))"
    " ON CONFLICT (paper_id) DO UPDATE SET words = excluded.words"
    " WHERE paper_words.words IS DISTINCT FROM excluded.words"
)
_HELD = text(
    "SELECT rowid, title, authors, abstract FROM paper_words WHERE rowid IN :ids"
).bindparams(bindparam("ids", expanding=True))


def index_papers(
    session: Session,
    papers: Mapping[int, Mapping[str, Any]],
    authors: Mapping[int, Sequence[str]],
) -> None:
    """Let these papers be found, by number: title, abstract, year, published, citation_count."""
    upsert(
        session,
        Search,
        [
            dict(zip(SEARCH_COLUMNS, (number, *sifted_by(paper)), strict=True))
            for number, paper in papers.items()
        ],
    )
    lite = is_sqlite(session)
    fields = {
        number: found_by(paper["title"], authors.get(number, ()), paper["abstract"], lite=lite)
        for number, paper in papers.items()
    }
    if lite:
        _keep_sqlite(session, fields)
    elif fields:
        session.execute(
            _KEEP_POSTGRESQL,
            [{"paper_id": number, "words": own} for number, (own,) in fields.items()],
        )


SEARCH_COLUMNS = ("paper_id", "year", "day", "cited")


def sifted_by(paper: Mapping[str, Any]) -> tuple[int | None, int, int]:
    """What `search` has of a paper after its number."""
    year, cited = paper["year"], paper["citation_count"]
    return year, _day(paper["published"], year), -1 if cited is None else cited


def found_by(
    title: str | None, authors: Sequence[str], abstract: str | None, *, lite: bool
) -> tuple[str, ...]:
    """What `paper_words` has of a paper after its number, in SQLite (`lite`) or in PostgreSQL."""
    fields = words(title or ""), _names(authors), words(abstract or "")
    return tuple(map(" ".join, fields)) if lite else (_vector(fields),)


def append_words(session: Session, rows: Iterable[tuple[int | str, ...]]) -> None:
    """Let new papers be found: the number of each and what it is `found_by`."""
    lite = is_sqlite(session)
    columns = ("rowid", "title", "authors", "abstract") if lite else ("paper_id", "words")
    append_prepared(session, "paper_words", columns, rows)


def index_missing(session: Session) -> None:
    """Let those papers be found, too, that came another way than through `store`."""
    missing = select(Paper.id).where(Paper.id.not_in(select(Search.paper_id)))
    for numbers in asked_for(session.scalars(missing).all()):
        names: dict[int, list[str]] = {}
        for number, name in session.execute(
            select(Authorship.paper_id, Author.name)
            .join(Author, Author.id == Authorship.author_id)
            .where(Authorship.paper_id.in_(numbers))
            .order_by(Authorship.paper_id, Authorship.position)
        ):
            names.setdefault(number, []).append(name)
        columns = (Paper.title, Paper.abstract, Paper.year, Paper.published, Paper.citation_count)
        found = session.execute(select(Paper.id, *columns).where(Paper.id.in_(numbers)))
        index_papers(session, {row.id: dict(row._mapping) for row in found}, names)


def index_again(session: Session) -> None:
    """Let all papers be found that `search` has and `paper_words` has not: after a copy."""
    session.execute(delete(Search))
    session.flush()
    index_missing(session)


def matching(session: Session, phrases: Sequence[Phrase], where: Where) -> Select[*tuple[Any, ...]]:
    """The numbers of the papers that have all of the phrases `where` they are looked for.

    No phrase is in no paper.
    """
    if not phrases:
        return select(Search.paper_id).where(false())
    words_of: TableClause = any_table("paper_words")
    if is_sqlite(session):
        number, place = column("rowid", Integer), column("paper_words", Text)
        hit = place.op("MATCH")(literal(_fts5(phrases, where)))
    else:
        number, place = column("paper_id", Integer), column("words", Text)
        hit = place.op("@@")(cast(literal(_tsquery(phrases, where)), TSQUERY))
    return select(number).select_from(words_of).where(hit)


def _keep_sqlite(session: Session, papers: dict[int, tuple[str, ...]]) -> None:
    held = {
        row[0]: tuple(row[1:])
        for ids in asked_for(list(papers))
        for row in session.execute(_HELD, {"ids": ids})
    }
    changed = [
        {"paper_id": number, **dict(zip(("title", "authors", "abstract"), own, strict=True))}
        for number, own in papers.items()
        if held.get(number) != own
    ]
    if changed:
        session.execute(_KEEP_SQLITE, changed)


def _names(authors: Sequence[str]) -> list[str]:
    found: list[str] = []
    for name in authors:
        found += [*words(name), BREAK]
    return found[:-1]


def _vector(fields: Sequence[Sequence[str]]) -> str:
    """Title, authors and abstract as a tsvector.

    What stands in title or authors stands there twice, once with the mark of its field: weights
    would say the same, but not in the index. No phrase reaches from one field into the next.
    """
    places: dict[str, list[str]] = {}
    place = 0
    for mark, field in zip(_MARKS, fields, strict=True):
        for word in field:
            place = min(place + 1, _LAST)
            if word != BREAK:
                places.setdefault(word, []).append(str(place))
                if mark:
                    places.setdefault(mark + word, []).append(str(place))
        place = min(place + 1, _LAST)
    return " ".join(f"'{word}':{','.join(own[:_MOST])}" for word, own in places.items())


_TITLE, _AUTHOR = "=", "@"
_MARKS = (_TITLE, _AUTHOR, "")
_LAST, _MOST = 16_383, 256  # of a tsvector: the last place, and places of one word
_COLUMNS: dict[Where, str] = {
    "anywhere": "",
    "title": "title : ",
    "head": "{title authors} : ",
    "authors": "authors : ",
}
_MARKED: dict[Where, tuple[str, ...]] = {
    "anywhere": ("",),
    "title": (_TITLE,),
    "head": (_TITLE, _AUTHOR),
    "authors": (_AUTHOR,),
}


def _fts5(phrases: Iterable[Phrase], where: Where) -> str:
    found = [f'"{" ".join(each.words)}"{" *" if each.begins else ""}' for each in phrases]
    return f"{_COLUMNS[where]}({' AND '.join(found)})"


def _tsquery(phrases: Iterable[Phrase], where: Where) -> str:
    found = []
    for each in phrases:
        marked = (
            " <-> ".join(f"'{mark}{word}'" for word in each.words) + (":*" if each.begins else "")
            for mark in _MARKED[where]
        )
        found.append(" | ".join(f"({phrase})" for phrase in marked))
    return " & ".join(f"({phrase})" for phrase in found)


def _day(published: date | None, year: int | None) -> int:
    if published:
        return published.year * 10_000 + published.month * 100 + published.day
    return year * 10_000 if year and year < _NO_YEAR else 0


_NO_YEAR = 10_000
