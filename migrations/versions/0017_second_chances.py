"""Second chances: dossiers carried over into another call, teams directed to a service or a training."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carryovers",
        sa.Column("project_id", sa.Uuid(), nullable=False, comment="The new dossier"),
        sa.Column("former_id", sa.Uuid(), nullable=False, comment="The former dossier, perhaps of another export"),
        sa.Column("former_number", sa.Integer(), nullable=False),
        sa.Column("former_call", sa.String(length=160), nullable=False, comment="Title of its call"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_carryovers_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carryovers")),
        sa.UniqueConstraint("project_id", name=op.f("uq_carryovers_project_id")),
    )
    op.create_index("ix_carryovers_former_id", "carryovers", ["former_id"])
    op.create_table(
        "redirections",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False, comment="The service or the training"),
        sa.Column("contact", sa.String(length=300), nullable=False, comment="Whom to write to, or a link"),
        sa.Column("note", sa.Text(), nullable=False, comment="Why, and how to begin"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_redirections_project_id_projects")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_redirections_author_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redirections")),
    )
    op.create_index("ix_redirections_project_id", "redirections", ["project_id"])


def downgrade() -> None:
    op.drop_table("redirections")
    op.drop_table("carryovers")
