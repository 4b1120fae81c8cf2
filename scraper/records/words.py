"""The words and vectors that papers are found alike by."""

from collections.abc import Mapping

from sqlalchemy import Dialect, ForeignKey, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from scraper.records.base import Base


class Weights(TypeDecorator[Mapping[str, float]]):
    """The weight of each word, as text: `open 0.577 sourc 0.289`. JSON takes five times as long."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, float] | None, dialect: Dialect) -> str:
        return " ".join(f"{word} {weight}" for word, weight in (value or {}).items())

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, float]:
        return self.read(value)

    @staticmethod
    def read(written: str | None) -> dict[str, float]:
        """From what stands in the database."""
        parts = (written or "").split()
        return dict(zip(parts[::2], map(float, parts[1::2]), strict=True))


class Wording(Base):
    """The words of a paper, and its year beside them: a row that is quickly read."""

    __tablename__ = "wording"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[Mapping[str, float]] = mapped_column(Weights)
    numbers: Mapped[bytes] = mapped_column(LargeBinary)  # the same, as `wording.numbers` has them
    year: Mapped[int | None]


class Posting(Base):
    """Which papers of a block of numbers hold a word, and with which weight.

    What it says of papers since merged away, `wording` lacks.
    """

    __tablename__ = "posting"
    __table_args__ = ({"sqlite_with_rowid": False},)

    word: Mapped[str] = mapped_column(primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True)
    papers: Mapped[bytes] = mapped_column(LargeBinary)  # in no order; see `postings.unpacked`


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
