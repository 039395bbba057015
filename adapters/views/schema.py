"""The read models' tables. Any of them may be dropped and made again from the log."""

import sqlalchemy as sa

metadata = sa.MetaData()

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

# Events a view could not take: this customer's view stops here, everybody else's goes on.
parked = sa.Table(
    "parked", metadata,
    sa.Column("view", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("tenant", sa.Text, nullable=False),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)  # fmt: skip
