"""Of the words that PostgreSQL puts aside for its index, no more than a search reads at once"""

from alembic import op

from scraper.records.search import BOUND_POSTGRESQL

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(BOUND_POSTGRESQL)
