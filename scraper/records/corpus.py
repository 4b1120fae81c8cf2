"""How common terms are in the papers on record: what `enrich.corpus` has counted so far."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base


class Corpus(Base):
    """The one row of the count."""

    __tablename__ = "corpus"

    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    counts: Mapped[bytes]  # zlib of what `enrich.background.Table` reads
    made_at: Mapped[datetime]


class Counted(Base):
    """A paper that the count holds, with the abstract that it had then."""

    __tablename__ = "counted"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
