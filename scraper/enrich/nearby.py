"""Reads, for `similar`: what is on record around a paper.

How far it goes is bounded, however much is on record: of the words, references and authors that
papers can have in common the rarest come first, since they tell most.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from math import sqrt
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sqlalchemy import (
    ARRAY,
    BindParameter,
    Column,
    Connection,
    Dialect,
    Integer,
    ScalarSelect,
    Select,
    String,
    Text,
    any_,
    bindparam,
    cast,
    func,
    select,
)
from sqlalchemy.orm import Session

from scraper.enrich.likeness import Kin, meanings, rarity, telling
from scraper.records import (
    Authorship,
    Citation,
    Embedding,
    Paper,
    Posting,
    Similar,
    WordCount,
    Wording,
)
from scraper.records.base import table
from scraper.records.engine import is_sqlite
from scraper.records.meaning import nearest_in_meaning
from scraper.records.postings import unpacked as papers_of
from scraper.records.store import SAMPLE
from scraper.records.vectors import unpacked
from scraper.records.wording import Comparison, share
from scraper.records.words import Weights

_HUB = 500  # citations that count, of a reference that has more
_REFERENCES = 50  # of ours, whose own references are read
_AUTHORS_READ = 30  # of ours; a collaboration has thousands
_BACKGROUND = 1000  # papers that arXiv's word counts stand for, beside those on record
_COUPLED = 4 / sqrt(10)  # `kinship` of coupling with a paper of ten references
_MEANT = 20  # papers near in meaning that are scored, where an index finds them
_UNDATED = 5  # years that a paper without a year is taken to be older


class Bounds(NamedTuple):
    """How far a search goes; what lies beyond seldom changes its answer."""

    # Papers looked at, at most, that have words, references and authors of ours.
    words: int = 60_000
    references: int = 2000
    authors: int = 300
    hubs: bool = False  # whether references that are cited _HUB times and more lead anywhere
    citing: int = 200  # of those that cite ours
    near: int = 100  # papers that may be kin, by what has been read so far
    likely: int = 40  # papers that are scored, by votes, and as many by kinship


USUAL = Bounds()
_Key = TypeVar("_Key", int, str)

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_PAPER: BindParameter[int] = bindparam("paper")
_MOST: BindParameter[int] = bindparam("most")

_paper, _every = table(Paper).c, table(Paper).alias("every").c
_wording, _posting = table(Wording).c, table(Posting).c
_own, _citation = table(Citation).alias("own").c, table(Citation).c
_by, _authorship = table(Authorship).alias("by").c, table(Authorship).c
_similar, _embedding = table(Similar).c, table(Embedding).c


def _count_of(column: Column[int], ours: Column[int]) -> ScalarSelect[int]:
    """How many rows have our value, counted no further than `most`."""
    rows = select(column).where(column == ours).limit(_MOST).correlate(ours.table).subquery()
    return select(func.count()).select_from(rows).scalar_subquery()


@lru_cache(maxsize=1000)
def _ready(
    statement: Select[*tuple[Any, ...]], dialect: Dialect
) -> tuple[str, dict[str, Any], Sequence[str] | None]:
    compiled = statement.compile(dialect=dialect)
    return str(compiled), compiled.params, getattr(compiled, "positiontup", None)


def _rows(
    connection: Connection, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any]
) -> list[Any]:
    """The rows by the database's own driver: a dozen statements by SQLAlchemy take longer over
    being sent than over being run."""
    sql, given, names = _ready(statement, connection.dialect)
    values = {**given, **values}  # the driver takes names, or places
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, values if names is None else tuple(values[name] for name in names))
        return list(cursor.fetchall())
    finally:
        cursor.close()


class _OfThese:
    """A statement about the papers or words of a list, however long, which goes as one value.

    SQLite reads it as JSON, PostgreSQL as an array. Numbers that are `listed` come as one text a
    group: many rows cost more than they hold.
    """

    def __init__(
        self,
        statement: Select[*tuple[Any, ...]],
        column: Column[Any],
        listed: Column[int] | None = None,
    ) -> None:
        lite = full = statement
        if listed is not None:
            number = cast(listed, String)
            lite = statement.add_columns(func.group_concat(number, " "))
            full = statement.add_columns(func.string_agg(number, " "))
        values = func.json_each(bindparam("these", type_=String)).table_valued("value")
        self._lite = lite.where(column.in_(select(values.c.value)))
        kind = Integer if isinstance(column.type, Integer) else Text
        self._full = full.where(column == any_(bindparam("these", type_=ARRAY(kind))))

    def rows(self, connection: Connection, these: Iterable[Any], **given: Any) -> Sequence[Any]:
        """The rows for these; where there are none of these none, unasked."""
        listed = list(these)
        if not listed:
            return ()
        if is_sqlite(connection):
            return _rows(connection, self._lite, {"these": json.dumps(listed), **given})
        return _rows(connection, self._full, {"these": listed, **given})


_OURS = (
    select(
        _paper.title,
        _paper.abstract,
        _paper.year,
        _wording.words,
        select(func.max(_every.id)).scalar_subquery(),
    )
    .join_from(table(Paper), table(Wording), isouter=True)
    .where(_paper.id == _PAPER)
)
_COUNTS = _OfThese(select(table(WordCount)), table(WordCount).c.word)
_HOLDERS = _OfThese(select(_posting.word, _posting.block, _posting.papers), _posting.word)
_REFERENCES_OF_OURS = (
    select(_own.cited_id, _count_of(_citation.cited_id, _own.cited_id))
    .where(_own.citing_id == _PAPER)
    .group_by(_own.cited_id)
)
_CITING = _OfThese(
    select(_citation.cited_id).group_by(_citation.cited_id),
    _citation.cited_id,
    _citation.citing_id,
)
_CITING_OURS = (
    select(_citation.citing_id)
    .where(_citation.cited_id == _PAPER)
    .distinct()
    .order_by(_citation.citing_id.desc())
    .limit(_MOST)
)
_AUTHORS = select(_by.author_id, _count_of(_authorship.author_id, _by.author_id)).where(
    _by.paper_id == _PAPER, _by.position < _AUTHORS_READ
)
_WRITTEN = _OfThese(select(_authorship.paper_id), _authorship.author_id)
_CITED = _OfThese(
    select(_citation.citing_id).group_by(_citation.citing_id),
    _citation.citing_id,
    _citation.cited_id,
)
_WORDINGS = _OfThese(select(_wording.paper_id, _wording.numbers, _wording.year), _wording.paper_id)
_WORDS = _OfThese(select(_wording.paper_id, _wording.words), _wording.paper_id)
_RECOMMENDED = (
    select(_similar.similar_id, _similar.source)
    .where(_similar.paper_id == _PAPER, _similar.source != "records", _similar.source != SAMPLE)
    .order_by(_similar.source, _similar.position)
)
_OUR_VECTOR = (
    select(_embedding.model, _embedding.vector)
    .where(_embedding.paper_id == _PAPER)
    .order_by(_embedding.model.desc())
    .limit(1)
)
_VECTORS = _OfThese(
    select(_embedding.paper_id, _embedding.vector).where(_embedding.model == bindparam("model")),
    _embedding.paper_id,
)


class Nearby:
    """A paper that is on record, and those that its words, references and authors lead to."""

    def __init__(self, session: Session, paper_id: int, bounds: Bounds = USUAL) -> None:
        """Reads all that `nearest` names, and what the paper's most telling references cite."""
        session.flush()  # the driver sees what is written, not what is about to be
        self._connection = session.connection()
        self._ours: dict[str, Any] = {"paper": paper_id}
        ((title, abstract, self._year, written, papers),) = self._of_ours(_OURS)
        words = Weights.read(written)
        self.title, self.abstract = title or "", abstract or ""
        holding = dict(self._rows(_COUNTS, words))
        self.worth = _worth(words, holding, papers)  # of our words: a vector of length 1
        self._comparison = Comparison(self.worth)
        citations: dict[int, int] = dict(self._of_ours(_REFERENCES_OF_OURS, most=_HUB))
        citations.pop(paper_id, None)
        # How much each tells, the most telling first.
        self.references = {each: telling(citations[each]) for each in _rising(citations)}
        self._referenced = frozenset(citations)
        self._length = sqrt(sum(self.references.values()))
        authors: dict[int, int] = dict(self._of_ours(_AUTHORS, most=bounds.authors + 1))
        self._authors = Counter(
            other for (other,) in self._rows(_WRITTEN, _rarest(authors, bounds.authors))
        )
        self._citing = {other for (other,) in self._of_ours(_CITING_OURS, most=bounds.citing)}
        recommended: dict[int, str] = dict(reversed(self._of_ours(_RECOMMENDED)))
        self.recommended = recommended  # by which source
        self._vector: tuple[str, bytes] | None = next(iter(self._of_ours(_OUR_VECTOR)), None)
        self.meant: list[int] = []
        if self._vector:
            self.meant = nearest_in_meaning(session, paper_id, self._vector[0], _MEANT)
        seldom = {each: count for each, count in citations.items() if bounds.hubs or count < _HUB}
        holders = self._rows(_HOLDERS, _rarest(holding, bounds.words))
        coupled = self._rows(_CITING, _rarest(seldom, bounds.references))
        coupling = _COUPLED / (self._length or 1.0)
        roughly = _summed(
            [
                papers_of(holders, self.worth),
                *((_numbers(listed), coupling * self.references[each]) for each, listed in coupled),
                (list(self._authors), [0.2 * count for count in self._authors.values()]),
                (list(self._citing), 0.5),
            ]
        )
        self.nearest = {*_nearest(*roughly, bounds.near), *self.recommended} - {paper_id}
        self.kin: dict[int, Kin] = {}  # of all that were met
        self.cited: dict[int, set[int]] = {}
        self._read_cited({*self.telling, *self.nearest})
        self.meet(self.nearest)

    @property
    def telling(self) -> list[int]:
        """Of our references those that tell most."""
        return list(self.references)[:_REFERENCES]

    def meet(self, papers: Iterable[int]) -> None:
        """Read of these what they have in common with ours, unless it has been."""
        new = [each for each in papers if each not in self.kin]
        self._read_cited([each for each in new if each not in self.cited])
        told = self._rows(_WORDINGS, new)
        wordings = self._comparison.products([numbers for _, numbers, _ in told])
        wording = {each: value for (each, _, _), value in zip(told, wordings, strict=True)}
        years = {each: year for each, _, year in told}
        for each in new:
            cited = self.cited[each]
            shared = sum(map(self.references.__getitem__, cited & self._referenced))
            year = years.get(each)
            self.kin[each] = Kin(
                wording=wording.get(each, 0.0),
                coupling=shared / self._length / sqrt(len(cited)) if shared else 0.0,
                authors=self._authors[each],
                cites=each in self._citing,
                cited=each in self.references,
                older=max(0, self._year - year) if self._year and year else _UNDATED,
                recommended=each in self.recommended,
            )

    def compare(self, papers: Collection[int]) -> None:
        """Read the vectors of these that were met, where there are any."""
        if not self._vector:
            return
        model, ours = self._vector
        rows = _VECTORS.rows(self._connection, papers, model=model)
        found = [(each, vector) for each, vector in rows if len(vector) == len(ours)]
        if found:
            cosines = unpacked([vector for _, vector in found]) @ unpacked([ours])[0]
            for (each, _), meaning in zip(found, meanings(cosines.tolist()), strict=True):
                self.kin[each].meaning = meaning

    def words_of(self, papers: Iterable[int]) -> dict[int, Mapping[str, float]]:
        """The words of each that has any, and their weights."""
        return {each: Weights.read(words) for each, words in self._rows(_WORDS, papers)}

    def _read_cited(self, papers: Iterable[int]) -> None:
        papers = list(papers)
        self.cited.update((each, set()) for each in papers)
        for each, listed in self._rows(_CITED, papers):
            self.cited[each] = set(map(int, listed.split()))

    def _of_ours(self, statement: Select[*tuple[Any, ...]], **given: int) -> list[Any]:
        return _rows(self._connection, statement, self._ours | given)

    def _rows(self, statement: _OfThese, these: Iterable[Any]) -> Sequence[Any]:
        return statement.rows(self._connection, these)


