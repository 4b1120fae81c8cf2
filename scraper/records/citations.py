"""Who cites whom, as each source says it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base, Name


class Citation(Base):
    """One source's word that `citing` cites `cited`; another source's is another row."""

    __tablename__ = "citation"
    # With all that ranks a paper's citations: there may be ten thousand to look through.
    __table_args__ = (
        Index("ix_citation_cited", "cited_id", "citing_id", "influential", "citing_rank"),
    )

    citing_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    cited_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[str] = mapped_column(Name, primary_key=True)
    # The place in the list that it came in, from 0; NULL: it came in the other paper's list.
    citing_rank: Mapped[int | None]  # among the citations of `cited`
    cited_rank: Mapped[int | None]  # among the references of `citing`
    influential: Mapped[bool | None]  # NULL: the source does not say
    text: Mapped[str | None]  # the reference as it is printed; NULL: the source does not say
    intents: Mapped[list[str] | None]
    contexts: Mapped[list[str] | None]
    said_at: Mapped[datetime]  # when the source last said so
    arrived_at: Mapped[datetime | None]  # when it first did; no NULL is written
