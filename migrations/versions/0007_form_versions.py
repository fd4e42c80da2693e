"""Forms have versions and a second step; questions have sections, moments and a mark for personal data."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENTS = sa.Enum("submission", "jury", "mentoring", name="answermoment", native_enum=False, length=40)
KEPT = (
    "call_id", "key", "position", "kind", "label", "label_en", "help", "help_en", "options", "required", "max_length",
    "team_only", "identifying", "id", "created_at",
)  # fmt: skip


def upgrade() -> None:
    in_use = {"nullable": False, "server_default": "1"}
    op.add_column(
        "calls",
        sa.Column("form_version", sa.Integer(), comment="Version of the form that new dossiers answer", **in_use),
    )
    op.add_column(
        "projects", sa.Column("form_version", sa.Integer(), comment="Version of the form that it answers", **in_use)
    )
    _questions(new=True)


def downgrade() -> None:
    """Only the form in use survives: what older versions asked goes, with its answers."""
    op.execute(
        "DELETE FROM answers WHERE question_id IN (SELECT questions.id FROM questions JOIN calls "
        "ON calls.id = questions.call_id WHERE questions.form_version != calls.form_version)"
    )
    op.execute(
        "DELETE FROM questions WHERE form_version != "
        "(SELECT calls.form_version FROM calls WHERE calls.id = questions.call_id)"
    )
    _questions(new=False)
    op.drop_column("projects", "form_version")
    op.drop_column("calls", "form_version")


def _questions(*, new: bool) -> None:
    if op.get_bind().dialect.name == "postgresql":
        _in_place(new)
    else:
        _anew(new)


def _in_place(new: bool) -> None:
    names = {True: ("call_id", "form_version", "key"), False: ("call_id", "key")}
    op.drop_constraint("uq_questions_" + "_".join(names[not new]), "questions", type_="unique")
    for column in _more():
        if new:
            op.add_column("questions", column)
        else:
            op.drop_column("questions", column.name)
    op.create_unique_constraint("uq_questions_" + "_".join(names[new]), "questions", list(names[new]))


def _anew(new: bool) -> None:
    """Write the table again, since SQLite keeps its constraints for life.

    Answers point to it: keys are checked at the end of the transaction, when every question is back.
    """
    op.execute("PRAGMA defer_foreign_keys=ON")
    columns = ", ".join(f'"{name}"' for name in KEPT)
    op.execute(f"CREATE TEMPORARY TABLE questions_kept AS SELECT {columns} FROM questions")
    op.drop_table("questions")
    op.create_table("questions", *_columns(), *(_more() if new else ()), *_constraints(new))
    op.execute(f"INSERT INTO questions ({columns}) SELECT {columns} FROM questions_kept")
    op.execute("DROP TABLE questions_kept")


def _columns() -> list[sa.Column[object]]:
    kinds = ("short", "long", "choice", "yes_no", "number", "date", "link")
    return [
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name="questionkind", native_enum=False, length=40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("help_en", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False, comment="value, label, label_en of each choice"),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("max_length", sa.Integer(), nullable=True, comment="In characters"),
        sa.Column("team_only", sa.Boolean(), nullable=False, comment="Hidden from readers"),
        sa.Column("identifying", sa.Boolean(), nullable=False, comment="Hidden at blind reading"),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    ]


def _more() -> list[sa.Column[object]]:
    none = {"nullable": False, "server_default": ""}
    no = {"nullable": False, "server_default": sa.false()}
    return [
        sa.Column("form_version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("section", sa.String(length=120), comment="Title of the page that asks it", **none),
        sa.Column("section_en", sa.String(length=120), **none),
        sa.Column("second_step", sa.Boolean(), comment="Asked of projects invited to pitch, not before", **no),
        sa.Column(
            "needed_from",
            MOMENTS,
            nullable=False,
            server_default="submission",
            comment="When a required one must be answered",
        ),
        sa.Column("max_items", sa.Integer(), nullable=True, comment="Choices at most, or people of a team"),
        sa.Column("personal", sa.Boolean(), comment="Its answers are personal data", **no),
    ]


def _constraints(new: bool) -> list[sa.Constraint]:
    names = ("call_id", "form_version", "key") if new else ("call_id", "key")
    return [
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_questions_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint(*names, name=op.f("uq_questions_" + "_".join(names))),
    ]
