"""A call-back may be cancelled; which dossiers joined another is read from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WHO = "fk_call_backs_cancelled_by_id_people"


def upgrade() -> None:
    with op.batch_alter_table("call_backs") as table:
        table.alter_column(
            "done_at",
            existing_type=sa.DateTime(timezone=True),
            existing_nullable=True,
            comment="When the call was made, or cancelled",
            existing_comment=None,
        )
        table.add_column(
            sa.Column(
                "cancelled_by_id",
                sa.Uuid(),
                nullable=True,
                comment="Who cancelled it; empty: it was made, or is awaited",
            )
        )
        table.create_foreign_key(WHO, "people", ["cancelled_by_id"], ["id"])
    op.create_index(op.f("ix_projects_merged_into_id"), "projects", ["merged_into_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_projects_merged_into_id"), table_name="projects")
    with op.batch_alter_table("call_backs") as table:
        table.drop_constraint(WHO, type_="foreignkey")
        table.drop_column("cancelled_by_id")
        table.alter_column(
            "done_at",
            existing_type=sa.DateTime(timezone=True),
            existing_nullable=True,
            comment=None,
            existing_comment="When the call was made, or cancelled",
        )
