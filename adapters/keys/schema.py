"""The key tables as SQLAlchemy knows them, for migrations; SQLite's are the same (adapters.keys.sqlite)."""

import sqlalchemy as sa

SCHEMA = "throughline_keys"  # on a server: a schema of its own, so that it can be dumped and granted apart from the log
metadata = sa.MetaData(schema=SCHEMA)

_NAME = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Master keys in use, by name: never the key itself. New keys are wrapped under the current one.
master_key = sa.Table(
    "master_key", metadata,
    sa.Column("master", _NAME, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),  # known words, by which the key is recognised
    sa.Column("current", sa.Boolean, nullable=False),
)  # fmt: skip
sa.Index("one_current_master", master_key.c.current, unique=True, postgresql_where=master_key.c.current)

# Every customer's key (kind data, name: the stream) and every tenant's (kind tenant, name: the purpose). The reference
# is what makes a rotation safe: no key can be stored under a master key that was retired, nor one retired that is needed.
wrapped_key = sa.Table(
    "wrapped_key", metadata,
    sa.Column("kind", _NAME, primary_key=True),
    sa.Column("tenant", _NAME, primary_key=True),
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("wrapped", sa.LargeBinary, nullable=False),
    sa.Column("master", _NAME, sa.ForeignKey(master_key.c.master), nullable=False),
    sa.Column("created_at", sa.BigInteger, nullable=False),  # microseconds since 1970, UTC; 0 of a tenant's
)  # fmt: skip

# Keys that were destroyed: never restored, and heard of by every node. Numbers grow in commit order.
destroyed_key = sa.Table(
    "destroyed_key", metadata,
    sa.Column("number", sa.BigInteger, nullable=False, unique=True),
    sa.Column("tenant", _NAME, primary_key=True),
    sa.Column("stream", _NAME, primary_key=True),
    sa.Column("destroyed_at", sa.BigInteger, nullable=False),
)  # fmt: skip
