"""Search over title, abstract and authors"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

from scraper.records.search import MAKE_POSTGRESQL, MAKE_SQLITE, index_missing

revision = "0007"
down_revision = "0005"
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
    connection = op.get_bind()
    lite = connection.dialect.name == "sqlite"
    for statement in MAKE_SQLITE if lite else MAKE_POSTGRESQL:
        op.execute(statement)
    with Session(connection) as session:
        index_missing(session)
        session.flush()
