"""What a language model was asked: answers are kept and paid for once."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base, Name


class Question(Base):
    """A question that was answered, so that nobody asks it again.

    `name` is the SHA-256 of all that was sent (`sources.language_model.question`).
    """

    __tablename__ = "question"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    answer: Mapped[str | None]  # NULL: the answer was nothing to show a reader
    model: Mapped[str | None]  # NULL: the server has one alone
    answered_at: Mapped[datetime]


class Spending(Base):
    """How many requests went to a source that costs money, on one day in UTC."""

    __tablename__ = "spending"

    source: Mapped[str] = mapped_column(Name, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    requests: Mapped[int]
