"""Alembic's entry; `scraper.records.schema` calls it with a connection."""

from alembic import context

from scraper.records import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
