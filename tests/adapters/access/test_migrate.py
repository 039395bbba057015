"""The tables of credentials come from migrations alone, and are as described."""

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from adapters.access import schema
from adapters.access.migrate import check_server, migrate_server
from adapters.access.rows import TABLES
from adapters.migrations import WrongSchema
from tests.peers.postgres import Postgres


def test_the_steps_lead_to_the_tables_as_described(postgres: Postgres):
    url = postgres.fresh()
    for _ in range(2):
        migrate_server(url)
    check_server(url)
    engine = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"))
    ours = {"include_schemas": True, "include_name": lambda name, kind, _: kind != "schema" or name == schema.SCHEMA}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=ours | {"version_table_schema": schema.SCHEMA})
        assert [] == list(compare_metadata(context, schema.metadata))
    engine.dispose()


def test_every_row_has_the_columns_of_its_table():
    for kind, name in TABLES.items():
        columns = [column.name for column in schema.metadata.tables[f"{schema.SCHEMA}.{name}"].columns]
        assert [*kind.__struct_fields__] == [column for column in columns if (name, column) != ("access", "id")]


@pytest.mark.parametrize(("revision", "advice"), [("0000", "Run `throughline migrate`"), ("9999", "Use the newer")])
def test_an_older_or_newer_schema_is_refused(postgres: Postgres, revision: str, advice: str):
    url = postgres.fresh()
    with pytest.raises(WrongSchema, match="no tables of the credentials yet"):
        check_server(url)
    migrate_server(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"UPDATE {schema.SCHEMA}.alembic_version SET version_num = '{revision}'".encode())
    with pytest.raises(WrongSchema, match=advice):
        check_server(url)
