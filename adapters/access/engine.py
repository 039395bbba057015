"""Connections of SQLAlchemy to a server that is asked for what must last."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from adapters.access.store import AccessUnavailable
from adapters.servers import SESSION, connect_in_turn

_LIMIT_SECONDS = 5


def open_engine(url: str, name: str, most: int) -> sa.Engine:
    """At most so many connections, made when they are needed and again when they are lost."""
    engine = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=most,
        max_overflow=0,
        pool_timeout=_LIMIT_SECONDS,
        pool_pre_ping=True,
        creator=lambda: connect_in_turn(url, name),
    )
    event.listen(engine, "connect", _opened)
    return engine


def _opened(connection: Any, record: Any) -> None:
    warned: list[str] = []
    record.info["warned"] = warned

    def notice(diagnostic: Any) -> None:
        if diagnostic.severity_nonlocalized == "WARNING":
            warned.append(diagnostic.sqlstate or "")

    connection.add_notice_handler(notice)
    with connection.cursor() as cursor:
        cursor.execute(SESSION.format(seconds=_LIMIT_SECONDS))
    connection.commit()
    warned.clear()


def said_durable(connection: sa.Connection) -> None:
    """After a commit: a cancelled wait for the standby still says COMMIT, with a warning. Raises AccessUnavailable."""
    warned: list[str] = connection.info["warned"]
    if warned:
        code = warned[0]
        warned.clear()
        raise AccessUnavailable(f"The database did not say that this is durable ({code}).")
