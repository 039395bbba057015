"""Which node derives: the one that has its log to itself, or whichever of several holds the lock."""

from collections.abc import Callable

from adapters.duty.alone import Alone
from adapters.duty.port import Duty
from app.settings import Settings
from app.storage import CannotOpen

_POOLED = (
    "THROUGHLINE_DATABASE_URL leads through a pooler that gives every transaction another session (pgbouncer in transaction "
    "mode): a node cannot hold its lock there. Give the address of PostgreSQL itself, or of a session pool."
)


def open_duty(settings: Settings, first: Callable[[], bool] | None = None) -> Duty:
    """This node's. `first`: it goes before nodes without, as soon as this says that it is fit to. Raises CannotOpen."""
    if not settings.on_server:
        return Alone()
    from adapters.duty.postgres import PostgresDuty
    from adapters.servers import Pooled, check_session

    try:
        check_session(settings.database_url)
    except Pooled as error:
        raise CannotOpen(_POOLED) from error
    return PostgresDuty(settings.database_url, first)
