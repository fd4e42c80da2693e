"""The measure of all pages: Flask, SQLAlchemy, one query, one table of 25 rows; no account, no menu, no translation.

And the measure of what is saved while it is typed: one row written, one line answered.
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
    query = (
        select(Project)
        .join(Project.owner)
        .join(Project.call)
        .where(Call.code == CODE)
        .order_by(Project.number)
        .limit(25)
        .options(contains_eager(Project.owner))
    )
    with Session(engine) as session:
        return render_template("bare.html", projects=session.scalars(query).all())


@app.post("/")
def insert() -> str:
    """Write one row: the words sent."""
    with Session(engine) as session:
        session.add(JournalEntry(event="bare", note=request.form["words"]))
        session.commit()
    return render_template("bare_line.html", words=request.form["words"])
