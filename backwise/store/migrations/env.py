"""Alembic's way into the database; `backwise.store.records` hands over the connection."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"], version_table="backwise_version"
)
context.run_migrations()