def _numbers(listed: str) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.fromstring(listed, np.int64, sep=" ")
    return found


def _summed(
    parts: Iterable[tuple[ArrayLike, ArrayLike]],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Each paper of the parts once, in order, and the sum of its values."""
    several = [(np.asarray(papers, np.int64), values) for papers, values in parts]
    papers = np.concatenate([each for each, _ in several])
    values = np.concatenate([np.broadcast_to(value, len(each)) for each, value in several])
    # Each with its place behind it: what is equal is added in one order, so that it stays equal,
    # and no stable sort is half as fast.
    bits = len(papers).bit_length()
    sorted_ = np.sort((papers << bits) | np.arange(len(papers)))
    papers, order = sorted_ >> bits, sorted_ & ((1 << bits) - 1)
    starts = np.flatnonzero(np.diff(papers, prepend=-1))
    return papers[starts], np.add.reduceat(values[order], starts)


def _nearest(papers: NDArray[np.int64], sums: NDArray[np.float64], most: int) -> list[int]:
    """The papers of the highest sums; of equal ones that which came on record first."""
    if len(sums) > most:
        among = np.flatnonzero(sums >= np.partition(sums, -most)[-most])
        papers, sums = papers[among], sums[among]
    found: list[int] = papers[np.lexsort((papers, -sums))][:most].tolist()
    return found


def first(values: Mapping[int, float], most: int) -> list[int]:
    """The papers of the highest values; of equal ones that which came on record first."""
    return sorted(sorted(values), key=values.__getitem__, reverse=True)[: max(most, 0)]


def _worth(words: Mapping[str, float], holding: Mapping[str, int], papers: int) -> dict[str, float]:
    worth = {
        word: weight
        * rarity(holding.get(word, 1) + _BACKGROUND * share(word), papers + _BACKGROUND)
        for word, weight in words.items()
    }
    length = sqrt(sum(each * each for each in worth.values()))
    return {word: each / length for word, each in worth.items()}


def _rising(counts: Mapping[_Key, int]) -> list[_Key]:
    return sorted(counts, key=lambda key: (counts[key], key))


def _rarest(counts: Mapping[_Key, int], most: int) -> list[_Key]:
    """Those of the lowest counts, as many as come to no more than `most`."""
    sums = accumulate(counts[key] for key in _rising(counts))
    return [key for key, total in zip(_rising(counts), sums, strict=True) if total <= most]
