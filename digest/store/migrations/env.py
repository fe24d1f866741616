"""What Alembic runs for each migration: on the connection, and in the transaction, that the store gives it."""

from __future__ import annotations

from alembic import context

from digest.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite cannot alter a column or a constraint in place: Alembic copies the table.
    render_as_batch=True,
)
context.run_migrations()
