"""What an organisation usually proposes to teams whose dossier stops."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "usual_redirections",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("service", "training", "programme", name="redirectionkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("about", sa.String(600), nullable=False, comment="What it does"),
        sa.Column("contact", sa.String(300), nullable=False, comment="Whom to write to, or a link"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_usual_redirections_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usual_redirections")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_usual_redirections_organisation_id_name")),
    )
    op.add_column(
        "redirections", sa.Column("about", sa.String(600), nullable=False, server_default="", comment="What it does")
    )


def downgrade() -> None:
    op.drop_column("redirections", "about")
    op.drop_table("usual_redirections")
