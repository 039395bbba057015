"""The tables of credentials and access records on a server, at this version."""

from functools import partial
from pathlib import Path

from adapters import migrations
from adapters.access import schema

REVISION = "0001"
TABLES = migrations.Tables(
    "credentials", Path(__file__).with_name("migrations"), REVISION, migrations.revision_table(schema.SCHEMA)
)  # fmt: skip
migrate_server, check_server = partial(migrations.migrate_server, TABLES), partial(migrations.check_server, TABLES)
