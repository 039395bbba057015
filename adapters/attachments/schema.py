"""The tables of attachments on a server, in a schema of their own: they may be dumped and granted apart from the log."""

import sqlalchemy as sa

SCHEMA = "throughline_attachments"
metadata = sa.MetaData(schema=SCHEMA)

_NAME = sa.Text(collation="C")  # compared by bytes

# One row an object, written in the transaction of its parts: whole or not there.
attachment = sa.Table(
    "attachment", metadata,
    sa.Column("area", _NAME, primary_key=True),
    sa.Column("tenant", _NAME, primary_key=True),
    sa.Column("owner", _NAME, primary_key=True),
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("head", sa.LargeBinary, nullable=False),
)  # fmt: skip
part = sa.Table(
    "part", metadata,
    sa.Column("area", _NAME, primary_key=True),
    sa.Column("tenant", _NAME, primary_key=True),
    sa.Column("owner", _NAME, primary_key=True),
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.ForeignKeyConstraint(
        ["area", "tenant", "owner", "name"],
        [attachment.c.area, attachment.c.tenant, attachment.c.owner, attachment.c.name], ondelete="CASCADE"),
)  # fmt: skip
