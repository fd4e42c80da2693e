"""The files that an import put in dossiers or took out of them, for it to be taken back whole."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_files",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False, comment="Put in by the import; else taken out by it"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["imports.id"], name=op.f("fk_import_files_import_id_imports"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name=op.f("fk_import_files_attachment_id_attachments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "attachment_id", name=op.f("pk_import_files")),
    )
    op.create_index("ix_import_files_attachment_id", "import_files", ["attachment_id"])


def downgrade() -> None:
    op.drop_table("import_files")
