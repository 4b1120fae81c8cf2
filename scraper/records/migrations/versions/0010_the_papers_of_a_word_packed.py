"""The papers of a word packed in blocks, made of the words of each paper"""

import struct
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BITS = 16
_ENTRY = struct.Struct("<He")


def upgrade() -> None:
    posting = op.create_table(
        "posting",
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("papers", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("word", "block", name=op.f("pk_posting")),
        sqlite_with_rowid=False,
    )
    connection = op.get_bind()
    last = connection.scalar(sa.text("SELECT max(paper_id) FROM wording")) or 0
    wordings = sa.text(
        "SELECT paper_id, words FROM wording WHERE paper_id BETWEEN :first AND :last"
        " ORDER BY paper_id"
    )
    for block in range((last >> _BITS) + 1):
        first = block << _BITS
        papers: defaultdict[str, bytearray] = defaultdict(bytearray)
        bounds = {"first": first, "last": first + (1 << _BITS) - 1}
        for paper_id, words in connection.execute(wordings, bounds):
            parts = words.split()
            for word, weight in zip(parts[::2], parts[1::2], strict=True):
                papers[word] += _ENTRY.pack(paper_id - first, float(weight))
        rows = [
            {"word": word, "block": block, "papers": bytes(packed)}
            for word, packed in sorted(papers.items())
        ]
        if rows:
            connection.execute(posting.insert(), rows)
    op.drop_table("word")
