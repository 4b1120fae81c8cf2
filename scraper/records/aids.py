"""What ArxivLens adds to a paper: summary, key terms, similar papers."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base, Name


class Summary(Base):
    """A quick summary; a paper keeps one of each source, the best is shown."""

    __tablename__ = "summary"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[str] = mapped_column(Name, primary_key=True)
    text: Mapped[str]
    model: Mapped[str | None]  # NULL: no model wrote it


class Term(Base):
    """A key term and its TF-IDF weight, 0 to 1."""

    __tablename__ = "term"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    term: Mapped[str] = mapped_column(primary_key=True, index=True)
    weight: Mapped[float]


class Similar(Base):
    """One paper like another, in the word of one source (ours is `records`)."""

    __tablename__ = "similar"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    similar_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    source: Mapped[str] = mapped_column(Name, primary_key=True)
    position: Mapped[int]  # in the source's order, from 0
    score: Mapped[float | None]  # 0 to 1; NULL: the source only ranks
    why: Mapped[list[str]]
