"""Drop what newer tables have replaced: the version, a revision now, and the outbox of before alerts had a life."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """What waited in the outbox has been taken over by the tables of alerts (decision 15)."""
    op.drop_table("alert_outbox", if_exists=True)
    op.drop_table("schema_version")
