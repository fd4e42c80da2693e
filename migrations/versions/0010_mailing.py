"""What people and organisations choose about e-mails."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("reply_to", sa.String(length=254), nullable=False, server_default=""))
    no_more = sa.Column(
        "unsubscribe",
        sa.String(length=500),
        nullable=False,
        server_default="",
        comment="Address by which to have no more",
    )
    op.add_column("outbox", no_more)
    once = sa.Column("once", sa.String(length=200), nullable=True, comment="What is sent by itself is sent once")
    op.add_column("outbox", once)
    op.create_index("ix_outbox_once", "outbox", ["once"], unique=True)
    op.create_table(
        "mail_preferences",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("pace", sa.Enum("at_once", "daily", name="mailpace", native_enum=False, length=40), nullable=False),
        sa.Column("off", sa.JSON(), nullable=False, comment="Categories switched off"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_mail_preferences_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_preferences")),
    )
    op.create_table(
        "mail_texts",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False, comment="Of the e-mail"),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="With {variables}"),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_mail_texts_organisation_id_organisations")
        ),
        sa.ForeignKeyConstraint(["saved_by_id"], ["people.id"], name=op.f("fk_mail_texts_saved_by_id_people")),
        sa.PrimaryKeyConstraint("organisation_id", "name", "language", name=op.f("pk_mail_texts")),
    )


def downgrade() -> None:
    op.drop_table("mail_texts")
    op.drop_table("mail_preferences")
    op.drop_index("ix_outbox_once", "outbox")
    for name in ("once", "unsubscribe", "reply_to"):
        op.drop_column("outbox", name)
