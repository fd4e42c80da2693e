"""Writing a dossier: what is kept, what is refused, who may."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import JournalEntry, Project
from incubator.domain.states import State
from tests.factories import assign_reader, make_call, make_organisation, make_person, make_project, make_staff
from tests.integration.submission.conftest import COMPLETE, World, answers_of, ask


def _entries(session: Session, project: Project) -> list[JournalEntry]:
    query = select(JournalEntry).where(JournalEntry.project_id == project.id, JournalEntry.event == "edit_project")
    return list(session.scalars(query.order_by(JournalEntry.id)))


def _save(client: Any, world: World, **changes: str) -> Any:
    form = client.get(f"{world.url}/edit")
    return client.post(f"{world.url}/edit", {**COMPLETE, "version": form.field("version"), **changes})


def test_edit_project_keeps_every_text_and_writes_the_journal(session: Session, sign_in: Any, world: World) -> None:
    page = _save(sign_in(world.owner), world)

    assert (page.status, page.url) == (200, f"{world.url}/edit")
    assert "Vos réponses sont enregistrées" in page.text
    session.refresh(world.project)
    assert (world.project.title, world.project.department, world.project.theme) == (
        "La première nuit", "Autonomie", "Mobilités",
    )  # fmt: skip
    assert answers_of(session, world.project) == {
        "problem": COMPLETE["answer_problem"],
        "audience": COMPLETE["answer_audience"],
        "phone": COMPLETE["answer_phone"],
    }
    assert world.project.version == 2
    (entry,) = _entries(session, world.project)
    assert entry.actor_id == world.owner.id
    assert entry.before["title"] == "Projet 1"
    assert entry.before["audience"] == ""
    assert entry.after == {key.removeprefix("answer_"): text for key, text in COMPLETE.items()}


def test_edit_project_records_only_what_changed(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    _save(client, world)

    _save(client, world, answer_problem="Chaque année, 300 accueils.")

    entry = _entries(session, world.project)[-1]
    assert entry.before == {"problem": COMPLETE["answer_problem"]}
    assert entry.after == {"problem": "Chaque année, 300 accueils."}
    session.refresh(world.project)
    assert world.project.version == 3


def test_edit_project_saves_a_draft_with_holes(session: Session, sign_in: Any, world: World) -> None:
    page = _save(sign_in(world.owner), world, title="", answer_problem="", department="", theme="")

    assert page.status == 200
    session.refresh(world.project)
    assert world.project.title == ""
    assert "problem" not in answers_of(session, world.project)


def test_edit_project_without_a_change_writes_nothing(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    _save(client, world)

    page = _save(client, world)

    assert "Vos réponses sont enregistrées" in page.text
    session.refresh(world.project)
    assert world.project.version == 2
    assert len(_entries(session, world.project)) == 1


def test_edit_project_then_reads_again(sign_in: Any, world: World) -> None:
    page = _save(sign_in(world.owner), world, then="review")

    assert page.url == world.url
    assert "Vos réponses sont enregistrées" in page.text


@pytest.mark.parametrize(("field", "limit"), [("title", 80), ("answer_problem", 1500), ("answer_phone", 40)])
def test_edit_project_refuses_a_text_too_long_and_keeps_it(
    session: Session, sign_in: Any, world: World, field: str, limit: int
) -> None:
    text = "é" * (limit + 12)

    page = _save(sign_in(world.owner), world, **{field: text})

    assert page.status == 422
    assert page.field(field) == text
    assert page.field("answer_audience") == COMPLETE["answer_audience"]
    error = page.soup.select_one(f"#{field}-error")
    assert f"compte {limit + 12} caractères, pour {limit} au plus : retirez-en 12" in " ".join(error.text.split())
    session.refresh(world.project)
    assert world.project.title == "Projet 1"
    assert _entries(session, world.project) == []


def test_edit_project_counts_a_line_end_as_one_character(session: Session, sign_in: Any, world: World) -> None:
    page = _save(sign_in(world.owner), world, answer_problem="a\r\n" * 749 + "bc")

    assert page.status == 200
    assert len(answers_of(session, world.project)["problem"]) == 1500


KINDS = [
    (QuestionKind.NUMBER, "1 200,5", "1200.5", "1200,5"),
    (QuestionKind.NUMBER, "12", "12", "12"),
    (QuestionKind.DATE, "2026-03-12", "2026-03-12", "jeudi 12 mars 2026"),
    (QuestionKind.DATE, "12/3/2026", "2026-03-12", "jeudi 12 mars 2026"),
    (QuestionKind.LINK, "www.exemple.fr/page", "https://www.exemple.fr/page", "https://www.exemple.fr/page"),
    (QuestionKind.LINK, "https://exemple.fr", "https://exemple.fr", "https://exemple.fr"),
    (QuestionKind.YES_NO, "yes", "yes", "Oui"),
    (QuestionKind.CHOICE, "two", "two", "Deux jours"),
    (QuestionKind.SHORT, "Court", "Court", "Court"),
    (QuestionKind.LONG, "Long", "Long", "Long"),
]
OPTIONS = [{"value": "one", "label": "Un jour"}, {"value": "two", "label": "Deux jours", "label_en": "Two days"}]


@pytest.mark.parametrize(("kind", "typed", "stored", "read"), KINDS)
def test_edit_project_knows_every_kind_of_question(
    session: Session, sign_in: Any, world: World, kind: QuestionKind, typed: str, stored: str, read: str
) -> None:
    ask(session, world.call, "extra", kind, options=OPTIONS if kind is QuestionKind.CHOICE else [])

    page = _save(sign_in(world.owner), world, answer_extra=typed, then="review")

    assert page.status == 200
    assert answers_of(session, world.project)["extra"] == stored
    answer = page.soup.find(string="Question extra ?").find_parent("section")
    assert answer.select_one(".answer-text").text.strip() == read


WRONG = [
    (QuestionKind.NUMBER, "beaucoup", "Écrivez un nombre"),
    (QuestionKind.DATE, "31/02/2026", "Cette date n’existe pas"),
    (QuestionKind.LINK, "javascript:alert(1)", "Cette adresse n’est pas complète"),
    (QuestionKind.LINK, "mon site", "Cette adresse n’est pas complète"),
    (QuestionKind.CHOICE, "three", "Choisissez une de ces réponses"),
    (QuestionKind.YES_NO, "maybe", "Choisissez une de ces réponses"),
]


@pytest.mark.parametrize(("kind", "typed", "sentence"), WRONG)
def test_edit_project_refuses_what_is_not_an_answer(
    session: Session, sign_in: Any, world: World, kind: QuestionKind, typed: str, sentence: str
) -> None:
    ask(session, world.call, "extra", kind, options=OPTIONS if kind is QuestionKind.CHOICE else [])

    page = _save(sign_in(world.owner), world, answer_extra=typed)

    assert page.status == 422
    assert sentence in page.soup.select_one("#answer_extra-error").text
    assert page.field("answer_problem") == COMPLETE["answer_problem"]
    assert answers_of(session, world.project) == {"problem": "Chaque année, 300 familles attendent."}


def test_edit_project_offers_many_choices_in_a_list(session: Session, sign_in: Any, world: World) -> None:
    options = [{"value": str(n), "label": f"Choix {n}"} for n in range(9)]
    ask(session, world.call, "extra", QuestionKind.CHOICE, options=options)

    page = sign_in(world.owner).get(f"{world.url}/edit")

    assert len(page.soup.select("select#answer_extra option")) == 10


def test_edit_project_keeps_a_choice_that_is_no_longer_offered(session: Session, sign_in: Any, world: World) -> None:
    world.project.theme = "Un thème d’avant"
    session.flush()

    page = _save(sign_in(world.owner), world, theme="Un thème d’avant")

    assert page.status == 200
    session.refresh(world.project)
    assert world.project.theme == "Un thème d’avant"


def test_edit_project_asks_the_department_in_words_when_there_is_no_list(
    session: Session, sign_in: Any, world: World
) -> None:
    world.organisation.departments, world.call.themes = [], []
    session.flush()

    page = _save(sign_in(world.owner), world, department="Archives", theme="Mémoire")

    assert page.soup.select_one("input#department") is not None
    session.refresh(world.project)
    assert (world.project.department, world.project.theme) == ("Archives", "Mémoire")
    assert _save(sign_in(world.owner), world, department="x" * 161).status == 422


@pytest.mark.parametrize("key", ["title", "data", "errors", "version", "validate"])
def test_edit_project_lets_a_call_name_its_questions_as_it_likes(
    session: Session, sign_in: Any, world: World, key: str
) -> None:
    ask(session, world.call, key, QuestionKind.SHORT)

    page = _save(sign_in(world.owner), world, **{f"answer_{key}": "une réponse"})

    assert page.status == 200
    assert answers_of(session, world.project)[key] == "une réponse"


def test_edit_page_says_how_far_and_who_reads(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    page = client.get(f"{world.url}/edit")

    assert page.h1 == "Écrire mon dossier"
    assert "4 sur 4" in page.soup.select_one(".focus-progress").text
    assert "Rien n’est envoyé" in page.text
    assert "jamais les lecteurs" in page.soup.select_one("#answer_phone-audience").text
    assert page.soup.select_one(".focus-leave")["href"] == world.url
    assert "(facultatif)" not in page.soup.select_one('label[for="answer_problem"]').text
    assert "(facultatif)" in page.soup.select_one('label[for="answer_audience"]').text
    assert "Dernier enregistrement" in _save(client, world).text


def test_edit_project_is_read_only_once_the_call_is_closed(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    form = client.get(f"{world.url}/edit")
    clock.freeze(world.call.closes_at + timedelta(seconds=1))

    page = client.get(f"{world.url}/edit")
    refused = client.post(f"{world.url}/edit", {**COMPLETE, "version": form.field("version")})

    assert page.status == 200
    assert "L’appel est clos" in page.text
    assert not page.soup.select("main form")
    assert refused.status == 409
    assert COMPLETE["answer_problem"] in refused.soup.select_one("#unsaved").text
    assert "Chaque année, 300 familles attendent." in refused.soup.select_one("#saved").text
    session.refresh(world.project)
    assert world.project.title == "Projet 1"


@pytest.mark.parametrize("state", [State.ADMISSIBLE, State.UNDER_REVIEW, State.MENTORING, State.WITHDRAWN])
def test_edit_project_is_read_only_out_of_draft(session: Session, sign_in: Any, world: World, state: State) -> None:
    world.project.state, world.project.submitted_at = state, clock.now()
    session.flush()
    client = sign_in(world.owner)

    page = client.get(f"{world.url}/edit")
    refused = client.post(f"{world.url}/edit", {**COMPLETE, "version": "1"})

    assert "Ce dossier ne se modifie plus" in page.text
    assert refused.status == 409
    assert answers_of(session, world.project) == {"problem": "Chaque année, 300 familles attendent."}


def test_edit_project_is_open_again_when_more_is_asked(session: Session, sign_in: Any) -> None:
    organisation = make_organisation(session)
    call = make_call(session, organisation, opens_in=-30, closes_in=-2)
    owner = make_person(session, organisation)
    project = make_project(session, call, owner=owner, state=State.INFO_REQUESTED)
    session.add(JournalEntry(project_id=project.id, event="ask_information", note="Combien de familles ?"))
    session.flush()
    client = sign_in(owner)

    page = client.get(f"/projects/{project.id}/edit")
    saved = client.post(f"/projects/{project.id}/edit", {**COMPLETE, "version": page.field("version")})

    assert "Combien de familles ?" in page.text
    assert saved.status == 200
    session.refresh(project)
    assert project.title == COMPLETE["title"]


def test_edit_project_is_for_the_team(session: Session, sign_in: Any, world: World) -> None:
    world.project.state, world.project.submitted_at = State.UNDER_REVIEW, clock.now()
    session.flush()
    secretary = make_staff(session, world.call)
    reader = make_person(session, world.organisation)
    assign_reader(session, world.project, reader)
    colleague = make_person(session, world.organisation)
    stranger = make_person(session, make_organisation(session))

    statuses = [sign_in(one).get(f"{world.url}/edit").status for one in (secretary, reader, colleague, stranger)]

    assert statuses == [403, 403, 404, 404]


def test_edit_project_costs_the_same_with_many_questions(
    session: Session, sign_in: Any, world: World, count_queries: Any
) -> None:
    client = sign_in(world.owner)
    with count_queries() as few:
        client.get(f"{world.url}/edit")
    for n in range(30):
        ask(session, world.call, f"extra{n}", QuestionKind.LONG)
    with count_queries() as many:
        client.get(f"{world.url}/edit")

    assert len(few) == len(many)
