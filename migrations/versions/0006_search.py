"""The words of dossiers, and the index in which they are searched."""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op

from incubator.core.stems import stems

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TO_INDEX = "INSERT INTO search_index(rowid, title, body, people) VALUES (new.id, new.title, new.body, new.people);"
FROM_INDEX = (
    "INSERT INTO search_index(search_index, rowid, title, body, people)"
    " VALUES ('delete', old.id, old.title, old.body, old.people);"
)
ON_SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(title, body, people, content='search_documents', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 0')",
    "INSERT INTO search_index(search_index, rank) VALUES ('rank', 'bm25(8.0, 1.0, 4.0)')",
    f"CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN {TO_INDEX} END",
    f"CREATE TRIGGER search_documents_removed AFTER DELETE ON search_documents BEGIN {FROM_INDEX} END",
    f"CREATE TRIGGER search_documents_changed AFTER UPDATE ON search_documents BEGIN {FROM_INDEX} {TO_INDEX} END",
)
ON_POSTGRESQL = (
    "ALTER TABLE search_documents ADD COLUMN vector tsvector GENERATED ALWAYS AS ("
    "setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'B')"
    " || setweight(to_tsvector('simple', people), 'C')) STORED",
    "CREATE INDEX ix_search_documents_vector ON search_documents USING gin (vector)",
)


def upgrade() -> None:
    documents = op.create_table(
        "search_documents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False, comment="Stems of the title"),
        sa.Column(
            "body", sa.Text(), nullable=False, comment="Stems of the answers that readers may read, theme, department"
        ),
        sa.Column(
            "people", sa.Text(), nullable=False, comment="Stems of the names of the team, for those who run the call"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_search_documents_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("project_id", name=op.f("uq_search_documents_project_id")),
    )
    for statement in ON_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else ON_SQLITE:
        op.execute(statement)
    _fill(op.get_bind(), documents)


def _fill(connection: sa.Connection, documents: sa.Table) -> None:
    projects = connection.execute(
        sa.text(
            "SELECT id, title, mission, theme, department FROM projects"
            " WHERE state <> 'draft' AND submitted_at IS NOT NULL"
        ).columns(id=sa.Uuid())
    ).all()
    if not projects:
        return
    answers, names = defaultdict(list), defaultdict(list)
    readable = sa.text(
        "SELECT a.project_id, a.value FROM answers a JOIN questions q ON q.id = a.question_id"
        " WHERE NOT q.team_only AND NOT q.identifying AND q.kind IN ('short', 'long')"
    )
    for project_id, value in connection.execute(readable.columns(project_id=sa.Uuid(), value=sa.Text())):
        answers[project_id] += stems(value)
    team = sa.text(
        "SELECT m.project_id, COALESCE(NULLIF(p.name, ''), m.name) AS name FROM team_members m"
        " LEFT JOIN people p ON p.id = m.person_id"
    )
    for project_id, name in connection.execute(team.columns(project_id=sa.Uuid(), name=sa.Text())):
        names[project_id] += stems(name)
    for one in projects:
        body = stems(f"{one.mission} {one.theme} {one.department}") + answers[one.id]
        row = {"title": stems(one.title), "body": body, "people": names[one.id]}
        words = {name: " ".join(said) for name, said in row.items()}
        connection.execute(documents.insert().values(project_id=one.id, **words))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER search_documents_{name}")
        op.execute("DROP TABLE search_index")
    op.drop_table("search_documents")
