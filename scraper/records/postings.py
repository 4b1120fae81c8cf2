"""Writes the words that papers are found alike by, and the papers by their words.

The papers of a word stand packed in blocks, by their numbers: to read a row a paper would take
longer than all else. A paper that is new is put behind the others without reading them. In the
databases' own SQL, a thousand rows of a list at once: as other rows are written these would take
longer than the list itself.
"""

import struct
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import bindparam, func, outerjoin, select
from sqlalchemy.orm import Session

from scraper.records.base import table
from scraper.records.chunks import asked_for, chunks
from scraper.records.engine import is_sqlite
from scraper.records.papers import Paper
from scraper.records.upsert import upsert
from scraper.records.wording import numbers, weights
from scraper.records.words import Posting, Wording

_BITS = 16  # of a paper's number that tell its place in its block
_PLACES = (1 << _BITS) - 1
_PACKED = np.dtype([("place", "<u2"), ("weight", "<f2")])
# PostgreSQL keeps each state of a row until the transaction ends: the fewer writes the better.
_AT_ONCE = 5_000  # papers
_ENTRY = struct.Struct("<He")

_paper, _posting, _wording = table(Paper).c, table(Posting).c, table(Wording).c
_THESE: Any = bindparam("these", expanding=True)
_PAPERS = select(_paper.id, _paper.title, _paper.abstract, _paper.year).where(_paper.id.in_(_THESE))
_WORDINGS = select(_wording.paper_id, _wording.words).where(_wording.paper_id.in_(_THESE))
_HOLDERS = select(_posting.word, _posting.papers).where(
    _posting.block == bindparam("block"), _posting.word.in_(_THESE)
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


_COUNT = _Insert(
    "INSERT INTO word_count (word, papers) VALUES (?, ?)"
    " ON CONFLICT (word) DO UPDATE SET papers = word_count.papers + excluded.papers",
    "INSERT INTO word_count (word, papers) SELECT * FROM unnest(%s::text[], %s::integer[])"
    " ON CONFLICT (word) DO UPDATE SET papers = word_count.papers + excluded.papers",
)
_APPEND = _Insert(
    "INSERT INTO posting (word, block, papers) VALUES (?, ?, ?) ON CONFLICT (word, block)"
    " DO UPDATE SET papers = CAST(posting.papers || excluded.papers AS BLOB)",
    "INSERT INTO posting (word, block, papers)"
    " SELECT * FROM unnest(%s::text[], %s::integer[], %s::bytea[]) ON CONFLICT (word, block)"
    " DO UPDATE SET papers = posting.papers || excluded.papers",
)


def index_words(session: Session, paper_ids: Sequence[int]) -> None:
    """Make the words of these papers anew: whenever title, abstract or year may be new."""
    for chunk in chunks(paper_ids, _AT_ONCE):
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


def unpacked(
    rows: Sequence[tuple[str, int, bytes]], worth: Mapping[str, float]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The papers of rows (word, block, papers), and of each its word's weight times its worth.

    A paper comes as often as it has words.
    """
    sizes = [len(packed) // _PACKED.itemsize for _, _, packed in rows]
    entries = np.frombuffer(b"".join(packed for _, _, packed in rows), _PACKED)
    firsts = np.array([block << _BITS for _, block, _ in rows], np.int64)
    values = np.array([worth[word] for word, _, _ in rows])
    return (
        np.repeat(firsts, sizes) + entries["place"],
        np.repeat(values, sizes) * entries["weight"],
    )


def _row(paper_id: int, words: dict[str, float], year: int | None) -> dict[str, Any]:
    return {"paper_id": paper_id, "words": words, "numbers": numbers(words), "year": year}


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    these = [row["paper_id"] for row in rows]
    before: dict[int, dict[str, float]] = {
        paper_id: words
        for chunk in asked_for(these)
        for paper_id, words in session.execute(_WORDINGS, {"these": chunk})
    }
    upsert(session, Wording, rows)
    counts: Counter[str] = Counter()
    gone: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    new: defaultdict[tuple[str, int], bytes] = defaultdict(bytes)
    for row in rows:
        words, old = row["words"], before.get(row["paper_id"], {})
        block, place = row["paper_id"] >> _BITS, row["paper_id"] & _PLACES
        for word, _ in old.items() - words.items():
            counts[word] -= 1
            gone[block][word].add(place)
        for word, weight in words.items() - old.items():
            counts[word] += 1
            new[word, block] += _ENTRY.pack(place, weight)
    # The counts first, even where one stays, and in one order everywhere: whoever has a word's
    # count changed is alone with its papers, and two that wait for each other wait for ever.
    _COUNT.run(session, sorted(counts.items()))
    for block, places in gone.items():
        _take_away(session, block, places)
    _APPEND.run(session, sorted((*at, papers) for at, papers in new.items()))


def _take_away(session: Session, block: int, places: Mapping[str, Collection[int]]) -> None:
    changed = []
    for words in asked_for(sorted(places)):
        for word, papers in session.execute(_HOLDERS, {"block": block, "these": words}).all():
            entries = np.frombuffer(papers, _PACKED)
            kept = entries[~np.isin(entries["place"], list(places[word]))]
            changed.append({"word": word, "block": block, "papers": kept.tobytes()})
    upsert(session, Posting, changed)
