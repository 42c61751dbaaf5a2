"""Alembic's environment: it runs in the transaction that the caller opened."""

from alembic import context

from pmplanner.models.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
