"""Credentials and access records on a server, in a schema of their own. A SQLite file of one node makes its own."""

import sqlalchemy as sa

SCHEMA = "throughline_access"
metadata = sa.MetaData(schema=SCHEMA)

_NAME = sa.Text(collation="C")  # compared by bytes: never by a locale that changes
_TIME = sa.TIMESTAMP(timezone=True)

token = sa.Table(
    "token", metadata,
    sa.Column("id", _NAME, primary_key=True),
    sa.Column("digest", _NAME, nullable=False, unique=True),
    sa.Column("shown", sa.Text, nullable=False),
    sa.Column("tenant", _NAME, nullable=False),
    sa.Column("role", _NAME, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("feed", sa.Boolean, nullable=False),
    sa.Column("created_at", _TIME, nullable=False),
    sa.Column("expires_at", _TIME, nullable=False),
    sa.Column("used_at", _TIME),
    sa.Column("revoked_at", _TIME),
)  # fmt: skip

link = sa.Table(
    "link", metadata,
    sa.Column("digest", _NAME, primary_key=True),
    sa.Column("tenant", _NAME, nullable=False),
    sa.Column("role", _NAME, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("expires_at", _TIME, nullable=False),
    sa.Column("used_at", _TIME),
)  # fmt: skip

session = sa.Table(
    "session", metadata,
    sa.Column("id", _NAME, primary_key=True),
    sa.Column("digest", _NAME, nullable=False, unique=True),
    sa.Column("tenant", _NAME, nullable=False),
    sa.Column("role", _NAME, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("created_at", _TIME, nullable=False),
    sa.Column("seen_at", _TIME, nullable=False),
    sa.Column("ended_at", _TIME),
)  # fmt: skip

ticket = sa.Table(
    "ticket", metadata,
    sa.Column("digest", _NAME, primary_key=True),
    sa.Column("person", _NAME, nullable=False),
    sa.Column("via", _NAME, nullable=False),
    sa.Column("grant_id", _NAME, nullable=False),
    sa.Column("expires_at", _TIME, nullable=False),
)  # fmt: skip
sa.Index("ticket_by_person", ticket.c.person, ticket.c.expires_at)

access = sa.Table(
    "access", metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("tenant", _NAME, nullable=False),
    sa.Column("customer_id", _NAME, nullable=False),
    sa.Column("person", _NAME, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("role", _NAME, nullable=False),
    sa.Column("what", _NAME, nullable=False),
    sa.Column("purpose", _NAME, nullable=False),
    sa.Column("via", _NAME, nullable=False),
    sa.Column("at", _TIME, nullable=False),
    sa.Column("at_version", sa.BigInteger),
)  # fmt: skip
sa.Index("access_by_customer", access.c.tenant, access.c.customer_id, access.c.id)

# The one key that signs heads on every node, sealed under the keys' own master key.
signing_key = sa.Table(
    "signing_key", metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
)  # fmt: skip

# The heads of every node: none may sign what contradicts another's.
head = sa.Table(
    "head", metadata,
    sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("life", _NAME, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("line", sa.Text, nullable=False),
)  # fmt: skip
sa.Index("head_by_size", head.c.life, head.c.size)
