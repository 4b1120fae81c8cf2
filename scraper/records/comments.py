"""What readers write about a paper, and what they report to the curators."""

from datetime import datetime

from sqlalchemy import ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base


class Comment(Base):
    """One reader's comment, in Markdown; it is made harmless when it is read."""

    __tablename__ = "comment"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - an id is never given twice

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id", ondelete="CASCADE"), index=True)
    author: Mapped[str | None]  # NULL: unsigned
    text: Mapped[str]
    created: Mapped[datetime]
    edited: Mapped[datetime | None]  # NULL: never
    # NULL: it answers none, or one that was taken away.
    reply_to: Mapped[int | None] = mapped_column(
        ForeignKey("comment.id", ondelete="SET NULL"), index=True
    )
    # Whose it is; NULL: of this machine's own reader.
    token_id: Mapped[int | None] = mapped_column(
        ForeignKey("token.id", ondelete="SET NULL"), index=True
    )
    # The paper's name before it was joined to another; NULL: it never was.
    written_of: Mapped[str | None]
    hidden: Mapped[bool] = mapped_column(server_default=false())  # curators alone see it


class Report(Base):
    """Why a reader wants a comment looked at; it goes when a curator has decided."""

    __tablename__ = "comment_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(
        ForeignKey("comment.id", ondelete="CASCADE"), index=True
    )
    reason: Mapped[str]
    created: Mapped[datetime]
