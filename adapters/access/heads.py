"""The key that signs heads and the heads of every node, in the database all nodes share. Waits: not for the event loop."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from adapters.access import schema
from adapters.access.engine import open_engine, said_durable


class SharedHeads:
    """Rows are only ever added. Raises sqlalchemy's errors as they are: whoever follows the log tries again."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url, "throughline heads", 2)

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    def first_key(self, sealed: bytes) -> bytes:
        """The sealed key of all nodes: this one, if no node was first."""
        table = schema.signing_key
        with self._engine.connect() as connection:
            connection.execute(insert(table).values(id=1, sealed=sealed).on_conflict_do_nothing())
            connection.commit()
            said_durable(connection)
            return connection.execute(sa.select(table.c.sealed)).scalar_one()

    def key(self) -> bytes | None:
        """The sealed key of all nodes, if there is one yet."""
        with self._engine.connect() as connection:
            return connection.execute(sa.select(schema.signing_key.c.sealed)).scalar()

    def largest(self, life: str) -> str | None:
        """The head of most events that any node signed in this life of the log."""
        table = schema.head
        query = sa.select(table.c.line).where(table.c.life == life).order_by(table.c.size.desc()).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar()

    def add(self, life: str, size: int, line: str) -> None:
        """Keep a head for the other nodes."""
        with self._engine.connect() as connection:
            connection.execute(schema.head.insert().values(life=life, size=size, line=line))
            connection.commit()
            said_durable(connection)
