"""Who may propose, access codes, dossiers deposited for somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

APPLICANTS = sa.Enum("agents", "invited", "everybody", name="applicants", native_enum=False, length=40)


def upgrade() -> None:
    op.add_column(
        "calls", sa.Column("applicants", APPLICANTS, nullable=False, server_default="agents", comment="Who may propose")
    )
    op.add_column(
        "calls",
        sa.Column(
            "days_offered", sa.Double(), nullable=True, comment="Days a week offered to a winner; empty: not said"
        ),
    )
    op.add_column(
        "projects",
        sa.Column(
            "open_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when an access code lets it be handed in",
        ),
    )
    op.add_column(
        "projects",
        sa.Column(
            "carried_by",
            sa.String(length=120),
            nullable=False,
            server_default="",
            comment="Name of the agent, when a correspondent holds the dossier for them",
        ),
    )
    op.create_table(
        "access_codes",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False, comment="What people type, in capitals"),
        sa.Column(
            "note", sa.String(length=240), nullable=False, comment="For whom and why, for those who run the call"
        ),
        sa.Column(
            "email", sa.String(length=254), nullable=False, comment="Where it was sent, lower case; empty: nowhere"
        ),
        sa.Column("places", sa.Integer(), nullable=False, comment="How many people it serves"),
        sa.Column(
            "valid_until",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="Until when it serves, and the dossier may be handed in",
        ),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), nullable=True, comment="When somebody ended it before its time"
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("places > 0", name=op.f("ck_access_codes_serves_somebody")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_access_codes_call_id_calls")),
        sa.ForeignKeyConstraint(["made_by_id"], ["people.id"], name=op.f("fk_access_codes_made_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_access_codes_code")),
    )
    op.create_index("ix_access_codes_call", "access_codes", ["call_id"])
    op.create_table(
        "access_uses",
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["code_id"], ["access_codes.id"], name=op.f("fk_access_uses_code_id_access_codes")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_uses_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_access_uses_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_uses")),
        sa.UniqueConstraint("code_id", "person_id", name=op.f("uq_access_uses_code_id_person_id")),
    )
    op.create_table(
        "deposits",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False, comment="The correspondent"),
        sa.Column("agent_job", sa.String(length=160), nullable=False),
        sa.Column(
            "reach",
            sa.String(length=240),
            nullable=False,
            comment="How to reach the agent: telephone, office, schedule",
        ),
        sa.Column(
            "informed_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When the correspondent said the agent was told what is done with their data",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_deposits_by_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_deposits_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_deposits")),
    )


def downgrade() -> None:
    op.drop_table("deposits")
    op.drop_table("access_uses")
    op.drop_index("ix_access_codes_call", "access_codes")
    op.drop_table("access_codes")
    for table, column in (
        ("projects", "carried_by"),
        ("projects", "open_until"),
        ("calls", "days_offered"),
        ("calls", "applicants"),
    ):
        op.drop_column(table, column)
