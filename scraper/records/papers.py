"""Papers and everything that is said of one paper alone.

A paper's columns are the best of its statements, field by field (`merging.SOURCE_ORDER`); the
statements themselves stay, so that a merge can be undone and a better rule applied later.
Adding a column: add it to PaperItem, to Paper, to a migration, and to `test_store.py`'s
`test_every_field_of_an_item_is_kept`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base, Name


class Paper(Base):
    """One paper, however many names it has."""

    __tablename__ = "paper"

    id: Mapped[int] = mapped_column(primary_key=True)

    # Ours.
    key: Mapped[str] = mapped_column(unique=True)  # its best name
    title_key: Mapped[str | None] = mapped_column(index=True)  # as it is compared; NULL: no title
    main_key: Mapped[str | None] = mapped_column(index=True)  # less the subtitle; NULL: it has none
    # When its title first was on record; NULL: it still is not.
    arrived_at: Mapped[datetime | None] = mapped_column(index=True)

    # From the sources; NULL: none of them says.
    title: Mapped[str | None]
    abstract: Mapped[str | None]
    year: Mapped[int | None]
    published: Mapped[date | None]
    updated: Mapped[date | None]  # the newest version's date; NULL outside arXiv
    venue: Mapped[str | None]
    doi: Mapped[str | None]  # as the source writes it; `identity` has them all, in lower case
    citation_count: Mapped[int | None]
    reference_count: Mapped[int | None]
    version: Mapped[int | None]  # the newest known; NULL outside arXiv
    comments: Mapped[str | None]
    journal_ref: Mapped[str | None]
    report_number: Mapped[str | None]
    msc_classes: Mapped[str | None]
    acm_classes: Mapped[str | None]
    license: Mapped[str | None]  # its URL
    withdrawn: Mapped[bool | None]

    # The few papers that say something, among the many that are only cited.
    __table_args__ = (
        Index(
            "ix_paper_abstract",
            "id",
            sqlite_where=text("abstract IS NOT NULL"),
            postgresql_where=text("abstract IS NOT NULL"),
        ),
    )


class Identity(Base):
    """A name of a paper: `scheme` is arxiv, doi, s2, openalex or lens (a hash of ours)."""

    __tablename__ = "identity"

    scheme: Mapped[str] = mapped_column(Name, primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"), index=True)


class Apart(Base):
    """Two papers that were taken for one and are two; each pair stands here both ways round."""

    __tablename__ = "apart"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Statement(Base):
    """What one source said of one paper, under the name (`key`) that it came by."""

    __tablename__ = "statement"

    source: Mapped[str] = mapped_column(Name, primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"), index=True)
    said: Mapped[dict[str, Any]]  # a PaperItem without its empty fields
    said_at: Mapped[datetime]


class Author(Base):
    """A name as printed; two people of one name share the row."""

    __tablename__ = "author"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Authorship(Base):
    """The place of an author on a paper, from 0."""

    __tablename__ = "authorship"
    __table_args__ = (Index(None, "author_id"),)

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))


class Category(Base):
    """A category of a paper; position 0 is the primary category."""

    __tablename__ = "category"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(Name, index=True)


class Version(Base):
    """One line of the submission history."""

    __tablename__ = "version"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int] = mapped_column(primary_key=True)
    submitted: Mapped[datetime]
