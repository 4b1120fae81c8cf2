"""Two papers found to be one."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from scraper.records.aids import Similar, Summary, Term
from scraper.records.citations import Citation
from scraper.records.comments import Comment
from scraper.records.crawls import Opening
from scraper.records.documents import Document
from scraper.records.papers import Apart, Identity, Paper, Statement
from scraper.records.postings import forget_words
from scraper.records.sources import SourceState
from scraper.records.words import Embedding

# Where a paper's number stands, and what else tells a row from the others with that number.
_PLACES: tuple[tuple[type[Any], str, tuple[str, ...]], ...] = (
    (Identity, "paper_id", ()),
    (Statement, "paper_id", ()),
    (Comment, "paper_id", ()),
    (Apart, "paper_id", ("other_id",)),
    (Apart, "other_id", ("paper_id",)),
    (Citation, "citing_id", ("cited_id", "source")),
    (Citation, "cited_id", ("citing_id", "source")),
    (Similar, "paper_id", ("similar_id", "source")),
    (Similar, "similar_id", ("paper_id", "source")),
    (SourceState, "paper_id", ("source", "part")),
    (Summary, "paper_id", ("source",)),
    (Term, "paper_id", ("term",)),
    (Embedding, "paper_id", ("model",)),
    (Opening, "paper_id", ("day",)),
)
_NEVER = datetime.min.replace(tzinfo=UTC)


def join_papers(session: Session, keep: int, drop: int) -> None:
    """Make two papers one: everything of `drop` becomes that of `keep`; nothing is lost.

    The caller calls `refresh_columns` for `keep` afterwards. `unmerging` takes it back.
    """
    # Whoever writes a comment on either holds a lock on its paper: wait, then take it along.
    session.execute(
        select(Paper.id).where(Paper.id.in_((keep, drop))).order_by(Paper.id).with_for_update()
    )
    forget_documents_of(session, (keep, drop))
    _sign_comments(session, (keep, drop))
    for model, column, rest in _PLACES:
        if rest:
            _merge_twins(session, model, column, rest, keep, drop)
        session.execute(
            update(model)
            .where(getattr(model, column) == drop)
            .values({column: keep})
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
    session.execute(delete(Citation).where(Citation.citing_id == Citation.cited_id))
    session.execute(delete(Similar).where(Similar.paper_id == Similar.similar_id))
    forget_words(session, drop)
    session.execute(delete(Paper).where(Paper.id == drop))


def forget_documents_of(session: Session, paper_ids: tuple[int, int]) -> None:
    """Take away the documents of both, and those in which either stands."""
    standing = (
        select(Citation.citing_id).where(Citation.cited_id.in_(paper_ids)),
        select(Citation.cited_id).where(Citation.citing_id.in_(paper_ids)),
        select(Similar.paper_id).where(Similar.similar_id.in_(paper_ids)),
    )
    theirs = or_(Document.paper_id.in_(paper_ids), *map(Document.paper_id.in_, standing))
    session.execute(delete(Document).where(theirs).execution_options(synchronize_session=False))


def _sign_comments(session: Session, paper_ids: tuple[int, int]) -> None:
    """Note whose the comments were, so that they can be told apart again."""
    own = select(Paper.key).where(Paper.id == Comment.paper_id).scalar_subquery()
    session.execute(
        update(Comment)
        .where(Comment.paper_id.in_(paper_ids), Comment.written_of.is_(None))
        .values(written_of=own)
        .execution_options(synchronize_session=False)
    )


def _merge_twins(
    session: Session, model: type[Any], column: str, rest: tuple[str, ...], keep: int, drop: int
) -> None:
    """Where both have a row that says the same, `keep` gets the best of both."""

    def rows(paper_id: int) -> dict[tuple[Any, ...], Any]:
        found = session.scalars(select(model).where(getattr(model, column) == paper_id))
        return {tuple(getattr(row, name) for name in rest): row for row in found}

    ours = rows(keep)
    for key, theirs in rows(drop).items():
        if twin := ours.get(key):
            _take_over(twin, theirs)
            session.delete(theirs)
    session.flush()


def _take_over(ours: Any, theirs: Any) -> None:
    if isinstance(ours, SourceState):
        # The rows of a list are joined; its state is that of the newer good answer.
        if (theirs.fetched_at or _NEVER) <= (ours.fetched_at or _NEVER):
            return
        names = {column.name for column in SourceState.__table__.columns} - {"paper_id"}
    else:
        optional = {column.name for column in ours.__table__.columns if column.nullable}
        names = {name for name in optional if getattr(ours, name) is None}
    for name in names:
        setattr(ours, name, getattr(theirs, name))
