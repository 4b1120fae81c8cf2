"""When a paper and a citation first were on record, for the feeds of what is new"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from scraper.records.base import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("paper", "citation"):
        op.add_column(name, sa.Column("arrived_at", UtcDateTime(), nullable=True))
    # Nobody has noted it before: a paper was there by now, a citation when it was last said.
    paper = sa.table("paper", sa.column("title"), sa.column("arrived_at", UtcDateTime()))
    op.execute(
        sa.update(paper).where(paper.c.title.is_not(None)).values(arrived_at=datetime.now(UTC))
    )
    op.execute(sa.text("UPDATE citation SET arrived_at = said_at"))
    op.create_index(op.f("ix_paper_arrived_at"), "paper", ["arrived_at"])
