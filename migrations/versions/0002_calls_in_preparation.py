"""A call may be prepared before anybody sees it, and leave some minutes to those who write when it closes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# For the calls there are: they were public, and closed to the second. New ones get their values from the application.
NEW = (
    ("grace_minutes", sa.Integer(), sa.text("0"), "Past the closing, for dossiers begun before it"),
    ("public", sa.Boolean(), sa.true(), "False while the edition is being prepared"),
)


def upgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        for name, kind, before, comment in NEW:
            calls.add_column(sa.Column(name, kind, nullable=False, server_default=before, comment=comment))
    with op.batch_alter_table("calls") as calls:
        for name, _kind, _before, _comment in NEW:
            calls.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        for name, _kind, _before, _comment in NEW:
            calls.drop_column(name)
