"""The places where credentials and access records are kept, as tests open them."""

from collections.abc import Callable

from adapters.access.sqlite import SqliteAccess
from adapters.access.store import AccessStore
from app.settings import Settings

OpenStore = Callable[[], AccessStore]


def in_file(settings: Settings) -> AccessStore:
    """The store of one node."""
    return SqliteAccess(settings.data_dir / "access.db")
