"""Checks, opinions, requests to teams, tags, notes, call-backs and saved views of screening."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checklist_items",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=160), nullable=False),
        sa.Column("label_en", sa.String(length=160), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("help_en", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_checklist_items_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_items")),
    )
    op.create_index("ix_checklist_items_call_id", "checklist_items", ["call_id"], unique=False)
    op.create_table(
        "saved_views",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False, comment="As in the address of the worklist"),
        sa.Column("shared", sa.Boolean(), nullable=False, comment="With all those who run the call"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_saved_views_call_id_calls")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_saved_views_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint("call_id", "person_id", "name", name=op.f("uq_saved_views_call_id_person_id_name")),
    )
    op.create_table(
        "screening_acts",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "items", sa.JSON(), nullable=False, comment="What was done to each dossier, and the mails that tell of it"
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_screening_acts_call_id_calls")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_screening_acts_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_acts")),
    )
    op.create_index("ix_screening_acts_call_id", "screening_acts", ["call_id"], unique=False)
    op.create_table(
        "tags",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column(
            "tone",
            sa.Enum("neutral", "progress", "good", "warn", "stop", name="tagtone", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_tags_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("call_id", "name", name=op.f("uq_tags_call_id_name")),
    )
    op.create_table(
        "call_backs",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("by_team", sa.Boolean(), nullable=False, comment="Asked for by the team"),
        sa.Column("subject", sa.Text(), nullable=False, comment="What it is about, and when the team can be reached"),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column(
            "planned_at", sa.DateTime(timezone=True), nullable=True, comment="When the team is told it will be called"
        ),
        sa.Column("caller_id", sa.Uuid(), nullable=True, comment="Who will call"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False, comment="What was said, for those who run the call"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["asked_by_id"], ["people.id"], name=op.f("fk_call_backs_asked_by_id_people")),
        sa.ForeignKeyConstraint(["caller_id"], ["people.id"], name=op.f("fk_call_backs_caller_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_call_backs_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_backs")),
    )
    op.create_index("ix_call_backs_project_id_done_at", "call_backs", ["project_id", "done_at"], unique=False)
    op.create_table(
        "checklist_answers",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "answer", sa.Enum("yes", "no", "to_check", name="checkanswer", native_enum=False, length=40), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["checklist_items.id"], name=op.f("fk_checklist_answers_item_id_checklist_items")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_checklist_answers_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_checklist_answers_project_id_projects")),
        sa.PrimaryKeyConstraint("project_id", "item_id", "person_id", name=op.f("pk_checklist_answers")),
    )
    op.create_index(op.f("ix_checklist_answers_item_id"), "checklist_answers", ["item_id"], unique=False)
    op.create_table(
        "default_views",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("view_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_default_views_call_id_calls")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_default_views_person_id_people")),
        sa.ForeignKeyConstraint(["view_id"], ["saved_views.id"], name=op.f("fk_default_views_view_id_saved_views")),
        sa.PrimaryKeyConstraint("call_id", "person_id", name=op.f("pk_default_views")),
    )
    op.create_index(op.f("ix_default_views_view_id"), "default_views", ["view_id"], unique=False)
    op.create_table(
        "information_requests",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False, comment="Keys of what may be changed; empty: everything"),
        sa.Column("before", sa.JSON(), nullable=False, comment="What these answers said, by key"),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "closed_at", sa.DateTime(timezone=True), nullable=True, comment="When the team sent its dossier back"
        ),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["people.id"], name=op.f("fk_information_requests_asked_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_information_requests_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_information_requests")),
    )
    op.create_index(
        "ix_information_requests_project_id_closed_at",
        "information_requests",
        ["project_id", "closed_at"],
        unique=False,
    )
    op.create_table(
        "private_notes",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_private_notes_author_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_private_notes_project_id_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_notes")),
    )
    op.create_index("ix_private_notes_project_id", "private_notes", ["project_id"], unique=False)
    op.create_table(
        "project_tags",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_tags_project_id_projects")),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_project_tags_tag_id_tags")),
        sa.PrimaryKeyConstraint("project_id", "tag_id", name=op.f("pk_project_tags")),
    )
    op.create_index(op.f("ix_project_tags_tag_id"), "project_tags", ["tag_id"], unique=False)
    op.create_table(
        "screening_opinions",
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Enum("admit", "reject", name="verdict", native_enum=False, length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict = 'admit' OR reason <> ''", name=op.f("ck_screening_opinions_rejection_has_a_reason")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_screening_opinions_person_id_people")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_screening_opinions_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("project_id", "person_id", name=op.f("pk_screening_opinions")),
    )
    op.add_column(
        "calls",
        sa.Column(
            "screening_persons",
            sa.Integer(),
            nullable=False,
            server_default="1",
            comment="How many must agree on admissibility",
        ),
    )


def downgrade() -> None:

    op.drop_column("calls", "screening_persons")
    op.drop_table("screening_opinions")
    op.drop_index(op.f("ix_project_tags_tag_id"), table_name="project_tags")
    op.drop_table("project_tags")
    op.drop_index("ix_private_notes_project_id", table_name="private_notes")
    op.drop_table("private_notes")
    op.drop_index("ix_information_requests_project_id_closed_at", table_name="information_requests")
    op.drop_table("information_requests")
    op.drop_index(op.f("ix_default_views_view_id"), table_name="default_views")
    op.drop_table("default_views")
    op.drop_index(op.f("ix_checklist_answers_item_id"), table_name="checklist_answers")
    op.drop_table("checklist_answers")
    op.drop_index("ix_call_backs_project_id_done_at", table_name="call_backs")
    op.drop_table("call_backs")
    op.drop_table("tags")
    op.drop_index("ix_screening_acts_call_id", table_name="screening_acts")
    op.drop_table("screening_acts")
    op.drop_table("saved_views")
    op.drop_index("ix_checklist_items_call_id", table_name="checklist_items")
    op.drop_table("checklist_items")
