"""A call goes out and comes back the same."""

import csv
import json
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.db import make_engine
from incubator.core.migrations import upgrade
from incubator.domain import journal, standings
from incubator.domain.events import Event
from incubator.domain.kinds import ReviewStatus, Round
from incubator.domain.models import Agreement, Criterion, Invitation, JournalEntry, Project, Score, Standing
from incubator.domain.states import State
from incubator.transfer import files
from tests import factories as make
from tests.programs import Programs


def reviewed_call(session: Session) -> str:
    call = make.make_call(session, make.make_organisation(session))
    criteria = session.scalars(
        select(Criterion).where(Criterion.call_id == call.id, Criterion.round == Round.COMMITTEE)
    ).all()
    for rank in range(3):
        project = make.make_project(session, call, state=State.UNDER_REVIEW, title=f"=cmd{rank}")
        review = make.assign_reader(session, project, make.make_person(session))
        session.add_all([Score(review_id=review.id, criterion_id=c.id, value=rank) for c in criteria])
        review.status, review.total = ReviewStatus.FINAL, rank * 1000
        standings.refresh(session, project, Round.COMMITTEE)
    session.commit()
    return call.code


def ranking(session: Session) -> list[tuple[str, int]]:
    query = select(Project.title, Standing.mean).join(Project).order_by(Standing.mean.desc(), Project.number)
    return [tuple(row) for row in session.execute(query)]


def test_export_then_import_gives_the_same_ranking(app: Flask, session: Session, tmp_path: Path) -> None:
    code = reviewed_call(session)
    expected = ranking(session)
    files.export_call(session, code=code, out=tmp_path / "out")
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    upgrade(engine)

    with Session(engine.execution_options(writing=True)) as empty:
        counts = files.import_folder(empty, folder=tmp_path / "out")
        empty.commit()
        found = ranking(empty)

    assert found == expected
    assert len(expected) == 3
    assert counts["scores"] == 6


def test_an_agreement_travels_without_the_secret_of_its_link(app: Flask, session: Session, tmp_path: Path) -> None:
    code = reviewed_call(session)
    project = session.scalars(select(Project).order_by(Project.number)).first()
    assert project is not None
    asked_by = make.make_person(session)  # of no team any more
    session.add(
        Agreement(
            project_id=project.id, asked_by_id=asked_by.id, manager_name="Claire Aubry", manager_email="c@d.example",
            days=1.5, starts_on=make.day(1), ends_on=make.day(2), expires_at=make.instant(2030, 1, 1),
            secret_hash="5ecre7" * 10,
        )
    )  # fmt: skip
    session.commit()
    files.export_call(session, code=code, out=tmp_path / "out")
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    upgrade(engine)

    with Session(engine.execution_options(writing=True)) as empty:
        files.import_folder(empty, folder=tmp_path / "out")
        empty.commit()
        found = empty.scalars(select(Agreement)).one()

    assert (found.manager_name, found.days, found.asked_by_id) == ("Claire Aubry", 1.5, asked_by.id)
    assert found.secret_hash is None
    for name in ("agreements.csv", "agreements.json"):
        text = (tmp_path / "out" / name).read_text()
        assert "Claire Aubry" in text
        assert "secret" not in text and "5ecre7" not in text


def test_life_goes_on_after_an_import(app: Flask, session: Session, installed: Programs, tmp_path: Path) -> None:
    code = reviewed_call(session)
    journal.record(session, Event.SAVE_REVIEW, actor_id=None, project=session.scalars(select(Project)).first())
    session.flush()
    files.export_call(session, code=code, out=tmp_path / "out")

    engine = make_engine(installed.settings["DATABASE_URL"]).execution_options(writing=True)
    with Session(engine) as empty:
        files.import_folder(empty, folder=tmp_path / "out")
        brought = empty.scalars(select(JournalEntry.id)).all()
        entry = journal.record(empty, Event.SAVE_REVIEW, actor_id=None, project=empty.scalars(select(Project)).first())
        empty.commit()
        assert len(brought) == 1
        assert entry.id > max(brought)
    engine.dispose()


def test_export_writes_csv_that_no_spreadsheet_runs(app: Flask, session: Session, tmp_path: Path) -> None:
    files.export_call(session, code=reviewed_call(session), out=tmp_path / "out")

    with (tmp_path / "out" / "projects.csv").open() as file:
        titles = {row["title"] for row in csv.DictReader(file)}
    records = json.loads((tmp_path / "out" / "projects.json").read_text())

    assert titles == {"'=cmd0", "'=cmd1", "'=cmd2"}
    assert {record["title"] for record in records} == {"=cmd0", "=cmd1", "=cmd2"}


def test_export_holds_nothing_of_another_organisation(app: Flask, session: Session, tmp_path: Path) -> None:
    other = make.make_project(session, make.make_call(session, make.make_organisation(session)), title="Ailleurs")
    files.export_call(session, code=reviewed_call(session), out=tmp_path / "out")

    everything = "".join(path.read_text() for path in (tmp_path / "out").glob("*.json"))

    assert "Ailleurs" not in everything
    assert str(other.owner_id) not in everything


def test_import_into_an_installation_in_use_is_refused(app: Flask, session: Session, tmp_path: Path) -> None:
    files.export_call(session, code=reviewed_call(session), out=tmp_path / "out")

    with pytest.raises(ValueError, match="pas vide"):
        files.import_folder(session, folder=tmp_path / "out")


def test_import_of_another_folder_is_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ne contient pas d’export"):
        files.import_folder(session, folder=tmp_path)


def test_invitations_come_back_without_their_links(app: Flask, session: Session, tmp_path: Path) -> None:
    code = reviewed_call(session)
    project = session.scalars(select(Project)).first()
    assert project is not None
    inviter = make.make_person(session)
    session.add(
        Invitation(
            project_id=project.id,
            email="lea@agents.example",
            invited_by_id=inviter.id,
            secret_hash="a" * 64,
            sent_at=clock.now(),
            expires_at=clock.now(),
        )
    )
    session.flush()

    files.export_call(session, code=code, out=tmp_path / "out")
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    upgrade(engine)
    with Session(engine.execution_options(writing=True)) as empty:
        files.import_folder(empty, folder=tmp_path / "out")
        found = empty.scalars(select(Invitation)).one()

    assert "a" * 64 not in "".join(path.read_text() for path in (tmp_path / "out").iterdir())
    assert (found.email, found.secret_hash, found.invited_by_id) == ("lea@agents.example", None, inviter.id)


def test_export_made_before_a_table_still_comes_back(app: Flask, session: Session, tmp_path: Path) -> None:
    out = tmp_path / "out"
    files.export_call(session, code=reviewed_call(session), out=out)
    (out / "invitations.json").unlink()
    about = json.loads((out / "export.json").read_text())
    del about["rows"]["invitations"]
    (out / "export.json").write_text(json.dumps(about))
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    upgrade(engine)

    with Session(engine.execution_options(writing=True)) as empty:
        counts = files.import_folder(empty, folder=out)

    assert counts["projects"] == 3
