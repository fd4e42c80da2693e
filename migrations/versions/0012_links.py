"""Links between dossiers, proposals to make one of two, and the dossier that another has joined."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = ("same_need", "complementary", "duplicate")
STATUSES = ("proposed", "merged", "refused", "cancelled")


def upgrade() -> None:
    op.add_column("projects", sa.Column("merged_into_id", sa.Uuid(), nullable=True, comment="The dossier it joined"))
    op.create_table(
        "project_links",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="linkkind", native_enum=False, length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, comment="For those who run the call"),
        sa.Column("linked_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["linked_by_id"], ["people.id"], name=op.f("fk_project_links_linked_by_id_people")),
        sa.ForeignKeyConstraint(["other_id"], ["projects.id"], name=op.f("fk_project_links_other_id_projects")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_links_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_links")),
        sa.UniqueConstraint("project_id", "other_id", name=op.f("uq_project_links_project_id_other_id")),
    )
    op.create_index("ix_project_links_other_id", "project_links", ["other_id"])
    op.create_table(
        "merge_proposals",
        sa.Column("kept_id", sa.Uuid(), nullable=False, comment="The dossier that stays"),
        sa.Column("absorbed_id", sa.Uuid(), nullable=False, comment="The one that joins it"),
        sa.Column("note", sa.Text(), nullable=False, comment="From those who run the call to both teams"),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Enum(*STATUSES, name="mergestatus", native_enum=False, length=40), nullable=False),
        sa.Column(
            "kept_agreed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the owner of the one that stays agreed",
        ),
        sa.Column(
            "absorbed_agreed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the owner of the other agreed",
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it was done, refused or cancelled"
        ),
        sa.Column("reason", sa.String(length=1000), nullable=False, comment="Why it was refused"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kept_id <> absorbed_id", name=op.f("ck_merge_proposals_two_projects")),
        sa.ForeignKeyConstraint(["absorbed_id"], ["projects.id"], name=op.f("fk_merge_proposals_absorbed_id_projects")),
        sa.ForeignKeyConstraint(["kept_id"], ["projects.id"], name=op.f("fk_merge_proposals_kept_id_projects")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["people.id"], name=op.f("fk_merge_proposals_proposed_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_proposals")),
    )
    op.create_index("ix_merge_proposals_kept_id", "merge_proposals", ["kept_id"])
    op.create_index("ix_merge_proposals_absorbed_id", "merge_proposals", ["absorbed_id"])


def downgrade() -> None:
    op.drop_table("merge_proposals")
    op.drop_table("project_links")
    op.drop_column("projects", "merged_into_id")
