"""A wrong merge taken apart again.

Each statement says by its key whose it is, so names and columns come apart exactly. An edge, a
state and a summary go with the statements of their source; where a source spoke of both papers
they stay, and its lists count as stale, so that the next opening asks it again.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from sqlalchemy import delete, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session

from scraper.errors import BadInput, NotFound
from scraper.paper_id import PaperId
from scraper.records import find
from scraper.records.aids import Similar, Summary, Term
from scraper.records.base import table, utc_now
from scraper.records.citations import Citation
from scraper.records.comments import Comment
from scraper.records.joining import forget_documents_of
from scraper.records.merging import ITEM, refresh_columns
from scraper.records.names import names_of
from scraper.records.papers import Apart, Identity, Paper, Statement
from scraper.records.sources import SourceState


@dataclass(frozen=True, slots=True)
class Parting:
    """What would become of a paper: the names that leave it, and what is said under them."""

    paper_id: int
    leaving: frozenset[PaperId]
    going: Sequence[Statement]
    staying: Sequence[Statement]


def statements(session: Session, name: PaperId) -> list[Statement]:
    """All that the sources said of the paper that goes by `name`. Raises NotFound."""
    said = select(Statement).where(Statement.paper_id == _number(session, name))
    return list(session.scalars(said.order_by(Statement.key, Statement.source)))


def parting(session: Session, name: PaperId) -> Parting:
    """What `unmerge` would do; raises as it does."""
    said = statements(session, name)
    paper_id = _number(session, name)
    leaving = _leaving(name, said, _names(session, paper_id))
    going = [each for each in said if _key(each) in leaving]
    staying = [each for each in said if _key(each) not in leaving]
    if not going or not staying:
        raise BadInput(f"The sources speak of one paper under {name}: there is nothing to part.")
    return Parting(paper_id, frozenset(leaving), going, staying)


def unmerge(session: Session, name: PaperId) -> int:
    """Make a paper of its own of what goes by `name`; its number. The two are not joined again.

    With it go the statements that share a name with those under `name`; where that is all of
    them, those under `name` alone. Raises NotFound for a name that is not on record, and BadInput
    where the sources say no two things under it.
    """
    parts = parting(session, name)
    paper_id, leaving = parts.paper_id, parts.leaving
    going, staying = ({each.source for each in side} for side in (parts.going, parts.staying))
    new_id = session.execute(
        insert(table(Paper)).values(key=f"new:{name}").returning(Paper.id)
    ).scalar_one()
    forget_documents_of(session, (paper_id, new_id))
    _move_names(session, paper_id, new_id, leaving)
    _move_rows(session, paper_id, new_id, sorted(going - staying))
    _ask_again(session, paper_id, sorted(going & staying))
    session.execute(
        insert(table(Apart)),
        [
            {"paper_id": one, "other_id": other}
            for one, other in ((paper_id, new_id), (new_id, paper_id))
        ],
    )
    session.expire_all()
    refresh_columns(session, [paper_id, new_id])
    return new_id


def names_on_record(session: Session, name: PaperId) -> set[PaperId]:
    """All names of the paper that goes by `name`. Raises NotFound."""
    return _names(session, _number(session, name))


def _number(session: Session, name: PaperId) -> int:
    paper_id = find.number(session, name)
    if paper_id is None:
        raise NotFound(f"Nothing is on record under {name}.")
    return paper_id


def _names(session: Session, paper_id: int) -> set[PaperId]:
    found = session.execute(
        select(Identity.scheme, Identity.value).where(Identity.paper_id == paper_id)
    )
    return {PaperId(scheme, value) for scheme, value in found}


def _key(statement: Statement) -> PaperId:
    scheme, _, value = statement.key.partition(":")
    return PaperId(scheme, value)


def _leaving(name: PaperId, statements: Sequence[Statement], names: set[PaperId]) -> set[PaperId]:
    said = [{_key(each), *names_of(ITEM.validate_python(each.said))} & names for each in statements]
    leaving, before = {name}, set[PaperId]()
    while leaving != before:
        before = set(leaving)
        leaving.update(*(each for each in said if each & leaving))
    if leaving != names:
        return leaving
    # One statement links them all, wrongly: the name goes, and what nobody else says.
    apart = [each for each, by in zip(said, statements, strict=True) if _key(by) == name]
    others = [each for each, by in zip(said, statements, strict=True) if _key(by) != name]
    return {name, *set().union(*apart).difference(*others)}


def _move_names(session: Session, old: int, new: int, leaving: Set[PaperId]) -> None:
    pairs = [(each.scheme, each.value) for each in leaving]
    session.execute(
        update(table(Identity))
        .where(tuple_(Identity.scheme, Identity.value).in_(pairs))
        .values(paper_id=new)
    )
    for model, column, spelt in (
        (Statement, Statement.key, [f"{scheme}:{value}" for scheme, value in pairs]),
        (Comment, Comment.written_of, [str(each) for each in leaving]),
    ):
        session.execute(
            update(table(model))
            .where(table(model).c.paper_id == old, column.in_(spelt))
            .values(paper_id=new)
        )


def _move_rows(session: Session, old: int, new: int, sources: list[str]) -> None:
    for model, column in (
        (Citation, "citing_id"),
        (Citation, "cited_id"),
        (Similar, "paper_id"),
        (Similar, "similar_id"),
        (SourceState, "paper_id"),
        (Summary, "paper_id"),
    ):
        rows = table(model)
        session.execute(
            update(rows)
            .where(rows.c[column] == old, rows.c.source.in_(sources))
            .values({column: new})
        )
    # What we found in the joined text is of neither.
    session.execute(delete(table(Term)).where(Term.paper_id == old))


def _ask_again(session: Session, old: int, sources: list[str]) -> None:
    """The old paper counts as stale, and so do the lists of these sources that name it."""
    edges = (
        select(Citation.citing_id).where(Citation.cited_id == old, Citation.source.in_(sources)),
        select(Citation.cited_id).where(Citation.citing_id == old, Citation.source.in_(sources)),
    )
    lists = SourceState.source.in_(sources) & or_(*map(SourceState.paper_id.in_, edges))
    session.execute(
        update(table(SourceState))
        .where(or_(SourceState.paper_id == old, lists))
        .values(fresh_until=utc_now())
    )
