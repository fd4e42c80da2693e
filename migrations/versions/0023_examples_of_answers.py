"""A question may carry an answer to imitate."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "questions",
        sa.Column(
            "example",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="An answer to imitate, shown beside the field",
        ),
    )
    op.add_column("questions", sa.Column("example_en", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("questions", "example_en")
    op.drop_column("questions", "example")
