"""The read models' tables. Any of them may be dropped and made again from the log."""

import sqlalchemy as sa

SCHEMA_VERSION = 6  # kept in the file's user_version; a file of another one is made anew from the log
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
    sa.Column("waiting_since", sa.BigInteger),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Column("live_call", sa.Boolean, nullable=False),
    sa.Column("claimed_by", sa.Text),
    sa.Column("claim_ends", sa.BigInteger),  # of what is claimed, the first
    sa.Column("handed_to", sa.Text),  # people it was handed to, one behind the other
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("last_at", sa.BigInteger, nullable=False),
    sa.Column("due_at", sa.BigInteger),  # of what is owed first; whether that has passed is for the reader's clock
    sa.Column("row", sa.LargeBinary, nullable=False),
    sa.Index("inbox_changed", "tenant", "changed_at"),
    sa.Index("inbox_claim_ends", "claim_ends", sqlite_where=sa.text("claim_ends IS NOT NULL")),
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
    sa.Index("interaction_began", "tenant", "started_at", "channel", "entry_point"),  # figures count from it alone
)  # fmt: skip

# What figures count (domain/figures/marks.py): one row an event, never changed; nothing personal.
mark = sa.Table(
    "mark", metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("customer_id", sa.Text, nullable=False),  # the stream it stands in
    sa.Column("interaction_id", sa.Text, nullable=False),
    sa.Column("item_id", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("ref", sa.Text, nullable=False),
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("other", sa.Text, nullable=False),
    sa.Column("due_at", sa.BigInteger),
    sa.Column("known", sa.Boolean, nullable=False),
    sa.Column("by_hand", sa.Boolean, nullable=False),
    sa.Index("mark_kind", "tenant", "kind", "at", "ref"),
    sa.Index("mark_ref", "tenant", "ref", "kind", "at"),
    sa.Index("mark_interaction", "tenant", "interaction_id", "kind"),
    sa.Index("mark_customer", "tenant", "customer_id", "kind"),
    sa.Index("mark_before", "tenant", "before", "kind", "ref", sqlite_where=sa.text("before <> ''")),
)  # fmt: skip

# Who of the staff took part in an interaction: ids of ours, by which an agent sees figures of their own work.
part = sa.Table(
    "part", metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("interaction_id", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)  # fmt: skip

# When the staff wrote to the customer in an interaction: how long somebody waited whose need was open again.
answer = sa.Table(
    "answer", metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("interaction_id", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)  # fmt: skip

# Stretches of items' words that turned out to be secret (domain/memory/redacting.py).
redacted = sa.Table(
    "redacted", metadata,
    sa.Column("tenant", sa.Text, primary_key=True),
    sa.Column("item_id", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("customer_id", sa.Text, nullable=False),  # the stream it stands in
    sa.Column("spans", sa.Text, nullable=False),
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
