"""Candidates from any CSV."""

import json
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.domain.models import Answer, Project, Question
from incubator.domain.states import State
from tests import factories as make

TOULOUSE = Path(__file__).parents[4] / "shared" / "data" / "submissions_toulouse_pb.csv"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["import-projects", *arguments])
    return result.exit_code, result.output


def test_import_creates_submitted_projects_with_their_answers(app: Flask, session: Session, tmp_path: Path) -> None:
    call = make.make_call(session, make.make_organisation(session))
    session.commit()
    file = write(tmp_path / "f.csv", "Titre;Direction;Quel problème ?;Courriel\nVélos;Routes;300 chutes;a@b.example\n")

    code, output = run(app, call.code, str(file))

    project = session.scalars(select(Project).where(Project.call_id == call.id)).one()
    answer = session.scalar(select(Answer.value).join(Question).where(Answer.project_id == project.id))
    assert code == 0
    assert "Quel problème ? → problem" in output
    assert (project.title, project.department, project.state, answer) == (
        "Vélos",
        "Routes",
        State.SUBMITTED,
        "300 chutes",
    )


def test_import_of_a_workbook_reads_the_first_sheet_with_lines(app: Flask, session: Session, tmp_path: Path) -> None:
    call = make.make_call(session, make.make_organisation(session))
    session.commit()
    book = Workbook()
    book.active.append(["Lisez-moi"])
    page = book.create_sheet("Candidatures")
    for row in (["Titre", "Direction"], ["Vélos", "Routes"]):
        page.append(row)
    book.save(tmp_path / "f.xlsx")

    code, output = run(app, call.code, str(tmp_path / "f.xlsx"))

    assert (code, session.scalars(select(Project.title)).all()) == (0, ["Vélos"]), output


def test_import_twice_duplicates_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    call = make.make_call(session, make.make_organisation(session))
    session.commit()
    file = write(tmp_path / "f.csv", "id,title\n1,Vélos\n2,Haies\n")
    run(app, call.code, str(file))

    _, output = run(app, call.code, str(file), "--json")

    assert json.loads(output)["created"] == 0
    assert json.loads(output)["already_there"] == 2
    assert session.scalar(select(func.count()).where(Project.call_id == call.id)) == 2


def test_dry_run_writes_nothing(app: Flask, session: Session, tmp_path: Path) -> None:
    call = make.make_call(session, make.make_organisation(session))
    session.commit()

    code, output = run(app, call.code, str(write(tmp_path / "f.csv", "id,title\n1,Vélos\n")), "--dry-run")

    assert code == 0
    assert "À importer : 1 ;" in output
    assert session.scalar(select(func.count()).where(Project.call_id == call.id)) == 0


def test_bad_row_is_reported_with_its_line_and_left_out(app: Flask, session: Session, tmp_path: Path) -> None:
    call = make.make_call(session, make.make_organisation(session))
    session.commit()
    file = write(tmp_path / "f.csv", f"title,problem\nVélos,court\n,sans titre\nHaies,{'x' * 1501}\n")

    _, output = run(app, call.code, str(file), "--json")

    report = json.loads(output.replace("\u00a0", " "))
    assert report["created"] == 1
    assert report["errors"] == [
        {"line": 3, "message": "Le titre est vide."},
        {"line": 4, "message": "« Quel problème ? » : 1501 signes, pour 1500 au plus."},
    ]


def test_map_is_obeyed_and_its_mistakes_are_named(app: Flask, session: Session, tmp_path: Path) -> None:
    call = make.make_call(session, make.make_organisation(session))
    session.commit()
    file = write(tmp_path / "f.csv", "intitulé long,zone\nVélos,Nord\n")

    assert run(app, call.code, str(file))[1].startswith("Erreur : aucune colonne ne tient le titre")
    assert "pas de colonne « zonne »" in run(app, call.code, str(file), "--map", "zonne=title")[1]
    code, _ = run(app, call.code, str(file), "--map", "intitulé long=title", "--map", "zone=department")

    assert code == 0
    assert session.scalars(select(Project.department).where(Project.call_id == call.id)).one() == "Nord"


def test_unknown_call_is_said(app: Flask, session: Session, tmp_path: Path) -> None:
    code, output = run(app, "nowhere", str(write(tmp_path / "f.csv", "title\nVélos\n")))

    assert code == 1
    assert output.strip() == "Erreur : il n’y a pas d’appel « nowhere » ; « flask calls » donne leurs codes."


@pytest.mark.skipif(not TOULOUSE.exists(), reason="the real proposals are not beside the project")
def test_real_proposals_all_come_in(app: Flask, session: Session) -> None:
    call = make.make_call(session, make.make_organisation(session))
    session.commit()

    _, output = run(app, call.code, str(TOULOUSE), "--json")

    report = json.loads(output)
    assert report["created"] == 382
    assert report["errors"] == []
    assert report["mapping"]["category"] == "theme"
    assert session.scalar(select(func.count()).where(Project.call_id == call.id)) == 382
