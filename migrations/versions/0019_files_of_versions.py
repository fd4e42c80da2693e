"""The files of each version of a dossier; files that wait for the next one."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "attachments",
        sa.Column(
            "waits",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="The next version handed in changes it: puts it in if it is removed, else takes it out",
        ),
    )
    op.create_table(
        "revision_files",
        sa.Column("revision_id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_files_revision_id_revisions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_revision_files_attachment_id_attachments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", "attachment_id", name=op.f("pk_revision_files")),
    )
    op.create_index("ix_revision_files_attachment_id", "revision_files", ["attachment_id"])
    # What is there and was there already when a version was kept belongs to it.
    op.execute(
        "INSERT INTO revision_files (revision_id, attachment_id) SELECT revisions.id, attachments.id FROM revisions "
        "JOIN attachments ON attachments.project_id = revisions.project_id "
        "WHERE attachments.removed_at IS NULL AND attachments.created_at <= revisions.at"
    )


def downgrade() -> None:
    op.drop_table("revision_files")
    op.drop_column("attachments", "waits")
