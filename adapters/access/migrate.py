"""The tables of credentials and access records on a server, at this version."""

from pathlib import Path

from adapters import migrations
from adapters.access import schema

REVISION = "0001"
TABLES = migrations.Tables(
    "credentials", Path(__file__).with_name("migrations"), REVISION, migrations.revision_table(schema.SCHEMA)
)  # fmt: skip


def migrate_server(url: str) -> None:
    """Bring the schema in a PostgreSQL database up. Raises WrongSchema if it is newer than this software."""
    migrations.migrate_server(TABLES, url)


def check_server(url: str) -> None:
    """Raises WrongSchema unless the schema is at exactly this version."""
    migrations.check_server(TABLES, url)
