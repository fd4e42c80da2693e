"""From the file to the dossiers: columns, preview, writing, stopping, taking back."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from incubator.core import clock, jobs
from incubator.core.db import db
from incubator.core.jobs import Job, JobStatus
from incubator.core.outbox import OutboxEmail
from incubator.domain.events import Event
from incubator.domain.import_kinds import ImportStatus
from incubator.domain.kinds import Role
from incubator.domain.models import ImportChunk, JournalEntry, Person, Project
from incubator.domain.states import State
from incubator.imports import running, store
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.imports.conftest import Desk, lines, work

VELOS = ["1", "Vélos", "Roux", "Ana", "Ana@Agents.example", "Routes", "300 chutes"]
HAIES = ["2", "Haies", "", "", "", "", "Trop hautes"]


def test_a_file_is_shown_then_written(desk: Desk, sent: Callable[[Session], list[OutboxEmail]]) -> None:
    columns = desk.upload(lines([VELOS, HAIES, ["3", "", "", "", "x", "", ""]]))
    preview = desk.choose(columns)

    assert "2 à créer" in " ".join(preview.text.split()) or "à créer 2" in preview.text
    assert "« x » n’est pas une adresse électronique. Le titre est vide." in preview.text
    assert desk.projects() == []

    report = desk.start()

    assert report.h1 == "Compte rendu de l’import"
    velos, haies = desk.projects()
    assert (velos.title, velos.department, velos.state, velos.number) == ("Vélos", "Routes", State.SUBMITTED, 1)
    assert desk.answer(velos, "problem") == "300 chutes"
    owner = desk.session.get_one(Person, velos.owner_id)
    assert (owner.email, owner.name) == ("ana@agents.example", "Ana Roux")
    assert owner.organisation_id is None  # no agent of the authority by the grace of a file
    assert desk.session.get_one(Person, haies.owner_id).disabled_at is not None
    assert sent(desk.session) == []
    run = desk.run()
    assert (run.status, run.created, run.refused) == (ImportStatus.DONE, 2, 1)
    events = list(desk.session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)))
    assert events == [Event.START_IMPORT, Event.IMPORT_PROJECT, Event.IMPORT_PROJECT, Event.FINISH_IMPORT]


def test_receipts_leave_when_asked(desk: Desk, sent: Callable[[Session], list[OutboxEmail]]) -> None:
    desk.bring(lines([VELOS, HAIES]), receipts="y")

    assert [(email.name, email.recipient) for email in sent(desk.session)] == [
        ("submission_receipt", "ana@agents.example")
    ]


def test_columns_are_checked_together_and_kept(desk: Desk) -> None:
    page = desk.upload(lines([VELOS]))

    assert "Dites quelle colonne tient le titre" in desk.choose(page, Titre="").text
    twice = desk.choose(page, Nom="title")
    assert twice.status == 422
    assert "« Titre du projet » est tenu par plusieurs colonnes" in twice.text
    assert "Dites quelle colonne tient l’état" in desk.choose(page, state="source").text
    assert desk.run().status is ImportStatus.TO_MAP


def test_saved_choices_follow_titles_wherever_they_stand(desk: Desk) -> None:
    desk.choose(desk.upload("Sujet;Zone;ID\nVélos;Nord;1\n"), Sujet="title", Zone="department", name="Le formulaire")
    page = desk.upload("id;zone;Autre;SUJET\n2;Sud;z;Haies\n")
    assert "Le formulaire" in page.text

    mapping = page.soup.select_one("select[name=mapping] option")
    followed = desk.client.post(f"/imports/{desk.run().id}/mapping", {"mapping": mapping["value"]})  # type: ignore[index]
    desk.choose(followed)
    desk.start()

    assert [(p.title, p.department, p.import_key) for p in desk.projects()] == [("Haies", "Sud", "2")]


def test_titles_are_matched_by_likeness_and_once(desk: Desk) -> None:
    desk.upload("Intitulé du projet;Quels problèmes ?;quel probleme;Thématique\na;b;c;d\n")

    assert desk.run().columns == {
        "Intitulé du projet": "title",
        "quel probleme": "question:problem",
        "Thématique": "theme",
    }


DEMARCHES = "ID;Email;Nom;Prénom;État du dossier;Déposé le;Titre du projet;Quel problème ?"


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("En construction", State.SUBMITTED),
        ("En instruction", State.SUBMITTED),
        ("Accepté", State.ADMISSIBLE),
        ("Refusé", State.NOT_ADMISSIBLE),
        ("Classé sans suite", State.WITHDRAWN),
        ("Brouillon", State.DRAFT),
    ],
)
def test_states_of_demarches_simplifiees(desk: Desk, word: str, state: State) -> None:
    page = desk.upload(f"{DEMARCHES}\n7;a@b.example;B;A;{word};03/04/2026 10:00;Vélos;p\n")
    assert "Un export de Démarches Simplifiées" in page.text
    desk.choose(page)
    desk.start()

    (project,) = desk.projects()
    assert project.state is state
    assert project.submitted_at == (None if state is State.DRAFT else make.instant(2026, 4, 3, 8))


def test_what_a_cell_cannot_be_is_said(desk: Desk) -> None:
    rows = "7;a@b.example;B;A;Ailleurs;31/02/2026;Vélos;p\n8;a@b.example;B;A;Accepté;2026-01-02T09:00:00+01:00;B;p\n"
    desk.choose(desk.upload(f"{DEMARCHES}\n{rows}"))
    page = desk.client.get(f"/imports/{desk.run().id}")

    assert "« 31/02/2026 » n’est pas une date" in page.text
    desk.start()
    assert [project.submitted_at for project in desk.projects()] == [make.instant(2026, 1, 2, 8)]


def test_a_second_file_updates_and_never_doubles(desk: Desk) -> None:
    desk.bring(lines([VELOS, HAIES]))

    report = desk.bring(lines([["1", "Vélos", "Roux", "Ana", "ana@agents.example", "Culture", "400 chutes"], HAIES]))

    velos, haies = desk.projects()
    assert (velos.department, desk.answer(velos, "problem")) == ("Culture", "400 chutes")
    assert (desk.run().created, desk.run().updated, desk.run().unchanged) == (0, 1, 1)
    assert "Annuler tout l’import" in report.text


def test_dossiers_being_read_or_changed_here_are_left_alone(desk: Desk) -> None:
    desk.bring(lines([VELOS, HAIES]))
    velos, haies = desk.projects()
    desk.session.execute(update(Project).where(Project.id == velos.id).values(state=State.UNDER_REVIEW))
    desk.session.add(JournalEntry(event=Event.EDIT_PROJECT, project_id=haies.id, call_id=desk.call.id))
    desk.session.commit()

    page = desk.bring(lines([[*VELOS[:6], "autre"], [*HAIES[:6], "autre"], ["2", *HAIES[1:]]]))

    assert "est « En lecture » : ses réponses ne changent plus" in page.text
    assert "Le dossier n° 002 a été modifié ici" in page.text
    assert "que la ligne 3" in page.text
    assert [desk.answer(project, "problem") for project in desk.projects()] == ["300 chutes", "Trop hautes"]


def test_a_killed_worker_is_followed_by_another_that_writes_the_rest_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "CHUNK", 10)
    desk.choose(desk.upload(lines([[str(n), f"Projet {n}", "", "", "", "", "p"] for n in range(1, 41)])))
    desk.client.post(f"/imports/{desk.run().id}/start")
    advance, calls = jobs.Task.advance, []

    def dies(task: jobs.Task, session: Session, **values: Any) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise SystemExit  # as a signal that nobody catches
        advance(task, session, **values)

    with monkeypatch.context() as patched:
        patched.setattr(jobs.Task, "advance", dies)
        with pytest.raises(SystemExit):
            work()
    assert len(desk.projects()) == 20
    assert "20 lignes sur 40" in desk.client.get(f"/imports/{desk.run().id}").text
    work()
    assert len(desk.projects()) == 20  # the claim of the dead one still holds
    desk.session.execute(update(Job).values(claimed_until=clock.now() - timedelta(seconds=1)))
    desk.session.commit()

    work()

    assert [project.number for project in desk.projects()] == list(range(1, 41))
    assert (desk.run().status, desk.run().created) == (ImportStatus.DONE, 40)


def test_the_worker_that_only_slept_writes_nothing_more(desk: Desk) -> None:
    desk.choose(desk.upload(lines([VELOS])))
    desk.client.post(f"/imports/{desk.run().id}/start")
    with db.new_session(writing=True) as session:
        key = jobs.claim(session)
        session.commit()
        job = session.get_one(Job, key)
        task = jobs.Task(job.id, job.about, job.attempts, 0, lambda: db.new_session(writing=True), threading.Event())
    desk.session.execute(update(Job).values(attempts=2))
    desk.session.commit()

    with pytest.raises(jobs.Lost):
        running.write_lines(task)

    assert desk.projects() == []


def test_an_import_is_stopped_resumed_and_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "CHUNK", 1)
    desk.choose(desk.upload(lines([VELOS, HAIES])))
    url = f"/imports/{desk.run().id}"
    desk.client.post(f"{url}/start")
    advance = jobs.Task.advance

    def asked_to_stop(task: jobs.Task, session: Session, **values: Any) -> None:
        advance(task, session, **values)
        session.execute(update(Job).values(cancel_asked=True))

    with monkeypatch.context() as patched:
        patched.setattr(jobs.Task, "advance", asked_to_stop)
        work()
    assert (desk.run().status, len(desk.projects())) == (ImportStatus.CANCELLED, 1)
    page = desk.client.get(url)
    assert "Reprendre l’import" in page.text

    desk.start()

    assert (desk.run().status, len(desk.projects())) == (ImportStatus.DONE, 2)
    assert desk.client.get(f"{url}/progress").headers["Content-Type"] == "application/json"


def test_stopping_before_the_worker_comes_writes_nothing(desk: Desk) -> None:
    desk.choose(desk.upload(lines([VELOS])))
    url = f"/imports/{desk.run().id}"
    desk.client.post(f"{url}/start")
    desk.client.post(f"{url}/start")  # pressed twice
    desk.client.post(f"{url}/stop")
    work()

    assert (desk.run().status, desk.projects()) == (ImportStatus.CANCELLED, [])
    assert desk.session.scalar(select(func.count()).select_from(Job)) == 1
    assert desk.session.scalars(select(Job.status)).one() is JobStatus.CANCELLED


def test_a_failure_is_tried_again_then_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.choose(desk.upload(lines([VELOS])))
    desk.client.post(f"/imports/{desk.run().id}/start")
    monkeypatch.setattr(store, "chunk_at", lambda *_: 1 / 0)

    for _attempt in range(jobs.MAX_ATTEMPTS):
        work()
        desk.session.execute(update(Job).values(available_at=clock.now()))
        desk.session.commit()

    assert desk.session.scalars(select(Job.status)).one() is JobStatus.FAILED
    assert desk.run().status is ImportStatus.FAILED


def test_undo_takes_everything_back(desk: Desk) -> None:
    desk.bring(lines([VELOS]))
    before = desk.session.scalar(select(func.count()).select_from(Person))
    desk.bring(lines([[*VELOS[:6], "400 chutes"], ["3", "Bancs", "Diaz", "Eva", "eva@b.example", "", "p"]]))
    url = f"/imports/{desk.run().id}"

    desk.client.post(f"{url}/undo")
    work()

    (velos,) = desk.projects()
    assert desk.answer(velos, "problem") == "300 chutes"
    assert desk.session.scalar(select(func.count()).select_from(Person)) == before
    assert desk.run().status is ImportStatus.UNDONE
    assert "Annulé par" in desk.client.get(url).text
    assert desk.session.scalar(select(func.count()).where(JournalEntry.event == Event.UNDO_IMPORT)) == 2


def test_undo_is_refused_once_somebody_has_touched_a_dossier(desk: Desk) -> None:
    desk.bring(lines([VELOS, HAIES]))
    velos, _haies = desk.projects()
    desk.client.post(f"/projects/{velos.id}/screening", {"outcome": "admit", "version": velos.version})
    url = f"/imports/{desk.run().id}"

    assert "Il ne s’annule plus : 1 de ses dossiers" in desk.client.get(url).text
    desk.client.post(f"{url}/undo")
    work()

    assert len(desk.projects()) == 2
    assert desk.run().status is ImportStatus.DONE


def test_lines_of_old_imports_are_taken_away(desk: Desk) -> None:
    desk.bring(lines([VELOS]))
    desk.upload(lines([HAIES]))
    clock.freeze(clock.now() + running.KEPT + timedelta(days=1))

    running.tidy(desk.session)
    desk.session.commit()

    assert desk.session.scalar(select(func.count()).select_from(ImportChunk)) == 0
    assert desk.run().status is ImportStatus.CANCELLED


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.COMMITTEE_MEMBER, None])
def test_imports_are_the_programme_managers_alone(
    desk: Desk, sign_in: Callable[..., PageClient], role: Role | None
) -> None:
    desk.choose(desk.upload(lines([VELOS])))
    person = make.make_staff(desk.session, desk.call, role) if role else make.make_person(desk.session)
    desk.session.commit()
    client, url = sign_in(person), f"/imports/{desk.run().id}"

    for path in ("", "/columns", "/errors", "/progress"):
        assert client.get(url + path).status in (403, 404)
    for path in ("/start", "/stop", "/undo", "/sheet", "/mapping"):
        assert client.post(url + path).status in (403, 404)
    assert client.get(f"/calls/{desk.call.code}/imports").status in (403, 404)
    assert "Importer des dossiers" not in client.get(f"/calls/{desk.call.code}/screening").text
    assert "Importer des dossiers" in desk.client.get(f"/calls/{desk.call.code}/screening").text


def test_whoever_stays_away_from_a_dossier_neither_changes_it_nor_reads_it(
    desk: Desk, sign_in: Callable[..., PageClient]
) -> None:
    desk.bring(lines([VELOS, HAIES]))
    velos, _haies = desk.projects()
    other = make.make_staff(desk.session, desk.organisation, Role.PROGRAMME_MANAGER)
    make.declare_conflict(desk.session, other, velos)
    desk.session.commit()
    desk.choose(desk.upload(lines([[*VELOS[:5], "x" * 161, "secret"], [*HAIES[:6], "autre"]])))
    client = sign_in(other)
    url = f"/imports/{desk.run().id}"

    pages = client.get(url).text + client.get(f"{url}/errors").raw.decode()
    assert "Vélos" not in pages
    assert "Haies" in pages
    client.client.post(f"/calls/{desk.call.code}/imports")
    away = Desk(desk.session, desk.organisation, desk.call, other, client)
    away.choose(away.upload(lines([[*VELOS[:6], "secret"]])))
    away.start()

    assert desk.answer(velos, "problem") == "300 chutes"


def test_pages_ask_the_database_as_little_for_many_lines(desk: Desk, count_queries: Callable[[], Any]) -> None:
    counts = []
    for many in (3, 200):
        desk.choose(
            desk.upload(lines([[f"{many}-{n}", f"P{n}", "", "", f"{n}@b.example", "", "p"] for n in range(many)]))
        )
        with count_queries() as queries:
            desk.client.get(f"/imports/{desk.run().id}")
        counts.append(len(queries))

    assert counts[0] == counts[1]
