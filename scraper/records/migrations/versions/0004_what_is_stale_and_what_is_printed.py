"""Back-off of each part, one connection at a time, and references as they are printed"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "crawl", sa.Column("refresh", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "source_state",
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column(
        "source_rate",
        sa.Column("failures", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("source_rate", sa.Column("held_by", sa.Text(), nullable=True))
    op.add_column(
        "source_rate",
        sa.Column("held_until", sa.Double(), server_default=sa.text("0"), nullable=False),
    )
    op.add_column("citation", sa.Column("text", sa.Text(), nullable=True))
