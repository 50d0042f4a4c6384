"""Alembic executes this file for each command: on the caller's connection, or as statements for a dialect."""

from alembic import context

from warehouse.base import metadata

attributes = context.config.attributes
if context.is_offline_mode():
    context.configure(dialect_name=attributes["dialect"], target_metadata=metadata, transactional_ddl=True)
else:
    context.configure(connection=attributes["connection"], target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
    for statement in attributes["creating"]:
        context.get_context().impl.static_output(statement)
