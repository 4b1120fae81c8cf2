"""The id of the request that first asked for a crawl"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("crawl", sa.Column("request_id", sa.String(length=64), nullable=True))
