"""Which paper is it? Finds the paper of each item, or makes one.

Two items are one paper when they share a name, unless each has an arXiv id and these differ. Or
when `normalise.identity` finds them alike by title, authors and year, unless their identifiers tell
them apart or yet another paper is as much like them. Two papers on record become one when an item
has names of both, or makes them alike by what it adds; unless their own identifiers tell them
apart or they were taken apart before (`joining.unmerge`). A wrong merge is worse than a missed one.

Identifiers tell two papers apart where both have one of the same scheme and none in common. One
exception: Semantic Scholar and OpenAlex often hold a preprint and its publication as two, so their
numbers tell nothing between a paper of arXiv's without DOI and one with a DOI outside arXiv.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session

from scraper.items import PaperItem
from scraper.normalise.identity import AUTHORS, SURE, Facts, likeness
from scraper.paper_id import PaperId
from scraper.records.chunks import asked_for
from scraper.records.names import main_of, title_of
from scraper.records.papers import Apart, Author, Authorship, Identity, Paper

T = TypeVar("T")

_AUTHORITIES = ("arxiv", "doi")  # they give each paper one identifier
_INDEXES = ("s2", "openalex")  # they number what they take for one paper
_MOST = 50  # papers of one title that are compared; more are not told apart by it

# Made once: SQLAlchemy takes longer over making a statement than SQLite over running it.
_VALUES: BindParameter[Any] = bindparam("values", expanding=True)
_BY_NAME = select(Identity.value, Identity.paper_id).where(
    Identity.scheme == bindparam("scheme"), Identity.value.in_(_VALUES)
)
_BY_TITLE, _BY_MAIN = (
    select(key, Paper.id).where(key.in_(_VALUES)).order_by(Paper.id)
    for key in (Paper.title_key, Paper.main_key)
)
_FACTS = select(Paper.id, Paper.title, Paper.year).where(Paper.id.in_(_VALUES))
_AUTHORS = (
    select(Authorship.paper_id, Author.name)
    .join(Author, Author.id == Authorship.author_id)
    .where(Authorship.paper_id.in_(_VALUES), Authorship.position < AUTHORS)
    .order_by(Authorship.paper_id, Authorship.position)
)
_NAMES = select(Identity.scheme, Identity.value, Identity.paper_id).where(
    Identity.paper_id.in_(_VALUES)
)
_APART = select(Apart.paper_id, Apart.other_id).where(Apart.paper_id.in_(_VALUES))


@dataclass(slots=True, eq=False)
class Candidate:
    """A paper on record (`paper_id`) or a new one (None), and what is known of it."""

    paper_id: int | None
    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    names: set[PaperId] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)  # papers that it is not, though it may seem so
    same_as: "Candidate | None" = None  # found to be another: follow it

    def final(self) -> "Candidate":
        """The candidate that this one turned out to be."""
        found = self
        while found.same_as:
            found = found.same_as
        return found

    def learn(self, item: PaperItem) -> None:
        """What was not known of it, the item may tell."""
        self.title = self.title or item.title
        self.authors = self.authors or item.authors[:AUTHORS]
        self.year = self.year or item.year or (item.published.year if item.published else None)

    def like(self, other: "Candidate") -> int:
        """How surely both are one paper by what is known of them; 0: not known to be."""
        if not self.title or not other.title or self.told_from(other):
            return 0
        found = likeness(
            Facts(self.title, self.authors, self.year),
            Facts(other.title, other.authors, other.year),
        )
        return found if found >= SURE or not _differ(self.names, other.names, _INDEXES) else 0

    def told_from(self, other: "Candidate") -> bool:
        """Whether identifiers tell the two apart, or somebody has taken them apart."""
        return (
            self.parted_from(other)
            or _differ(self.names, other.names, _AUTHORITIES)
            or (
                _differ(self.names, other.names, _INDEXES)
                and not _published_preprint(self.names, other.names)
                and not _published_preprint(other.names, self.names)
            )
        )

    def parted_from(self, other: "Candidate") -> bool:
        """Whether somebody has taken the two apart."""
        return self.paper_id in other.apart or other.paper_id in self.apart


@dataclass(slots=True)
class Identified:
    """What came of it, in the items' order."""

    candidates: list[Candidate] = field(default_factory=list)
    names: list[list[PaperId]] = field(default_factory=list)  # without those of other papers
    joined: list[Candidate] = field(default_factory=list)  # on record, and found to be another's
    new_names: dict[PaperId, Candidate] = field(default_factory=dict)


