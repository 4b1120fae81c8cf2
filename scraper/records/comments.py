"""What readers write about a paper."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base


class Comment(Base):
    """One reader's comment: plain text, never markup."""

    __tablename__ = "comment"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - an id is never given twice

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"), index=True)
    author: Mapped[str | None]  # NULL: unsigned
    text: Mapped[str]
    created: Mapped[datetime]
    # The paper's name before it was joined to another; NULL: it never was.
    written_of: Mapped[str | None]
