"""By what a file that an import brought is known again."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "attachments",
        sa.Column(
            "source_mark", sa.String(64), nullable=True, comment="By what its source is known again; empty: none"
        ),
    )


def downgrade() -> None:
    op.drop_column("attachments", "source_mark")
