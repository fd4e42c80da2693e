"""The measure of all pages: Flask, SQLAlchemy, one query, one table of 25 rows; no account, no menu, no translation.

And the measures of what is saved while it is typed: one row written, answered by one line or by the same page.
"""

import os

from flask import Flask, render_template, request
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, contains_eager

from bench.seed import CODE
from incubator.domain.models import Call, JournalEntry, Project

app = Flask(__name__)
engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))


@app.get("/")
def rows() -> str:
    """Show the first twenty-five dossiers, with their owners."""
    with Session(engine) as session:
        return _table(session, CODE)


def _table(session: Session, code: str) -> str:
    query = (
        select(Project)
        .join(Project.owner)
        .join(Project.call)
        .where(Call.code == code)
        .order_by(Project.number)
        .limit(25)
        .options(contains_eager(Project.owner))
    )
    return render_template("bare.html", projects=session.scalars(query).all())


@app.post("/")
def insert() -> str:
    """Write one row, the words sent, and answer one line."""
    with Session(engine) as session:
        _write(session)
    return render_template("bare_line.html", words=request.form["words"])


@app.post("/page/<code>")
def insert_page(code: str) -> str:
    """Write one row, the words sent, and show the page again, as a form does without JavaScript."""
    with Session(engine) as session:
        _write(session)
        return _table(session, code)


def _write(session: Session) -> None:
    session.add(JournalEntry(event="bare", note=request.form["words"]))
    session.commit()
