"""SQLite: the deliveries' keys are indexed beside the log, not in it (docs/decisions/0013)."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Drop the index; what replaces it is made from the log at the next start."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP INDEX IF EXISTS event_intake_key")
