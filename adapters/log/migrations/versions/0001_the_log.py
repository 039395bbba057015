"""The log as first released: events, claims, quarantine, positions of the library's processes, identity, order lock."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NAME = sa.Text().with_variant(
    sa.Text(collation="C"), "postgresql"
)  # compared by bytes: never by a locale that changes


def upgrade() -> None:
    """Make the tables."""
    _events()
    _claims_and_quarantine()
    _positions_and_identity()
    if op.get_bind().dialect.name == "postgresql":
        _order_lock()


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
        sa.Column("tenant", _NAME, nullable=False),
        sa.Column("stream", _NAME, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.LargeBinary, nullable=False),
        sa.Column("intake_key", sa.LargeBinary),
        sa.Column("body_digest", sa.LargeBinary),
        sa.Column("type", _NAME, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("occurred_at", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("meta", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.LargeBinary, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("tenant", "stream", "version"),
    )  # fmt: skip
    present = sa.text("intake_key IS NOT NULL")
    op.create_index(
        "event_intake_key", "event", ["intake_key"], unique=True, sqlite_where=present, postgresql_where=present
    )


def _claims_and_quarantine() -> None:
    op.create_table(
        "claim",
        sa.Column("tenant", _NAME, primary_key=True),
        sa.Column("key", sa.LargeBinary, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "quarantine",
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


def _positions_and_identity() -> None:
    op.create_table(
        "tracking",
        sa.Column("application", _NAME, primary_key=True),
        sa.Column("notification_id", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_table(
        "log_identity",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("life", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
    )  # fmt: skip


def _order_lock() -> None:
    """One row that every append locks: positions are given out under it. Sealed bodies do not compress: do not try."""
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        postgresql_with={"fillfactor": 10},
    )  # fmt: skip
    op.execute("INSERT INTO log_head VALUES (1, 0)")
    op.execute("ALTER TABLE event ALTER COLUMN state SET STORAGE EXTERNAL")
