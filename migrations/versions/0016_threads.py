"""The questions and answers of each dossier."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thread_messages",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("side", sa.Enum("team", "programme", name="side", native_enum=False, length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "read_at", sa.DateTime(timezone=True), nullable=True, comment="When somebody of the other side read it"
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_thread_messages_project_id_projects")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_thread_messages_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_messages")),
    )
    op.create_index("ix_thread_messages_project_id_created_at", "thread_messages", ["project_id", "created_at"])
    op.create_index("ix_thread_messages_side_read_at", "thread_messages", ["side", "read_at"])


def downgrade() -> None:
    op.drop_table("thread_messages")
