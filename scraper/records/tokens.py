"""Who may change something from another machine."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from scraper.records.base import Base, Name


class Token(Base):
    """A token; what its bearer shows is not kept, only a digest of it."""

    __tablename__ = "token"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 - an id is never given twice

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # whose it is, in the words of whoever made it
    role: Mapped[str] = mapped_column(Name)  # reader, curator or admin
    scopes: Mapped[list[str]]  # what of its role it may do
    digest: Mapped[str] = mapped_column(unique=True)  # SHA-256 in hexadecimal digits
    created: Mapped[datetime]
    expires: Mapped[datetime | None]  # NULL: never
    revoked: Mapped[datetime | None]  # NULL: it holds
