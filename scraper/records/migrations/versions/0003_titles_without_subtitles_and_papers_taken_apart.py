"""Titles without their subtitles, and papers that were taken apart

Titles are compared anew (`&` is `and`), the first author's family name no longer on its own.
"""

import sqlalchemy as sa
from alembic import op

from scraper.items import PaperItem
from scraper.records.names import main_of, title_of

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PAPER = sa.table("paper", *map(sa.column, ("id", "title", "title_key", "main_key")))
_AT_ONCE = 1_000


def upgrade() -> None:
    op.create_table(
        "apart",
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["other_id"], ["paper.id"], name=op.f("fk_apart_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_apart_paper_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("paper_id", "other_id", name=op.f("pk_apart")),
    )
    op.create_index(op.f("ix_apart_other_id"), "apart", ["other_id"])
    op.add_column("comment", sa.Column("written_of", sa.Text(), nullable=True))
    # Not as a batch: on SQLite that makes the table anew, and takes along all that hangs on it.
    op.drop_column("paper", "family")
    op.add_column("paper", sa.Column("main_key", sa.Text(), nullable=True))
    op.create_index(op.f("ix_paper_main_key"), "paper", ["main_key"])
    _write_keys()


def _write_keys() -> None:
    connection = op.get_bind()
    page = sa.select(_PAPER.c.id, _PAPER.c.title).order_by(_PAPER.c.id).limit(_AT_ONCE)
    write = (
        sa.update(_PAPER)
        .where(_PAPER.c.id == sa.bindparam("paper"))
        .values(title_key=sa.bindparam("whole"), main_key=sa.bindparam("main"))
    )
    last = 0
    while rows := connection.execute(page.where(_PAPER.c.id > last)).all():
        items = {row.id: PaperItem(title=row.title) for row in rows if row.title}
        if items:
            connection.execute(
                write,
                [
                    {"paper": number, "whole": title_of(item), "main": main_of(item)}
                    for number, item in items.items()
                ],
            )
        last = rows[-1].id
