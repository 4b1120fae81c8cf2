"""Bulk crawls: parameters, progress, counts of what spiders did; openings and the daily budget"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

from scraper.records.base import Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('queued', 'running')")


def upgrade() -> None:
    op.add_column("crawl", sa.Column("parameters", Json, nullable=True))
    op.add_column("crawl", sa.Column("digest", sa.String(length=64), nullable=True))
    op.add_column("crawl", sa.Column("cursor", Json, nullable=True))
    for name in ("seen", "stored", "unreadable", "deleted", "expected"):
        op.add_column("crawl", sa.Column(name, sa.Integer(), nullable=True))
    _give_digests()
    op.drop_index("uq_crawl_open", table_name="crawl")
    op.create_index(
        "uq_crawl_open",
        "crawl",
        ["spider", "digest"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(op.f("ix_crawl_spider_crawl_digest"), "crawl", ["spider", "digest"])
    op.create_index(op.f("ix_source_state_fetched_at"), "source_state", ["fetched_at"])
    op.create_table(
        "spider_count",
        sa.Column("spider", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("spider", "outcome", name=op.f("pk_spider_count")),
    )
    op.create_table(
        "opening",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_opening_paper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_id", "day", name=op.f("pk_opening")),
    )
    op.create_index(op.f("ix_opening_day"), "opening", ["day"])
    op.create_table(
        "budget",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_budget")),
    )


def _give_digests() -> None:
    """Those under way go on serving all who ask for the same."""
    crawl = sa.table("crawl", sa.column("id"), sa.column("target"), sa.column("digest"))
    connection = op.get_bind()
    for number, target in connection.execute(
        sa.select(crawl.c.id, crawl.c.target).where(_OPEN)
    ).all():
        # As scraper.crawls makes it of a target without parameters.
        digest = hashlib.sha256(json.dumps([target, None]).encode()).hexdigest()
        connection.execute(sa.update(crawl).where(crawl.c.id == number).values(digest=digest))
