"""A call may be prepared before anybody sees it; those there are were public."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    public = sa.Column(
        "public",
        sa.Boolean(),
        nullable=False,
        server_default=sa.true(),
        comment="False while the edition is being prepared",
    )
    with op.batch_alter_table("calls") as calls:
        calls.add_column(public)
    with op.batch_alter_table("calls") as calls:
        calls.alter_column("public", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("calls") as calls:
        calls.drop_column("public")
