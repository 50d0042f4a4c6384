"""The tables of version 2, which were made without revisions: nothing has to be done."""

revision = "0002"
down_revision = None


def upgrade() -> None:
    """Leave the tables as they are."""
