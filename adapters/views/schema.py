"""The read models' tables. Any of them may be dropped and made again from the log."""

import sqlalchemy as sa

SCHEMA_VERSION = 2  # kept in the file's user_version; a file of another one is made anew from the log
metadata = sa.MetaData()

# One row: which life of which log the rows were folded from, and how often rows changed otherwise than by events.
origin = sa.Table(
    "origin", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("life", sa.Text, nullable=False),
    sa.Column("generation", sa.Integer, nullable=False),
)  # fmt: skip

# How far each view has come; stands in the same transaction as its rows.
progress = sa.Table(
    "progress", metadata,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)  # fmt: skip

inbox = sa.Table(
    "inbox", metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.Text, primary_key=True),
    sa.Column("changed_at", sa.BigInteger, nullable=False),  # log position
    sa.Column("waiting", sa.Boolean, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("claimed_by", sa.Text),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False),
    sa.Column("row", sa.LargeBinary, nullable=False),
    sa.Index("inbox_changed", "tenant", "changed_at"),
)  # fmt: skip

handle = sa.Table(
    "handle", metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.Text, primary_key=True),
    sa.Column("link_id", sa.Text, nullable=False),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Index("handle_customer", "tenant", "customer_id"),
    sa.Index("handle_link", "tenant", "link_id"),
)  # fmt: skip

interaction = sa.Table(
    "interaction", metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("interaction_id", sa.Text, primary_key=True),
    sa.Column("customer_id", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("entry_point", sa.Text, nullable=False),
    sa.Column("started_at", sa.BigInteger, nullable=False),
    sa.Column("ended_at", sa.BigInteger),
    sa.Index("interaction_customer", "tenant", "customer_id"),
)  # fmt: skip

# Where a view stopped for one customer: the event it could not take. Everything later of that customer is held.
parked = sa.Table(
    "parked", metadata,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("stream", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # the fault's type; its text could repeat what somebody said
)  # fmt: skip
