"""A call may be prepared before anybody sees it, and leave some minutes to those who write when it closes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# The calls there are were public, and closed to the second.
NEW = (
    ("grace_minutes", sa.Integer(), sa.text("0"), "Past the closing, for dossiers begun before it"),
    ("public", sa.Boolean(), sa.true(), "False while the edition is being prepared"),
)


def upgrade() -> None:
    # Added in place: a table that others point to is not copied.
    for name, kind, before, comment in NEW:
        op.add_column("calls", sa.Column(name, kind, nullable=False, server_default=before, comment=comment))


def downgrade() -> None:
    for name, _kind, _before, _comment in NEW:
        op.drop_column("calls", name)
