"""Which paper is it? Finds the paper of each item, or makes one.

Two items are one paper when they share a name, unless each has an arXiv id and these differ. Or
when their titles' plain forms and their first authors' family names are equal and their years
differ by one at most or are both unknown, unless each has an arXiv id, or each a DOI, and these
differ, or the same holds for yet another paper. Two papers on record become one when an item has
names of both, unless their own arXiv ids or DOIs tell them apart. A wrong merge is worse than a
missed one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import BindParameter, bindparam, select
from sqlalchemy.orm import Session

from scraper.items import PaperItem
from scraper.paper_id import PaperId
from scraper.records.names import family_of, title_of
from scraper.records.papers import Identity, Paper

T = TypeVar("T")

_TELLING = ("arxiv", "doi")  # two papers of one title share neither
_CHUNK = 500  # names a query: well under every database's limit of parameters

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_VALUES: BindParameter[Any] = bindparam("values", expanding=True)
_BY_NAME = select(Identity.value, Identity.paper_id).where(
    Identity.scheme == bindparam("scheme"), Identity.value.in_(_VALUES)
)
_BY_TITLE = (
    select(Paper.id, Paper.title_key, Paper.family, Paper.year)
    .where(Paper.title_key.in_(_VALUES))
    .order_by(Paper.id)
)
_NAMES = select(Identity.scheme, Identity.value, Identity.paper_id).where(
    Identity.paper_id.in_(_VALUES)
)


@dataclass(slots=True, eq=False)
class Candidate:
    """A paper on record (`paper_id`) or a new one (None), and what the items say of it."""

    paper_id: int | None
    family: str | None = None
    year: int | None = None
    names: set[PaperId] = field(default_factory=set)
    same_as: "Candidate | None" = None  # found to be another: follow it

    def final(self) -> "Candidate":
        """The candidate that this one turned out to be."""
        found = self
        while found.same_as:
            found = found.same_as
        return found


@dataclass(slots=True)
class Identified:
    """What came of it, in the items' order."""

    candidates: list[Candidate] = field(default_factory=list)
    names: list[list[PaperId]] = field(default_factory=list)  # without those of other papers
    joined: list[Candidate] = field(default_factory=list)  # on record, and found to be another's
    new_names: dict[PaperId, Candidate] = field(default_factory=dict)


def identify(
    session: Session, items: Sequence[PaperItem], names: Sequence[list[PaperId]]
) -> Identified:
    """The paper of each item, which goes by `names`; nothing is written."""
    by_id: dict[int, Candidate] = {}
    by_name: dict[PaperId, Candidate] = {}
    for name, paper_id in _identities(session, (name for each in names for name in each)):
        by_name[name] = by_id.setdefault(paper_id, Candidate(paper_id))
    titles = [title_of(item) for item in items]
    unknown = {
        title
        for title, own in zip(titles, names, strict=True)
        if title and not any(name in by_name for name in own)
    }
    by_title = _by_title(session, unknown, by_id)
    found = Identified()
    for item, title, given in zip(items, titles, names, strict=True):
        family = family_of(item)
        year = item.year or (item.published.year if item.published else None)
        own, matches = _by_names(by_name, given)
        if not matches and title and family:
            matches = _alone(by_title.get(title, {}), family, year, own)
        candidate = _keep_first(matches, found.joined) or Candidate(None, family, year)
        if title:
            by_title.setdefault(title, {})[candidate] = None
        candidate.family = candidate.family or family
        candidate.year = candidate.year or year
        candidate.names.update(own)
        for name in own:
            if name not in by_name:
                by_name[name] = found.new_names[name] = candidate
        found.candidates.append(candidate)
        found.names.append(own)
    return found


def _by_names(
    by_name: dict[PaperId, Candidate], names: list[PaperId]
) -> tuple[list[PaperId], list[Candidate]]:
    """Those of the names that are not another paper's, and the papers that go by them."""
    known = {name: by_name[name].final() for name in names if name in by_name}
    matches: list[Candidate] = []
    for candidate in dict.fromkeys(known.values()):
        if not _apart(candidate.names, names, ("arxiv",)) and not any(
            _apart(candidate.names, other.names, _TELLING) for other in matches
        ):
            matches.append(candidate)
    return [name for name in names if name not in known or known[name] in matches], matches


def _alone(
    candidates: Iterable[Candidate], family: str, year: int | None, names: list[PaperId]
) -> list[Candidate]:
    """The one paper of the title that it can be; none where it could be this or that."""
    matches = [
        candidate
        for candidate in dict.fromkeys(each.final() for each in candidates)
        if candidate.family == family
        and _near(candidate.year, year)
        and not _apart(candidate.names, names, _TELLING)
    ]
    return matches if len(matches) == 1 else []


def _keep_first(matches: list[Candidate], joined: list[Candidate]) -> Candidate | None:
    # The paper that has been on record longest keeps its number.
    matches.sort(key=lambda candidate: (candidate.paper_id is None, candidate.paper_id or 0))
    for other in matches[1:]:
        other.same_as = matches[0]
        matches[0].names |= other.names
        if other.paper_id:
            joined.append(other)
    return matches[0] if matches else None


def _near(one: int | None, other: int | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1


def _apart(one: Iterable[PaperId], other: Iterable[PaperId], schemes: tuple[str, ...]) -> bool:
    """Whether each has a name in one of the schemes, and they share none there."""
    for scheme in schemes:
        ours = {name for name in one if name.scheme == scheme}
        theirs = {name for name in other if name.scheme == scheme}
        if ours and theirs and ours.isdisjoint(theirs):
            return True
    return False


def _identities(session: Session, names: Iterable[PaperId]) -> list[tuple[PaperId, int]]:
    by_scheme: dict[str, dict[str, None]] = {}
    for name in names:
        by_scheme.setdefault(name.scheme, {})[name.value] = None
    return [
        (PaperId(scheme, value), paper_id)
        for scheme, values in by_scheme.items()
        for chunk in chunks(list(values))
        for value, paper_id in session.execute(_BY_NAME, {"scheme": scheme, "values": chunk})
    ]


def _by_title(
    session: Session, titles: set[str], by_id: dict[int, Candidate]
) -> dict[str, dict[Candidate, None]]:
    """The papers on record of each title, in order; and those of `by_id` get their names."""
    by_title: dict[str, dict[Candidate, None]] = {}
    for chunk in chunks(sorted(titles)):
        for paper_id, title, family, year in session.execute(_BY_TITLE, {"values": chunk}):
            candidate = by_id.setdefault(paper_id, Candidate(paper_id))
            candidate.family, candidate.year = family, year
            by_title.setdefault(title or "", {})[candidate] = None
    for ids in chunks(list(by_id)):
        for scheme, value, paper_id in session.execute(_NAMES, {"values": ids}):
            by_id[paper_id].names.add(PaperId(scheme, value))
    return by_title


def chunks(values: Sequence[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    """The values in order, `size` at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
