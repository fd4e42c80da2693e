"""Lines become dossiers, new or brought up to date, once somebody has seen what they will be."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.core.outbox import OutboxEmail
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.events import Event
from incubator.domain.import_kinds import ImportStatus
from incubator.domain.models import Call, JournalEntry, Person, Project, Question
from incubator.domain.states import State
from incubator.imports import values
from tests import factories as make
from tests.integration.imports.conftest import HAIES, HEADER, VELOS, Desk, lines
from tests.texts import plain


def test_a_file_is_shown_then_written(desk: Desk, sent: Callable[[Session], list[OutboxEmail]]) -> None:
    columns = desk.upload(lines([VELOS, HAIES, ["3", "", "", "", "x", "R" * 161, ""]]))
    preview = desk.choose(columns)

    assert "2 à créer" in " ".join(preview.text.split()) or "à créer 2" in preview.text
    why = "« x » n’est pas une adresse électronique. « Direction » : 161 signes, pour 160 au plus. Le titre est vide."
    assert why in plain(preview.text)
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
def test_states_of_demarches_simplifiees(
    desk: Desk, sent: Callable[[Session], list[OutboxEmail]], word: str, state: State
) -> None:
    page = desk.upload(f"{DEMARCHES}\n7;a@b.example;B;A;{word};03/04/2026 10:00;Vélos;p\n")
    assert "Un export de Démarches Simplifiées" in page.text
    desk.choose(page, receipts="y")
    desk.start()

    (project,) = desk.projects()
    assert project.state is state
    assert len(sent(desk.session)) == (state is State.SUBMITTED)  # the others have handed nothing in
    assert project.submitted_at == (None if state is State.DRAFT else make.instant(2026, 4, 3, 8))


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        ("Brouillon", "En construction", State.SUBMITTED),
        ("En construction", "Accepté", State.ADMISSIBLE),
        ("Accepté", "Classé sans suite", State.WITHDRAWN),
        ("Accepté", "En construction", State.ADMISSIBLE),
    ],
)
def test_states_follow_their_source(desk: Desk, before: str, after: str, state: State) -> None:
    for word in (before, after):
        desk.bring(f"{DEMARCHES}\n7;a@b.example;B;A;{word};03/04/2026 10:00;Vélos;p\n")

    (project,) = desk.projects()
    assert (project.state, project.submitted_at) == (state, make.instant(2026, 4, 3, 8))


def test_title_too_long_is_told_whole_or_refused(desk: Desk) -> None:
    question = desk.session.scalars(select(Question).where(Question.key == "problem")).one()
    question.max_length = 200
    desk.session.commit()
    title = "Vélos " * 20

    page = desk.bring(lines([["1", title, "", "", "", "", "Un"], ["2", title, "", "", "", "", "x" * 100]]))

    (project,) = desk.projects()
    assert (len(project.title), desk.answer(project, "problem")) == (80, f"{title.strip()}\n\nUn")
    assert "« Titre du projet » : 119 signes, pour 80 au plus." in plain(page.text)


def test_dossier_of_an_older_form_keeps_to_its_questions(desk: Desk) -> None:
    desk.bring(lines([VELOS]))
    for key, label in (("problem", "Quel problème ?"), ("cost", "Combien ?")):
        desk.session.add(Question(call_id=desk.call.id, key=key, label=label, kind="long", position=1, form_version=2))
    desk.session.execute(update(Call).where(Call.id == desk.call.id).values(form_version=2))
    desk.session.commit()

    desk.bring(lines([[*VELOS[:6], "400 chutes", "9"], [*HAIES, "8"]], f"{HEADER};Combien ?"))

    velos, haies = desk.projects()
    assert [desk.answer(one, "problem") for one in (velos, haies)] == ["400 chutes", "Trop hautes"]
    assert [desk.answer(one, "cost") for one in (velos, haies)] == [None, "8"]


def test_numbers_that_begin_again_are_told_apart_by_edition(desk: Desk) -> None:
    desk.bring("Édition;ID;Titre\n2025;1;Vélos\n2026;1;Haies\n")

    assert [(one.import_key, one.title) for one in desk.projects()] == [("2025/1", "Vélos"), ("2026/1", "Haies")]


@pytest.mark.any_engine
def test_day_is_that_of_paris_and_an_answer_one_of_those_that_may_be() -> None:
    day, short = Question(kind=QuestionKind.DATE), Question(kind=QuestionKind.SHORT, max_length=3)

    assert values.answer(day, "2026-03-01T23:30:00Z", values.ISO) == "2026-03-02"
    assert values.answer(short, "abc", values.ISO) == "abc"
    with pytest.raises(values.Unfit, match="4 signes"):
        values.answer(short, "abcd", values.ISO)
    labels = (("1", "Droit", "Law"), ("2", "Droit, fiscalité", "Tax law"))
    options = [dict(zip(("value", "label", "label_en"), one, strict=True)) for one in labels]
    choice, several = (Question(kind=kind, options=options) for kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL))
    assert values.answer(choice, "tax LAW", values.ISO) == values.answer(several, "Droit, fiscalité", values.ISO) == "2"
    number, link = Question(kind=QuestionKind.NUMBER), Question(kind=QuestionKind.LINK)
    assert values.answer(number, "1\u202f250,5", values.ISO) == "1250.5"
    assert values.answer(link, "exemple.fr/a", values.ISO) == "https://exemple.fr/a"
    for question, text in ((several, "Droit, magie"), (link, "javascript:alert(1)")):
        with pytest.raises(values.Unfit):
            values.answer(question, text, values.ISO)


def test_what_a_cell_cannot_be_is_said(desk: Desk) -> None:
    rows = "7;a@b.example;B;A;Ailleurs;31/02/2026;Vélos;p\n8;a@b.example;B;A;Accepté;2026-01-02T09:00:00+01:00;B;p\n"
    desk.choose(desk.upload(f"{DEMARCHES}\n{rows}9;;B;A;Brouillon;;Sans adresse;p\n"))
    page = desk.client.get(f"/imports/{desk.run().id}")

    assert "« 31/02/2026 » n’est pas une date" in page.text
    assert "Un brouillon n’est lu que par son équipe : il faut l’adresse de son porteur." in plain(page.text)
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
