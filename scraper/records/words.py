"""The words and vectors that papers are found alike by."""

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base


class Wording(Base):
    """The words of a paper, and its year beside them: a row that is quickly read."""

    __tablename__ = "wording"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[dict[str, Any]]  # stem: weight
    year: Mapped[int | None]


class Word(Base):
    """The same, the other way round. What it says of papers since merged away, `wording` lacks."""

    __tablename__ = "word"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(primary_key=True)
    weight: Mapped[float] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(primary_key=True)


class WordCount(Base):
    """How many papers have a word."""

    __tablename__ = "word_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(primary_key=True)
    papers: Mapped[int]


class Embedding(Base):
    """Where a model places a paper: papers alike in meaning lie in one direction."""

    __tablename__ = "embedding"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    model: Mapped[str] = mapped_column(primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)  # float16, little-endian, of length 1