Titles = tuple[str | None, str | None]  # as they are compared: whole, and without the subtitle


def identify(
    session: Session,
    items: Sequence[PaperItem],
    names: Sequence[list[PaperId]],
    keys: Sequence[Titles] | None = None,
) -> Identified:
    """The paper of each item, which goes by `names`; nothing is written.

    `keys` are the items' titles, where they are made already.
    """
    by_id: dict[int, Candidate] = {}
    by_name: dict[PaperId, Candidate] = {}
    for name, paper_id in identities(session, (name for each in names for name in each)):
        by_name[name] = by_id.setdefault(paper_id, Candidate(paper_id))
    titles = _Titles(session, keys or [(title_of(item), main_of(item)) for item in items], by_id)
    _load(session, by_id, titles.worth_comparing(names, by_name))
    found = Identified()
    before: set[Candidate] = set()  # those of the items before
    for place, (item, given) in enumerate(zip(items, names, strict=True)):
        own, matches = _by_names(by_name, given)
        candidate = _keep_first(matches, found.joined) or Candidate(None)
        candidate.learn(item)
        candidate.names.update(own)
        # A list that names both with and without a subtitle takes them for two.
        near = titles.near(place, told_apart=before)
        other = _only_one_like(candidate, near)
        if other and _only_one_like(other, [*near, candidate]) is candidate:
            candidate = _keep_first([candidate, other], found.joined) or candidate
        titles.add(place, candidate)
        for name in own:
            if name not in by_name:
                by_name[name] = found.new_names[name] = candidate
        before.add(candidate)
        found.candidates.append(candidate)
        found.names.append(own)
    return found


class _Titles:
    """Candidates by title, of the titles of the items; an item is told by its place."""

    def __init__(
        self, session: Session, keys: Sequence[Titles], by_id: dict[int, Candidate]
    ) -> None:
        self._keys = keys
        whole = {title for title, _main in self._keys if title}
        mains = {main for _title, main in self._keys if main}
        self._whole = _by_key(session, _BY_TITLE, whole | mains, by_id)
        self._main = _by_key(session, _BY_MAIN, whole, by_id)

    def near(self, place: int, told_apart: Set[Candidate] = frozenset()) -> dict[Candidate, None]:
        """Those of the item's title, or of the same but for a subtitle; none where many are.

        Those that are `told_apart` are not among the latter.
        """
        title, main = self._keys[place]
        found = dict.fromkeys(each.final() for each in self._whole.get(title or "", ()))
        for by_key, key in ((self._whole, main), (self._main, title)):
            others = (each.final() for each in by_key.get(key or "", ()))
            found |= dict.fromkeys(each for each in others if each not in told_apart)
        return found if len(found) <= _MOST else {}

    def worth_comparing(
        self, names: Sequence[list[PaperId]], by_name: dict[PaperId, Candidate]
    ) -> set[int]:
        """The papers on record that could be one with others: the rest need not be read."""
        found: set[int] = set()
        for place, given in enumerate(names):
            known = {by_name[name] for name in given if name in by_name}
            near = set(self.near(place))
            if near - known:
                found |= {each.paper_id for each in near | known if each.paper_id}
        return found

    def add(self, place: int, candidate: Candidate) -> None:
        """The item is the candidate's: the next of that title may be as well."""
        title, main = self._keys[place]
        for by_key, key in ((self._whole, title), (self._main, main)):
            if key:
                by_key.setdefault(key, {})[candidate] = None


