"""Writes the words that papers are found alike by.

In the databases' own SQL, a thousand rows of a list at once: as other rows are written these would
take longer than the list itself.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, outerjoin, select
from sqlalchemy.orm import Session

from scraper.records.base import table
from scraper.records.engine import is_sqlite
from scraper.records.identify import chunks
from scraper.records.papers import Paper
from scraper.records.upsert import upsert
from scraper.records.wording import numbers, weights
from scraper.records.words import Word, Wording

_paper, _word, _wording = table(Paper).c, table(Word).c, table(Wording).c
_THESE: Any = bindparam("these", expanding=True)
_PAPERS = select(_paper.id, _paper.title, _paper.abstract, _paper.year).where(_paper.id.in_(_THESE))
_WORDINGS = select(_wording.paper_id, _wording.words).where(_wording.paper_id.in_(_THESE))
_FORGET = delete(table(Word)).where(
    _word.word == bindparam("old_word"),
    _word.weight == bindparam("old_weight"),
    _word.paper_id == bindparam("old_paper"),
)
_UNWORDED = (
    select(_paper.id)
    .outerjoin_from(table(Paper), table(Wording))
    .where(_wording.paper_id.is_(None), _paper.id > bindparam("after"))
    .order_by(_paper.id)
    .limit(bindparam("most"))
    # Two workers at once take different papers: what both counted would count twice.
    .with_for_update(of=table(Paper), skip_locked=True, key_share=True)
)


# A statement of its own, to read without locks.
_UNWORDED_TEXTS = (
    select(_paper.id, _paper.title, _paper.abstract, _paper.year)
    .outerjoin_from(table(Paper), table(Wording))
    .where(_wording.paper_id.is_(None), _paper.id > bindparam("after"))
    .order_by(_paper.id)
    .limit(bindparam("most"))
)


_HOW_MANY = (
    select(func.count())
    .select_from(outerjoin(table(Paper), table(Wording)))
    .where(_wording.paper_id.is_(None))
)


class Text(NamedTuple):
    """What the words of a paper are made of."""

    paper_id: int
    title: str | None
    abstract: str | None
    year: int | None


class _Insert(NamedTuple):
    """One statement in two tongues: SQLite's takes many rows, PostgreSQL's one of arrays."""

    sqlite: str
    postgresql: str

    def run(self, session: Session, rows: Sequence[tuple[Any, ...]]) -> None:
        if rows and is_sqlite(session):
            session.connection().exec_driver_sql(self.sqlite, list(rows))
        elif rows:
            columns = tuple(map(list, zip(*rows, strict=True)))
            session.connection().exec_driver_sql(self.postgresql, columns)


_WORD = _Insert(
    "INSERT INTO word (word, weight, paper_id) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
    "INSERT INTO word (word, weight, paper_id)"
    " SELECT * FROM unnest(%s::text[], %s::float8[], %s::integer[]) ON CONFLICT DO NOTHING",
)
_COUNT = _Insert(
    "INSERT INTO word_count (word, papers) VALUES (?, ?)"
    " ON CONFLICT (word) DO UPDATE SET papers = word_count.papers + excluded.papers",
    "INSERT INTO word_count (word, papers) SELECT * FROM unnest(%s::text[], %s::integer[])"
    " ON CONFLICT (word) DO UPDATE SET papers = word_count.papers + excluded.papers",
)


def index_words(session: Session, paper_ids: Sequence[int]) -> None:
    """Make the words of these papers anew: whenever title, abstract or year may be new."""
    for chunk in chunks(paper_ids):
        found = session.execute(_PAPERS, {"these": chunk})
        _write(session, wordings(Text(*row) for row in found))


def index_unworded(session: Session, after: int = 0, most: int = 100) -> int | None:
    """Index the next papers that were never indexed: those of before there were words.

    Goes by the papers' numbers; the last one's, to go on after, or None where there is no more.
    """
    found = session.scalars(_UNWORDED, {"after": after, "most": most}).all()
    index_words(session, found)
    return found[-1] if found else None


def unworded(session: Session, after: int, most: int) -> list[Text]:
    """The next papers that have no words yet, by their numbers."""
    found = session.execute(_UNWORDED_TEXTS, {"after": after, "most": most})
    return [Text(*row) for row in found]


def unworded_count(session: Session) -> int:
    """How many papers have no words yet."""
    return session.scalars(_HOW_MANY).one()


def wordings(papers: Iterable[Text]) -> list[dict[str, Any]]:
    """What `add_words` keeps of them; asks no database."""
    return [
        _row(paper_id, weights(title or "", abstract or ""), year)
        for paper_id, title, abstract, year in papers
    ]


def add_words(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Keep the words of papers, in the order of their numbers; of those that have none still."""
    asked = {"after": rows[0]["paper_id"] - 1, "most": len(rows)}
    still = set(session.scalars(_UNWORDED, asked))
    _write(session, [row for row in rows if row["paper_id"] in still])


def forget_words(session: Session, paper_id: int) -> None:
    """Take away the words of a paper that will be no more."""
    _write(session, [_row(paper_id, {}, None)])


def _row(paper_id: int, words: dict[str, float], year: int | None) -> dict[str, Any]:
    return {"paper_id": paper_id, "words": words, "numbers": numbers(words), "year": year}


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    these = [row["paper_id"] for row in rows]
    before: dict[int, dict[str, float]] = {
        paper_id: words
        for chunk in chunks(these)
        for paper_id, words in session.execute(_WORDINGS, {"these": chunk})
    }
    upsert(session, Wording, rows)
    gone: list[tuple[str, float, int]] = []
    new: list[tuple[str, float, int]] = []
    for row in rows:
        paper_id, words = row["paper_id"], row["words"]
        old = before.get(paper_id, {})
        gone += [(*item, paper_id) for item in old.items() - words.items()]
        new += [(*item, paper_id) for item in words.items() - old.items()]
    if gone:
        names = ("old_word", "old_weight", "old_paper")
        session.execute(_FORGET, [dict(zip(names, each, strict=True)) for each in gone])
    counts = Counter(word for word, _, _ in new)
    counts.subtract(word for word, _, _ in gone)
    # In one order everywhere: two writers that each wait for a row of the other's wait for ever.
    _WORD.run(session, sorted(new))
    _COUNT.run(session, sorted((word, count) for word, count in counts.items() if count))
