"""Which papers a graph shows, when there are more than it has room for."""

from collections import Counter
from collections.abc import Set
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from scraper.records import Citation, Paper, find
from scraper.records.base import table
from scraper.records.identify import chunks

_LOOKED_AT = 200  # papers on either side of a neighbour, those that came on record last

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_PAPER: BindParameter[int] = bindparam("paper")
_paper, _citation = table(Paper).c, table(Citation).c
_COUNTS = select(_paper.id, _paper.citation_count).where(
    _paper.id.in_(bindparam("these", expanding=True))
)
_BESIDE = [
    select(other).where(at == _PAPER).distinct().order_by(other.desc()).limit(_LOOKED_AT)
    for at, other in (
        (_citation.cited_id, _citation.citing_id),
        (_citation.citing_id, _citation.cited_id),
    )
]


def _ranked(direction: str) -> Select[Any]:
    near = find.neighbours(_PAPER, direction).order_by(None).subquery()
    return (
        select(near.c.id)
        .join(Paper, Paper.id == near.c.id)
        .order_by(
            near.c.influential.desc(),
            Paper.citation_count.is_(None),
            Paper.citation_count.desc(),
            near.c.rank.is_(None),
            near.c.rank,
            near.c.id,
        )
    )


_RANKED = {direction: _ranked(direction) for direction in ("citations", "references")}


class Choice(NamedTuple):
    """The papers and what each is to the one at the centre, which comes first."""

    roles: dict[int, str]
    citations: int  # how many there are, shown or not
    references: int


def chosen(session: Session, number: int, limit: int, hops: int) -> Choice:
    """At most `limit` papers besides the one at the centre.

    Citations and references get half each, what one does not need going to the other; of each the
    influential come first, then the most cited. With two hops these get half the room (rounded up),
    or all that they need if that is less; the rest goes to the papers that cite most of them or are
    cited by most, of equal ones to the most cited.
    """
    citing, cited = (
        list(session.scalars(_RANKED[direction], {"paper": number}))
        for direction in ("citations", "references")
    )
    room = limit if hops == 1 else (limit + 1) // 2
    citing_shown = citing[: max(room // 2, room - len(cited))]
    cited_shown = cited[: room - len(citing_shown)]
    both = {*citing} & {*cited}
    roles: dict[int, str] = {number: "paper"}
    roles |= dict.fromkeys(citing_shown, "citation") | dict.fromkeys(cited_shown, "reference")
    roles |= dict.fromkeys(both & roles.keys(), "both")
    if hops > 1:
        near = roles.keys() - {number}
        known = {number, *citing, *cited}
        roles |= dict.fromkeys(_further(session, near, known, limit - len(near)), "further")
    return Choice(roles, len(citing), len(cited))


def _further(session: Session, near: Set[int], known: set[int], room: int) -> list[int]:
    links: Counter[int] = Counter()
    for each in near:
        beside = {other for query in _BESIDE for other in session.scalars(query, {"paper": each})}
        links.update(beside - known)
    if len(links) > room:
        least = sorted(links.values(), reverse=True)[room - 1] if room else max(links.values()) + 1
        links = Counter({each: count for each, count in links.items() if count >= least})
    cited: dict[int, int | None] = {}
    for chunk in chunks(list(links)):
        cited.update(session.execute(_COUNTS, {"these": chunk}).all())
    ranked = sorted(links, key=lambda each: (-links[each], -(cited[each] or -1), each))
    return ranked[:room]
