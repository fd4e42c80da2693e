"""An account opened by an import is taken away without every line being looked at."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_import_lines_person_id", "import_lines", ["person_id"])


def downgrade() -> None:
    op.drop_index("ix_import_lines_person_id", table_name="import_lines")
