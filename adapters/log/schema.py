"""The log's tables. The writer's statements are plain SQL on the driver (measured: Core costs 28 % there)."""

import sqlalchemy as sa

metadata = sa.MetaData()
REVISION = "0003"  # of adapters/log/migrations: a database at any other is brought up, or refused
_NAME = sa.Text().with_variant(
    sa.Text(collation="C"), "postgresql"
)  # compared by bytes, never by a locale that changes

# One row an event. `position` is explicit, gapless and grows in commit order; rows are never changed or deleted.
event = sa.Table(
    "event", metadata,
    sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("tenant", _NAME, nullable=False),
    sa.Column("stream", _NAME, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("event_id", sa.LargeBinary, nullable=False),
    sa.Column("intake_key", sa.LargeBinary),
    sa.Column("body_digest", sa.LargeBinary),
    sa.Column("type", _NAME, nullable=False),
    sa.Column("schema", sa.Integer, nullable=False),
    sa.Column("occurred_at", sa.BigInteger, nullable=False),  # microseconds since 1970, UTC
    sa.Column("recorded_at", sa.BigInteger, nullable=False),
    sa.Column("meta", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("prev_hash", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("tenant", "stream", "version"),
)  # fmt: skip

# On a server alone: an index of random keys is what slows a growing SQLite file down (adapters/log/seen.py).
sa.Index("event_intake_key", event.c.intake_key, unique=True, postgresql_where=sa.text("intake_key IS NOT NULL")).ddl_if(
    dialect="postgresql")  # fmt: skip

# Compare-and-set facts checked inside the append transaction: who holds a handle, where a thread stands.
claim = sa.Table(
    "claim", metadata,
    sa.Column("tenant", _NAME, primary_key=True),
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# Deliveries that could not be understood: kept sealed, listed, retried. `state` is open or recorded.
quarantine = sa.Table(
    "quarantine", metadata,
    sa.Column("entry_id", _NAME, primary_key=True),
    sa.Column("tenant", _NAME, nullable=False),
    sa.Column("intake_key", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("body_digest", sa.LargeBinary, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)  # fmt: skip

# Positions of the event-sourcing library's own processes (its ProcessRecorder contract).
tracking = sa.Table(
    "tracking", metadata,
    sa.Column("application", _NAME, primary_key=True),
    sa.Column("notification_id", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# One row: which life of the log this is. A restore rewrites it, so that every open page starts anew.
log_identity = sa.Table(
    "log_identity", metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("life", sa.Text, nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),
)  # fmt: skip

# On a server: the one row every append locks, so that positions are given out in commit order.
log_head = sa.Table(
    "log_head", metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    postgresql_with={"fillfactor": 10},
    info={"server_only": True},
)  # fmt: skip

# On a server: up to where what follows from events is derived, for whichever node does it next.
derived = sa.Table(
    "derived", metadata,
    sa.Column("follower", _NAME, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    info={"server_only": True},
)  # fmt: skip

# On a server: for whom that stopped, at which event of theirs.
derived_stop = sa.Table(
    "derived_stop", metadata,
    sa.Column("follower", _NAME, primary_key=True),
    sa.Column("tenant", _NAME, primary_key=True),
    sa.Column("stream", _NAME, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    info={"server_only": True},
)  # fmt: skip

EVENT_COLUMNS = tuple(column.name for column in event.columns)
