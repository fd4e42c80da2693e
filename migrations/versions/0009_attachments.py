"""Files attached to a dossier, and what a question takes of them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Added in place: a table that others point to is not copied.
OF_QUESTIONS = (
    ("file_kinds", sa.JSON(), False, sa.text("'[]'"), "Kinds of file it takes; empty: all of them"),
    ("file_megabytes", sa.Integer(), True, None, "Most that one file weighs"),
    ("file_count", sa.Integer(), True, None, "Most files in the answer"),
)


def upgrade() -> None:
    for name, kind, nullable, default, comment in OF_QUESTIONS:
        op.add_column("questions", sa.Column(name, kind, nullable=nullable, server_default=default, comment=comment))
    op.create_table(
        "attachments",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column(
            "question_id", sa.Uuid(), nullable=True, comment="The question it answers; empty: the dossier as a whole"
        ),
        sa.Column(
            "name",
            sa.String(length=160),
            nullable=False,
            comment="As it was given, cleaned; its ending is that of its type",
        ),
        sa.Column("media_type", sa.String(length=100), nullable=False, comment="By what it holds"),
        sa.Column("size", sa.Integer(), nullable=False, comment="In bytes"),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_name", sa.String(length=40), nullable=False, comment="In the store of files"),
        sa.Column("preview_name", sa.String(length=40), nullable=True, comment="Of its small image, in WebP"),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("not_scanned", "clean", name="verdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachments_size_is_positive")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_attachments_project_id_projects")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_attachments_question_id_questions")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["people.id"], name=op.f("fk_attachments_uploaded_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("preview_name", name=op.f("uq_attachments_preview_name")),
        sa.UniqueConstraint("storage_name", name=op.f("uq_attachments_storage_name")),
    )
    op.create_index("ix_attachments_project_id_created_at", "attachments", ["project_id", "created_at"])


def downgrade() -> None:
    op.drop_table("attachments")
    for name, *_rest in OF_QUESTIONS:
        op.drop_column("questions", name)