def _by_names(
    by_name: dict[PaperId, Candidate], names: list[PaperId]
) -> tuple[list[PaperId], list[Candidate]]:
    """Those of the names that are not another paper's, and the papers that go by them."""
    known = {name: by_name[name].final() for name in names if name in by_name}
    matches: list[Candidate] = []
    for candidate in dict.fromkeys(known.values()):
        if not _differ(candidate.names, names, ("arxiv",)) and not any(
            candidate.parted_from(other) or _differ(candidate.names, other.names, _AUTHORITIES)
            for other in matches
        ):
            matches.append(candidate)
    return [name for name in names if name not in known or known[name] in matches], matches


def _only_one_like(candidate: Candidate, near: Iterable[Candidate]) -> Candidate | None:
    """The one that is the same paper; None where it could be this or that."""
    likely = [
        (each, found) for each in near if each is not candidate and (found := candidate.like(each))
    ]
    surest = [each for each, found in likely if found >= SURE] or [
        each for each, found in likely if found == max(found for _each, found in likely)
    ]
    return surest[0] if len(surest) == 1 else None


def _keep_first(matches: list[Candidate], joined: list[Candidate]) -> Candidate | None:
    # The paper that has been on record longest keeps its number.
    matches.sort(key=lambda candidate: (candidate.paper_id is None, candidate.paper_id or 0))
    for other in matches[1:]:
        first = matches[0]
        other.same_as = first
        first.names |= other.names
        first.apart |= other.apart
        first.title, first.year = first.title or other.title, first.year or other.year
        first.authors = first.authors or other.authors
        if other.paper_id:
            joined.append(other)
    return matches[0] if matches else None


def _differ(one: Iterable[PaperId], other: Iterable[PaperId], schemes: tuple[str, ...]) -> bool:
    """Whether each has a name in one of the schemes, and they share none there."""
    for scheme in schemes:
        ours = {name for name in one if name.scheme == scheme}
        theirs = {name for name in other if name.scheme == scheme}
        if ours and theirs and ours.isdisjoint(theirs):
            return True
    return False


def _published_preprint(one: Iterable[PaperId], other: Iterable[PaperId]) -> bool:
    """Whether the first can be arXiv's preprint of the second."""
    before, after = ({name.scheme for name in names} & {"arxiv", "doi"} for names in (one, other))
    return before == {"arxiv"} and after == {"doi"}


def identities(session: Session, names: Iterable[PaperId]) -> list[tuple[PaperId, int]]:
    """Those of the names that are on record, and whose they are."""
    by_scheme: dict[str, dict[str, None]] = {}
    for name in names:
        by_scheme.setdefault(name.scheme, {})[name.value] = None
    return [
        (PaperId(scheme, value), paper_id)
        for scheme, values in by_scheme.items()
        for chunk in asked_for(list(values))
        for value, paper_id in session.execute(_BY_NAME, {"scheme": scheme, "values": chunk})
    ]


def _by_key(
    session: Session, query: Select[str | None, int], keys: set[str], by_id: dict[int, Candidate]
) -> dict[str, dict[Candidate, None]]:
    """The papers on record of each key, in order."""
    found: dict[str, dict[Candidate, None]] = {}
    for chunk in asked_for(sorted(keys)):
        for key, paper_id in session.execute(query, {"values": chunk}):
            found.setdefault(key or "", {})[by_id.setdefault(paper_id, Candidate(paper_id))] = None
    return found


def _load(session: Session, by_id: dict[int, Candidate], compared: set[int]) -> None:
    """What tells papers apart, of all; and of those that are compared what they are like."""
    for ids in asked_for(list(by_id)):
        for scheme, value, paper_id in session.execute(_NAMES, {"values": ids}):
            by_id[paper_id].names.add(PaperId(scheme, value))
        for paper_id, other in session.execute(_APART, {"values": ids}):
            by_id[paper_id].apart.add(other)
    for ids in asked_for(sorted(compared)):
        for paper_id, title, year in session.execute(_FACTS, {"values": ids}):
            by_id[paper_id].title, by_id[paper_id].year = title, year
        for paper_id, name in session.execute(_AUTHORS, {"values": ids}):
            by_id[paper_id].authors += (name,)
