"""The manager's agreement, and when a call wants it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATUSES = ("asked", "talk_wanted", "agreed", "agreed_otherwise", "refused", "delegated", "cancelled")
MOMENTS = ("never", "submission", "jury", "mentoring")


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("manager_name", sa.String(length=120), nullable=False),
        sa.Column(
            "manager_email",
            sa.String(length=254),
            nullable=False,
            comment="Lower case; need not be somebody known here",
        ),
        sa.Column("days", sa.Double(), nullable=False, comment="Days a week asked"),
        sa.Column("starts_on", sa.Date(), nullable=False, comment="First day asked"),
        sa.Column("ends_on", sa.Date(), nullable=False, comment="Last day asked"),
        sa.Column("message", sa.Text(), nullable=False, comment="From the agent to the manager"),
        sa.Column("status", sa.Enum(*STATUSES, name="agreementstatus", native_enum=False, length=40), nullable=False),
        sa.Column("days_agreed", sa.Double(), nullable=True, comment="Days a week agreed"),
        sa.Column("agreed_from", sa.Date(), nullable=True, comment="First day agreed"),
        sa.Column("agreed_until", sa.Date(), nullable=True, comment="Last day agreed"),
        sa.Column("comment", sa.Text(), nullable=False, comment="From the manager: reason, condition, question"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False, comment="When the link stops to serve"),
        sa.Column("secret_hash", sa.String(length=64), nullable=True, comment="Digest of the link's secret"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_agreements_days_in_order")),
        sa.CheckConstraint("days > 0", name=op.f("ck_agreements_days_are_positive")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_agreements_project_id_projects")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_agreements_asked_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_agreements_secret_hash")),
    )
    with op.batch_alter_table("agreements") as batch:
        batch.create_index("ix_agreements_project_id_asked_at", ["project_id", "asked_at"], unique=False)
    # Calls that exist ask nothing new. Added in place: a table that others point to is not copied.
    op.add_column(
        "calls",
        sa.Column(
            "agreement_required",
            sa.Enum(*MOMENTS, name="agreementmoment", native_enum=False, length=40),
            nullable=False,
            server_default="never",
            comment="When the manager must have agreed",
        ),
    )
    op.add_column(
        "calls",
        sa.Column(
            "agreement_days",
            sa.Integer(),
            nullable=False,
            server_default="30",
            comment="How long a manager's link serves",
        ),
    )


def downgrade() -> None:
    op.drop_column("calls", "agreement_days")
    op.drop_column("calls", "agreement_required")
    with op.batch_alter_table("agreements") as batch:
        batch.drop_index("ix_agreements_project_id_asked_at")
    op.drop_table("agreements")
