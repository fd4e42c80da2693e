"""The measure of all pages: Flask, SQLAlchemy, one query, one table of 25 rows; no account, no menu, no translation."""

import os

from flask import Flask, render_template
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, contains_eager

from bench.seed import CODE
from incubator.domain.models import Call, Project

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
