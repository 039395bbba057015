"""The tables of attachments as first released: whole objects, and their sealed parts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SCHEMA = "throughline_attachments"
_PLACE = ("area", "tenant", "owner", "name")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "attachment",
        *_place(),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("head", sa.LargeBinary, nullable=False),
        schema=SCHEMA,
    )
    op.create_table(
        "part",
        *_place(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(_PLACE, [f"{SCHEMA}.attachment.{each}" for each in _PLACE], ondelete="CASCADE"),
        schema=SCHEMA,
    )
    op.execute(f"ALTER TABLE {SCHEMA}.part ALTER COLUMN sealed SET STORAGE EXTERNAL")  # what is sealed cannot be packed


def _place() -> list[sa.Column[str]]:
    return [sa.Column(each, sa.Text(collation="C"), primary_key=True) for each in _PLACE]
