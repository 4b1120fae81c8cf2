"""Which papers are exported: what was looked for, a paper's list, or what a graph shows.

Each look at the records is a transaction of its own, that reads from after the last row of the look
before: whoever writes meanwhile waits for nobody, and nothing is lost or comes twice for it. What
was found to be another paper since is left out.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from api.queries import lists, search
from scraper.records import Database, Paper
from scraper.records.chunks import chunks
from scraper.records.facts import facts

# Each look puts the whole list in order anew, so it takes more than is then written at once.
_LOOK, _AT_ONCE = 5_000, 100
_WRITTEN = (
    "title",
    "authors",
    "categories",
    "published",
    "year",
    "venue",
    "url",
    "doi",
    "arxiv_id",
)

Item = dict[str, Any]


class Source:
    """Papers, some at a time."""

    beside: Sequence[int] = ()  # papers that stand in a graph of them, too
    read = 0  # how many of them were

    def batches(self) -> Iterator[Sequence[int]]:
        """Their numbers, in order."""
        for batch in self._batches():
            yield batch
            self.read += len(batch)

    def _batches(self) -> Iterator[Sequence[int]]:
        raise NotImplementedError

    def total(self, session: Session) -> int:
        """How many there are just now."""
        raise NotImplementedError

    def items(self, session: Session, numbers: Sequence[int]) -> list[Item]:
        """Those of a batch as the list has them in JSON."""
        known = facts(session, numbers)
        return [known[number] for number in numbers if number in known]

    def papers(self, session: Session, numbers: Sequence[int]) -> list[tuple[int, Item]]:
        """(number, what other programs want to know of it) of those of a batch."""
        known = facts(session, numbers, _WRITTEN)
        counts = select(Paper.id, Paper.citation_count).where(Paper.id.in_(numbers))
        for number, cited in session.execute(counts):
            known[number] |= {"citation_count": cited, "influential": None}
        return [(number, known[number]) for number in numbers if number in known]


class Found(Source):
    """The papers that were looked for; of nothing, all."""

    def __init__(
        self,
        database: Database,
        question: search.Question,
        sort: search.Sort,
        fields: Sequence[str] = (),
        after: tuple[int, ...] | None = None,
        limit: int | None = None,
    ) -> None:
        self._database, self._question, self._sort = database, question, sort
        self._fields, self._after, self._limit = fields, after, limit

    def _batches(self) -> Iterator[Sequence[int]]:
        after, left = self._after, self._limit
        while left is None or left > 0:
            look = _LOOK if left is None else min(left, _LOOK)
            with self._database.reading() as session:
                rows = search.page(session, self._question, self._sort, after, look)
            yield from chunks([row.id for row in rows[:look]], _AT_ONCE)
            if len(rows) <= look:
                return
            last = rows[look - 1]
            after = (last.rank, last.cited, last.day, last.id)
            left = None if left is None else left - look

    def items(self, session: Session, numbers: Sequence[int]) -> list[Item]:
        """Those of a batch as the list has them in JSON."""
        known = facts(session, numbers, self._fields)
        return [known[number] for number in numbers if number in known]

    def total(self, session: Session) -> int:
        """How many there are just now."""
        whole = search.total(session, self._question)
        return whole if self._limit is None else min(whole, self._limit)


class Listed(Source):
    """Who cites a paper, or whom it cites."""

    def __init__(
        self,
        database: Database,
        number: int,
        direction: lists.Direction,
        sifting: lists.Sifting,
        order: lists.Order,
        after: Sequence[int] | None = None,
        limit: int | None = None,
    ) -> None:
        self._database, self._number, self._direction = database, number, direction
        self.beside = (number,)
        self._sifting, self._order, self._after, self._limit = sifting, order, after, limit
        self._look: dict[int, Row[Any]] = {}  # the rows of the present look

    def _batches(self) -> Iterator[Sequence[int]]:
        of = self._number, self._direction, self._sifting, self._order
        after, left = self._after, self._limit
        while left is None or left > 0:
            look = _LOOK if left is None else min(left, _LOOK)
            with self._database.reading() as session:
                found = lists.page(session, *of, after, look)
            self._look = {row.id: row for _place, row in found[:look]}
            yield from chunks(list(self._look), _AT_ONCE)
            if len(found) <= look:
                return
            after = found[look - 1][0]
            left = None if left is None else left - look

    def items(self, session: Session, numbers: Sequence[int]) -> list[Item]:
        """Those of a batch as the list has them in JSON."""
        rows = [self._look[each] for each in numbers]
        return lists.items(session, self._number, self._direction, rows)

    def papers(self, session: Session, numbers: Sequence[int]) -> list[tuple[int, Item]]:
        """(number, what other programs want to know of it) of those of a batch."""
        found = super().papers(session, numbers)
        for number, paper in found:
            if row := self._look.get(number):
                paper["title"] = paper["title"] or row.text
                paper["influential"] = None if row.influential < 0 else bool(row.influential)
        return found

    def total(self, session: Session) -> int:
        """How many there are just now."""
        whole = lists.total(session, self._number, self._direction, self._sifting)
        return whole if self._limit is None else min(whole, self._limit)


class These(Source):
    """Papers by their numbers."""

    def __init__(self, numbers: Sequence[int]) -> None:
        self._numbers = numbers

    def _batches(self) -> Iterator[Sequence[int]]:
        return chunks(self._numbers, _AT_ONCE)

    def total(self, _session: Session) -> int:
        """How many there are."""
        return len(self._numbers)
