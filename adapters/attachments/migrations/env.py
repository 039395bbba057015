"""Runs the migrations on the connection it is given (adapters.migrations): the schema is there by then; there is no ini file and no URL here."""

from alembic import context

told = context.config.attributes
context.configure(
    connection=told["connection"], version_table_schema=told["schema"], transactional_ddl=True, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
