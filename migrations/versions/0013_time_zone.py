"""The time zone of a call."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "calls",
        sa.Column(
            "timezone",
            sa.String(length=60),
            nullable=False,
            server_default="Europe/Paris",
            comment="Whose clock tells its dates",
        ),
    )
    op.execute(
        "UPDATE calls SET timezone = (SELECT organisations.timezone FROM programmes JOIN organisations"
        " ON organisations.id = programmes.organisation_id WHERE programmes.id = calls.programme_id)"
    )


def downgrade() -> None:
    op.drop_column("calls", "timezone")
