"""Opens the place of credentials and access records: a file of this node, or the database that all nodes share."""

from pathlib import Path

from adapters.access.store import AccessStore
from app.settings import Settings


def open_access(settings: Settings) -> AccessStore:
    """Where the log is on a server, they are, too. Whoever calls this holds the data folder's lock."""
    if settings.on_server:
        from adapters.access.postgres import PostgresAccess

        return PostgresAccess(settings.database_url)
    from adapters.access.sqlite import SqliteAccess

    return SqliteAccess(access_file(settings.data_dir))


def access_file(data_dir: Path) -> Path:
    """Name the access file of a data folder."""
    return data_dir / "access.db"
