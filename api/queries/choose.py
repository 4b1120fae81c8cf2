"""Which papers a graph shows, when there are more than it has room for."""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session

from scraper.records import Citation, Paper, find
from scraper.records.base import table
from scraper.records.chunks import asked_for

_LOOKED_AT = 200  # papers on either side of a neighbour, those that came on record last
_ALL = 10**9

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_PAPER: BindParameter[int] = bindparam("paper")
_paper, _citation = table(Paper).c, table(Citation).c
_COUNTS = select(_paper.id, _paper.citation_count).where(
    _paper.id.in_(bindparam("these", expanding=True))
)
_BESIDE = [
    select(other).where(at == _PAPER).distinct().order_by(other.desc()).limit(bindparam("limit"))
    for at, other in (
        (_citation.cited_id, _citation.citing_id),
        (_citation.citing_id, _citation.cited_id),
    )
]


def _ranked(direction: str) -> Select[Any]:
    found = find.neighbours(_PAPER, direction).order_by(None)
    # Without what the row says, the index has all that is asked of it.
    columns = [each for each in found.selected_columns if each.key != "text"]
    near = found.with_only_columns(*columns).subquery()
    return (
        select(near.c.id, func.count().over().label("total"))
        .join(Paper, Paper.id == near.c.id)
        .order_by(
            (near.c.influential == 1).desc(),  # that a source does not say so is no less
            Paper.citation_count.is_(None),
            Paper.citation_count.desc(),
            near.c.rank.is_(None),
            near.c.rank,
            near.c.id,
        )
        .limit(bindparam("limit"))
    )


_RANKED = {direction: _ranked(direction) for direction in ("citations", "references")}


class Choice(NamedTuple):
    """Papers besides the one at the centre, each in the first list that it is in."""

    citing: list[int]
    cited: list[int]
    further: list[int]
    citations: int  # how many there are, shown or not
    references: int


def chosen(session: Session, number: int, limit: int, hops: int) -> Choice:
    """At most `limit` papers.

    Citations and references get half each, what one does not need going to the other; of each the
    influential come first, then the most cited. With two hops these get half the room (rounded up),
    or all that they need if that is less; the rest goes to the papers that cite most of them or are
    cited by most, of equal ones to the most cited. What these do not need goes back.
    """
    citing, citations = _first(session, number, "citations", limit)
    cited, references = _first(session, number, "references", limit)
    further: list[int] = []
    if hops > 1:
        near = list(chain(*_shared(citing, cited, (limit + 1) // 2)))
        further = _further(session, number, near, limit - len(near))
    return Choice(*_shared(citing, cited, limit - len(further)), further, citations, references)


def _shared(citing: list[int], cited: list[int], room: int) -> tuple[list[int], list[int]]:
    citing = citing[: max(room // 2, room - len(cited))]
    return citing, [each for each in cited[: room - len(citing)] if each not in citing]


def _first(session: Session, number: int, direction: str, limit: int) -> tuple[list[int], int]:
    found = session.execute(_RANKED[direction], {"paper": number, "limit": limit}).all()
    return [row.id for row in found], found[0].total if found else 0


def _further(session: Session, number: int, near: Sequence[int], room: int) -> list[int]:
    links = Counter(other for each in near for other in _beside(session, each, _LOOKED_AT))
    for each in (number, *_beside(session, number, _ALL)):
        links.pop(each, None)
    if len(links) > room:
        least = sorted(links.values(), reverse=True)[room - 1]
        links = Counter({each: count for each, count in links.items() if count >= least})
    cited: dict[int, int | None] = {}
    for chunk in asked_for(list(links)):
        cited.update(session.execute(_COUNTS, {"these": chunk}).all())
    return sorted(links, key=lambda each: (-links[each], -(cited[each] or 0), each))[:room]


def _beside(session: Session, paper: int, limit: int) -> set[int]:
    values = {"paper": paper, "limit": limit}
    return {other for query in _BESIDE for other in session.scalars(query, values)}
