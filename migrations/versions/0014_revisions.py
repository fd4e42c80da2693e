"""Each time a dossier is handed in, what it said is kept; an e-mail may carry a file."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "revisions",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="Within the project, from 1"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="When it was handed in"),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False, comment="The step by which it was handed in"),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=160), nullable=False),
        sa.Column("theme", sa.String(length=120), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False, comment="Each question as it was asked, and its answer"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_revisions_project_id_projects")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_revisions_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_revisions_project_id_number")),
    )
    op.add_column(
        "outbox",
        sa.Column(
            "attachment",
            sa.String(length=80),
            nullable=False,
            server_default="",
            comment="Kind and key of what goes with it",
        ),
    )


def downgrade() -> None:
    op.drop_column("outbox", "attachment")
    op.drop_table("revisions")
