"""Which paper is it? Finds the paper of each item, or makes one.

Two items are one paper when they share a name, or when their titles' plain forms and their first
authors' family names are equal and their years differ by one at most, unless each has an arXiv
id, or each a DOI, and these differ. A wrong merge is worse than a missed one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.items import PaperItem
from scraper.normalise.authors import family_name
from scraper.normalise.titles import title_key
from scraper.paper_id import PaperId
from scraper.records.names import names_of
from scraper.records.papers import Identity, Paper

T = TypeVar("T")

_TELLING = ("arxiv", "doi")  # two papers may share neither
_CHUNK = 500  # names a query: well under every database's limit of parameters


@dataclass(slots=True, eq=False)
class Candidate:
    """A paper on record (`paper_id`) or a new one (None), and the items that are it."""

    paper_id: int | None
    family: str | None = None
    year: int | None = None
    names: set[PaperId] = field(default_factory=set)
    items: list[int] = field(default_factory=list)  # places in the sequence given
    same_as: "Candidate | None" = None  # found to be another: follow it

    def final(self) -> "Candidate":
        """The candidate that this one turned out to be."""
        found = self
        while found.same_as:
            found = found.same_as
        return found


def identify(session: Session, items: Sequence[PaperItem]) -> list[Candidate]:
    """The candidate of each item, in the items' order; nothing is written.

    Where two papers on record turn out to be one, the first's `final()` is the one to keep and
    the other's `same_as` is set.
    """
    names = [names_of(item) for item in items]
    by_id: dict[int, Candidate] = {}
    by_name: dict[PaperId, Candidate] = {}
    for name, paper_id in _identities(session, (name for each in names for name in each)):
        by_name[name] = by_id.setdefault(paper_id, Candidate(paper_id))
    keys = [title_key(item.title) if item.title else None for item in items]
    by_title = _by_title(
        session,
        {
            key
            for key, each in zip(keys, names, strict=True)
            if key and not any(name in by_name for name in each)
        },
        by_id,
    )
    found = []
    for place, (item, own_names, key) in enumerate(zip(items, names, keys, strict=True)):
        family = family_name(item.authors[0]) if item.authors else None
        year = item.year or (item.published.year if item.published else None)
        matches = list(
            dict.fromkeys(by_name[name].final() for name in own_names if name in by_name)
        )
        if not matches and key and family:
            matches = [
                candidate
                for candidate in (each.final() for each in by_title.get(key, []))
                if candidate.family == family
                and _near(candidate.year, year)
                and not _conflict(candidate.names, own_names)
            ][:1]
        candidate = _keep_first(matches) if matches else Candidate(None, family, year)
        if key and candidate not in (known := by_title.setdefault(key, [])):
            known.append(candidate)
        candidate.family = candidate.family or family
        candidate.year = candidate.year or year
        candidate.names.update(own_names)
        candidate.items.append(place)
        by_name.update(dict.fromkeys(own_names, candidate))
        found.append(candidate)
    return found


def _keep_first(matches: list[Candidate]) -> Candidate:
    # The paper that has been on record longest keeps its number.
    matches.sort(key=lambda candidate: (candidate.paper_id is None, candidate.paper_id or 0))
    keep = matches[0]
    for other in matches[1:]:
        other.same_as = keep
        keep.names |= other.names
        keep.items += other.items
    return keep


def _near(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one - other) <= 1


def _conflict(known: set[PaperId], own: list[PaperId]) -> bool:
    return any(
        mine.scheme == theirs.scheme and mine.value != theirs.value
        for mine in own
        if mine.scheme in _TELLING
        for theirs in known
    )


def _identities(session: Session, names: Iterable[PaperId]) -> list[tuple[PaperId, int]]:
    by_scheme: dict[str, dict[str, None]] = {}
    for name in names:
        by_scheme.setdefault(name.scheme, {})[name.value] = None
    return [
        (PaperId(scheme, value), paper_id)
        for scheme, values in by_scheme.items()
        for chunk in chunks(list(values))
        for value, paper_id in session.execute(
            select(Identity.value, Identity.paper_id).where(
                Identity.scheme == scheme, Identity.value.in_(chunk)
            )
        )
    ]


def _by_title(
    session: Session, keys: set[str], by_id: dict[int, Candidate]
) -> dict[str, list[Candidate]]:
    by_title: dict[str, list[Candidate]] = {}
    for chunk in chunks(sorted(keys)):
        for paper_id, key, family, year in session.execute(
            select(Paper.id, Paper.title_key, Paper.family, Paper.year).where(
                Paper.title_key.in_(chunk)
            )
        ):
            candidate = by_id.setdefault(paper_id, Candidate(paper_id))
            candidate.family, candidate.year = family, year
            by_title.setdefault(key or "", []).append(candidate)
    for ids in chunks(list(by_id)):
        for identity in session.scalars(select(Identity).where(Identity.paper_id.in_(ids))):
            by_id[identity.paper_id].names.add(PaperId(identity.scheme, identity.value))
    return by_title


def chunks(values: Sequence[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    """The values in order, `size` at a time."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
