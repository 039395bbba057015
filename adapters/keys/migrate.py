"""The key tables of a server, at this version. A SQLite key file makes its own."""

from pathlib import Path

from adapters import migrations
from adapters.keys import schema

REVISION = "0001"
TABLES = migrations.Tables(
    "keys", Path(__file__).with_name("migrations"), REVISION, migrations.revision_table(schema.SCHEMA)
)  # fmt: skip


def migrate_server(url: str) -> None:
    """Bring the keys' schema in a PostgreSQL database up. Raises WrongSchema if it is newer than this software."""
    migrations.migrate_server(TABLES, url)


def check_server(url: str) -> None:
    """Raises WrongSchema unless the keys' schema is at exactly this version."""
    migrations.check_server(TABLES, url)
