"""The key tables as first released: master keys by name, wrapped keys, what was destroyed."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SCHEMA = "throughline_keys"
_NAME = sa.Text(collation="C")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "master_key",
        sa.Column("master", _NAME, primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
        schema=SCHEMA,
    )  # fmt: skip
    op.create_index(
        "one_current_master", "master_key", ["current"], unique=True, schema=SCHEMA, postgresql_where=sa.text("current")
    )
    op.create_table(
        "wrapped_key",
        sa.Column("kind", _NAME, primary_key=True),
        sa.Column("tenant", _NAME, primary_key=True),
        sa.Column("name", _NAME, primary_key=True),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("master", _NAME, sa.ForeignKey(f"{SCHEMA}.master_key.master"), nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        schema=SCHEMA,
    )  # fmt: skip
    op.create_table(
        "destroyed_key",
        sa.Column("number", sa.BigInteger, nullable=False, unique=True),
        sa.Column("tenant", _NAME, primary_key=True),
        sa.Column("stream", _NAME, primary_key=True),
        sa.Column("destroyed_at", sa.BigInteger, nullable=False),
        schema=SCHEMA,
    )  # fmt: skip
