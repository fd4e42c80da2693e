"""Long work, and imports."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=False, comment="What it works on: the key of an import"),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "running", "done", "failed", "cancelled", name="jobstatus", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False, comment="How many of `total` are done and committed"),
        sa.Column("total", sa.Integer(), nullable=False, comment="0 as long as nobody knows"),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_about", "jobs", ["about"], unique=False)
    op.create_index("ix_jobs_status_available_at", "jobs", ["status", "available_at"], unique=False)
    op.create_table(
        "import_mappings",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False, comment="Field by title of column"),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_import_mappings_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mappings")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_import_mappings_organisation_id_name")),
    )
    op.create_table(
        "demarche_links",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="Of the procedure"),
        sa.Column("daily", sa.Boolean(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False, comment="Field by identifier of column"),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False, comment="Last change seen, as the source writes it"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True, comment="Last time a run was asked"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_demarche_links_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demarche_links")),
        sa.UniqueConstraint("call_id", name=op.f("uq_demarche_links_call_id")),
    )
    op.create_table(
        "imports",
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="Empty: the daily run"),
        sa.Column(
            "source", sa.Enum("file", "demarches", name="importsource", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum(
                "fetching",
                "to_map",
                "to_confirm",
                "running",
                "done",
                "failed",
                "cancelled",
                "undoing",
                "undone",
                name="importstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False, comment="How it was read; where a fetch is"),
        sa.Column("sheets", sa.JSON(), nullable=False, comment="name, columns (key, label), rows of each sheet"),
        sa.Column("sheet", sa.Integer(), nullable=False, comment="Which of them is imported"),
        sa.Column("columns", sa.JSON(), nullable=False, comment="Field by column"),
        sa.Column("options", sa.JSON(), nullable=False, comment="state, dates, receipts"),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True, comment="The work in hand or last done"),
        sa.Column("message", sa.Text(), nullable=False, comment="Why it stopped"),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_imports_call_id_calls")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_imports_person_id_people")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["people.id"], name=op.f("fk_imports_undone_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_call_id_created_at", "imports", ["call_id", "created_at"], unique=False)
    op.create_table(
        "import_chunks",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "data", sa.LargeBinary(), nullable=False, comment="Compressed JSON: [number, [cell, …]] of each line"
        ),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_chunks_import_id_imports")),
        sa.PrimaryKeyConstraint("import_id", "sheet", "position", name=op.f("pk_import_chunks")),
    )
    op.create_table(
        "import_lines",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="As a spreadsheet shows it"),
        sa.Column(
            "outcome",
            sa.Enum(
                "created",
                "updated",
                "unchanged",
                "refused",
                "withdrawn",
                name="lineoutcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="Account it opened"),
        sa.Column("before", sa.JSON(), nullable=True, comment="The values it replaced"),
        sa.Column("version", sa.Integer(), nullable=False, comment="Of the dossier once written"),
        sa.Column("key", sa.String(length=120), nullable=False, comment="Identity of the dossier in the source"),
        sa.Column("sentence", sa.Text(), nullable=False, comment="Why it was refused"),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_lines_import_id_imports")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_import_lines_person_id_people")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_import_lines_project_id_projects")),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_lines")),
    )
    op.create_index("ix_import_lines_project_id", "import_lines", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_import_lines_project_id", table_name="import_lines")
    op.drop_table("import_lines")
    op.drop_table("import_chunks")
    op.drop_index("ix_imports_call_id_created_at", table_name="imports")
    op.drop_table("imports")
    op.drop_table("demarche_links")
    op.drop_table("import_mappings")
    op.drop_index("ix_jobs_status_available_at", table_name="jobs")
    op.drop_index("ix_jobs_about", table_name="jobs")
    op.drop_table("jobs")
