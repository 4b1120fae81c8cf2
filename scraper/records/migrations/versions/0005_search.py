"""Search over title, abstract and authors; tokens; comments that answer and can be reported"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from scraper.records.base import Json, UtcDateTime
from scraper.records.search import MAKE_POSTGRESQL, MAKE_SQLITE, index_missing

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("cited", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_search_paper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_id", name=op.f("pk_search")),
    )
    with op.batch_alter_table("search", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_search_cited_search_day_search_paper_id"),
            ["cited", "day", "paper_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_search_day_search_paper_id"), ["day", "paper_id"], unique=False
        )
    op.create_table(
        "token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("scopes", Json, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=True),
        sa.Column("revoked", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table(
        "comment", schema=None, table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.add_column(sa.Column("edited", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("reply_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("token_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("hidden", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_foreign_key(
            op.f("fk_comment_reply_to"), "comment", ["reply_to"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_foreign_key(
            op.f("fk_comment_token_id"), "token", ["token_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_comment_reply_to"), ["reply_to"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_token_id"), ["token_id"], unique=False)
    op.create_table(
        "comment_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["comment.id"],
            name=op.f("fk_comment_report_comment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_report")),
    )
    with op.batch_alter_table("comment_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comment_report_comment_id"), ["comment_id"], unique=False
        )
    connection = op.get_bind()
    lite = connection.dialect.name == "sqlite"
    for statement in MAKE_SQLITE if lite else MAKE_POSTGRESQL:
        op.execute(statement)
    with Session(connection) as session:
        index_missing(session)
        session.flush()
