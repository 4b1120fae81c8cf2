"""The nearest papers in meaning by an index, where PostgreSQL has pgvector"""

from alembic import op
from sqlalchemy.orm import Session

from scraper.records.meaning import make_index

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        make_index(Session(connection))
