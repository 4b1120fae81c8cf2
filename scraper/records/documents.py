"""Ready-made documents: a paper's whole record as it goes over the wire."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base


class Document(Base):
    """One paper's document; whoever changes the paper makes it anew or takes it away."""

    __tablename__ = "document"

    paper_id: Mapped[int] = mapped_column(
        ForeignKey("paper.id", ondelete="CASCADE"), primary_key=True
    )
    etag: Mapped[str]  # without quotes
    body: Mapped[bytes] = mapped_column(LargeBinary)  # gzip of JSON
    made_at: Mapped[datetime]
