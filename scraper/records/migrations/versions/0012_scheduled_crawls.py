"""Scheduled crawls, and which schedule made a crawl"""

import sqlalchemy as sa
from alembic import op

from scraper.records.base import Json, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spider", sa.String(length=32), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("parameters", Json, nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("due", sa.Double(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("last_crawl", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("spider", "digest", name=op.f("uq_schedule_spider_digest")),
        sqlite_autoincrement=True,
    )
    op.add_column("crawl", sa.Column("schedule_id", sa.Integer(), nullable=True))
