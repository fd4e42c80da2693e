"""Lines become dossiers, new or brought up to date, once somebody has seen what they will be."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.core.outbox import OutboxEmail
from incubator.domain.events import Event
from incubator.domain.import_kinds import ImportStatus
from incubator.domain.models import JournalEntry, Person, Project
from incubator.domain.states import State
from tests import factories as make
from tests.integration.imports.conftest import HAIES, VELOS, Desk, lines


def test_a_file_is_shown_then_written(desk: Desk, sent: Callable[[Session], list[OutboxEmail]]) -> None:
    columns = desk.upload(lines([VELOS, HAIES, ["3", "", "", "", "x", "", ""]]))
    preview = desk.choose(columns)

    assert "2 à créer" in " ".join(preview.text.split()) or "à créer 2" in preview.text
    assert "« x » n’est pas une adresse électronique. Le titre est vide." in preview.text
    assert preview.text.count("À créer") == 2
    assert "Le premier dossier, réponse par réponse" in preview.text and "300 chutes" in preview.text
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
