"""Runs the migrations on the connection it is given (adapters.log.migrate); there is no ini file and no URL here."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
