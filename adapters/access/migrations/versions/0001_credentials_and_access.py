"""Credentials and access records as first released, the key that signs heads, and the heads of every node."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SCHEMA = "throughline_access"
_NAME = sa.Text(collation="C")
_TIME = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _credentials()
    _sessions()
    _records()
    _proof()


def _credentials() -> None:
    op.create_table(
        "token",
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
        schema=SCHEMA,
    )  # fmt: skip
    op.create_table(
        "link",
        sa.Column("digest", _NAME, primary_key=True),
        sa.Column("tenant", _NAME, nullable=False),
        sa.Column("role", _NAME, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        sa.Column("used_at", _TIME),
        schema=SCHEMA,
    )  # fmt: skip


def _sessions() -> None:
    op.create_table(
        "session",
        sa.Column("id", _NAME, primary_key=True),
        sa.Column("digest", _NAME, nullable=False, unique=True),
        sa.Column("tenant", _NAME, nullable=False),
        sa.Column("role", _NAME, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("seen_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME),
        schema=SCHEMA,
    )  # fmt: skip
    op.create_table(
        "ticket",
        sa.Column("digest", _NAME, primary_key=True),
        sa.Column("person", _NAME, nullable=False),
        sa.Column("via", _NAME, nullable=False),
        sa.Column("grant_id", _NAME, nullable=False),
        sa.Column("expires_at", _TIME, nullable=False),
        schema=SCHEMA,
    )  # fmt: skip
    op.create_index("ticket_by_person", "ticket", ["person", "expires_at"], schema=SCHEMA)


def _records() -> None:
    op.create_table(
        "access",
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
        schema=SCHEMA,
    )  # fmt: skip
    op.create_index("access_by_customer", "access", ["tenant", "customer_id", "id"], schema=SCHEMA)


def _proof() -> None:
    op.create_table(
        "signing_key",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        schema=SCHEMA,
    )  # fmt: skip
    op.create_table(
        "head",
        sa.Column("number", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("life", _NAME, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        schema=SCHEMA,
    )  # fmt: skip
    op.create_index("head_by_size", "head", ["life", "size"], schema=SCHEMA)
