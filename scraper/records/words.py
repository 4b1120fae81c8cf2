"""The words that papers are found alike by: an inverted index."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base


class Word(Base):
    """A word of a paper, by its stem, and how much the paper is about it, 0 to 1."""

    __tablename__ = "word"
    __table_args__ = (Index(None, "word", "paper_id", "weight"), {"sqlite_with_rowid": False})

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    word: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[float]


class WordCount(Base):
    """How many papers have a word; the shipped background counts as a thousand of them."""

    __tablename__ = "word_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(primary_key=True)
    papers: Mapped[float]
