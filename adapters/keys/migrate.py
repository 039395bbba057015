"""The key tables of a server, at this version. A SQLite key file makes its own."""

from functools import partial
from pathlib import Path

from adapters import migrations
from adapters.keys import schema

REVISION = "0001"
TABLES = migrations.Tables(
    "keys", Path(__file__).with_name("migrations"), REVISION, migrations.revision_table(schema.SCHEMA)
)  # fmt: skip
migrate_server, check_server = partial(migrations.migrate_server, TABLES), partial(migrations.check_server, TABLES)
