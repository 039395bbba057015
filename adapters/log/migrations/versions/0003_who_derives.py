"""On a server: how far what follows from events is derived, and for whom that stopped, for whichever node derives next."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make both tables; a file has one node, which knows by itself."""
    if op.get_bind().dialect.name != "postgresql":
        return
    name = sa.Text(collation="C")
    op.create_table(
        "derived",
        sa.Column("follower", name, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "derived_stop",
        sa.Column("follower", name, primary_key=True),
        sa.Column("tenant", name, primary_key=True),
        sa.Column("stream", name, primary_key=True),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
