"""How each source stands: with a paper, and as a whole."""

from datetime import datetime

from sqlalchemy import ForeignKey, text
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base, Name


class SourceState(Base):
    """What became of asking `source` for `part` of a paper.

    `state` is the last outcome: ok, capped (whole up to the source's own limit), unknown,
    resting or down. `fetched_at` and `count` are of the last good answer and outlive later
    failures, as the rows that it brought do.
    """

    __tablename__ = "source_state"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[str] = mapped_column(Name, primary_key=True)
    part: Mapped[str] = mapped_column(Name, primary_key=True)
    state: Mapped[str] = mapped_column(Name)
    tried_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(server_default=text("0"))  # `down` in a row: the back-off
    fetched_at: Mapped[datetime | None] = mapped_column(index=True)  # NULL: never a good answer
    count: Mapped[int | None]  # rows held; NULL: not a list
    total: Mapped[int | None]  # rows that the source claims; NULL: it does not say
    message: Mapped[str | None]  # why not, in a sentence; NULL: nothing to say
    url: Mapped[str | None]  # where a person can look it up
    fresh_until: Mapped[datetime]  # no need to ask again before


class SourceRate(Base):
    """The pace of one source over all workers; seconds since 1970 by the database's clock."""

    __tablename__ = "source_rate"

    source: Mapped[str] = mapped_column(Name, primary_key=True)
    next_at: Mapped[float]  # no request before this
    resting_until: Mapped[float]  # asked to wait until then; 0: not
    strikes: Mapped[int]  # rests in a row: the exponent of the back-off
    failures: Mapped[int] = mapped_column(server_default=text("0"))  # unusable answers in a row
    held_by: Mapped[str | None]  # the request that has the only connection; NULL: nobody's
    held_until: Mapped[float] = mapped_column(server_default=text("0"))  # or until it is let go
