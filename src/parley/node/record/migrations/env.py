"""Runs the steps on the connection that was handed in."""

from alembic import context

from parley.node.record.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
