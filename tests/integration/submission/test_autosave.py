"""Saving while one types: each field on its own, nobody's text replaced unseen, one line of the journal for a spell."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import NotAllowed, StaleVersion, WrongState
from incubator.core.held_forms import HeldForm
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import InformationRequest, JournalEntry, Person, Project, Revision, TeamMember
from incubator.domain.states import State
from incubator.submission import operations, queries
from tests.factories import actor_of, assign_reader, make_organisation, make_person, make_project, make_staff
from tests.integration.submission.conftest import World, answers_of, ask

PROBLEM = "Chaque année, 300 familles attendent."  # what the draft of the tests begins with


def save(client: Any, world: World, *, version: int = 1, seen: dict[str, str] | None = None, **texts: str) -> Any:
    """Send what the script of the page sends: the fields that changed, and what the page knew of them."""
    known = {"title": "Projet 1", "answer_problem": PROBLEM, **(seen or {})}
    data = {"version": str(version), **texts, **{f"was-{name}": known.get(name, "") for name in texts}}
    page = client.post(f"{world.url}/autosave", data, headers={"Accept": "application/json"})
    page.answer = json.loads(page.raw) if page.headers["Content-Type"] == "application/json" else None
    return page


def entries(session: Session, project: Project) -> list[JournalEntry]:
    query = select(JournalEntry).where(JournalEntry.project_id == project.id).order_by(JournalEntry.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


@pytest.fixture
def colleague(session: Session, world: World) -> Person:
    person = make_person(session, world.organisation, name="Bastien Roumieu")
    session.add(TeamMember(project_id=world.project.id, person_id=person.id, name=person.name))
    session.flush()
    return person


def test_autosave_keeps_what_was_typed_and_says_when(session: Session, sign_in: Any, world: World) -> None:
    page = save(sign_in(world.owner), world, answer_audience="Les familles.")

    assert page.status == 200
    assert page.answer["sentence"].startswith("Enregistré à ")
    assert (page.answer["version"], page.answer["texts"]) == (2, None)
    assert (page.answer["clashes"], page.answer["wrong"], page.answer["also"]) == ([], [], "")
    assert answers_of(session, world.project) == {"problem": PROBLEM, "audience": "Les familles."}
    session.refresh(world.project)
    assert world.project.title == "Projet 1"


def test_autosave_tells_how_far_the_dossier_is(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)

    emptied = save(client, world, answer_problem="").answer
    again = save(client, world, version=2, seen={"answer_problem": ""}, answer_problem="Un autre texte.").answer
    ask(session, world.call, "why", QuestionKind.LONG, required=True)
    answered = save(client, world, version=3, answer_why="Parce que.").answer

    assert "3 sur 4" in emptied["progress"]
    assert "4 sur 4" in again["progress"]
    assert "5 sur 5" in answered["progress"]


def test_autosave_keeps_the_right_fields_and_names_the_wrong_ones(session: Session, sign_in: Any, world: World) -> None:
    ask(session, world.call, "families", QuestionKind.NUMBER)
    ask(session, world.call, "known", QuestionKind.YES_NO)

    page = save(
        sign_in(world.owner),
        world,
        title="x" * 81,
        answer_families="beaucoup",
        answer_known="oh",
        answer_audience="Oui.",
    )

    assert page.status == 200
    assert [(one["name"], one["anchor"]) for one in page.answer["wrong"]] == [
        ("title", "title"), ("answer_families", "answer_families"), ("answer_known", "answer_known-0"),
    ]  # fmt: skip
    assert "compte 81" in page.answer["wrong"][0]["mistake"]
    assert page.answer["wrong"][0]["label"] == "Titre du projet"
    assert "sauf 3 réponses" in page.answer["sentence"]
    session.refresh(world.project)
    assert world.project.title == "Projet 1"
    assert answers_of(session, world.project) == {"problem": PROBLEM, "audience": "Oui."}


def test_autosave_without_a_change_writes_nothing(session: Session, sign_in: Any, world: World) -> None:
    page = save(sign_in(world.owner), world, title=" Projet 1 ")

    assert (page.status, page.answer["version"]) == (200, 1)
    assert entries(session, world.project) == []


def test_autosave_knows_a_text_by_what_is_stored(session: Session, sign_in: Any, world: World) -> None:
    """The page shows « 3,5 », the database holds « 3.5 »: nobody else wrote."""
    ask(session, world.call, "days", QuestionKind.NUMBER)
    client = sign_in(world.owner)
    save(client, world, answer_days="3,5")

    page = save(client, world, version=2, seen={"answer_days": "3,5"}, answer_days="4")

    assert page.answer["clashes"] == []
    assert answers_of(session, world.project)["days"] == "4"


def test_autosave_accepts_what_it_saved_without_being_heard(session: Session, sign_in: Any, world: World) -> None:
    """The answer was lost on its way: the page then says both what it knew and what it sent."""
    client = sign_in(world.owner)
    save(client, world, title="Un titre")
    both = {"version": "1", "title": "Un titre plus long", "was-title": ["Projet 1", "Un titre"]}

    page = client.post(f"{world.url}/autosave", both, headers={"Accept": "application/json"})

    assert json.loads(page.raw)["clashes"] == []
    session.refresh(world.project)
    assert world.project.title == "Un titre plus long"


def test_autosave_of_two_people_in_different_fields_needs_no_question(
    session: Session, sign_in: Any, world: World, colleague: Person
) -> None:
    save(sign_in(colleague), world, answer_audience="Les familles.")

    page = save(sign_in(world.owner), world, title="Mon titre")

    assert page.answer["clashes"] == []
    assert page.answer["version"] == 3
    assert page.answer["texts"]["answer_audience"] == "Les familles."
    assert page.answer["texts"]["title"] == "Mon titre"
    assert answers_of(session, world.project)["audience"] == "Les familles."
    session.refresh(world.project)
    assert world.project.title == "Mon titre"


def test_autosave_never_replaces_what_somebody_else_wrote_in_the_same_field(
    session: Session, sign_in: Any, world: World, colleague: Person
) -> None:
    save(sign_in(colleague), world, title="Son titre")

    page = save(sign_in(world.owner), world, title="Mon titre", answer_audience="Les familles.")

    assert page.status == 200
    assert page.answer["clashes"] == [{"name": "title", "anchor": "title", "label": "Titre du projet"}]
    assert "Une réponse a changé ailleurs" in page.answer["sentence"]
    assert page.answer["texts"]["title"] == "Son titre"
    session.refresh(world.project)
    assert world.project.title == "Son titre"
    assert answers_of(session, world.project)["audience"] == "Les familles."
    # The page keeps its version: the ordinary save shows both.
    compared = sign_in(world.owner).post(f"{world.url}/edit", {"version": "1", "title": "Mon titre"})
    assert (compared.status, compared.h1) == (409, "Deux versions de votre dossier")
    assert len(compared.soup.select(".cards")) == 1


def test_autosave_in_the_same_instant_compares_again(
    session: Session, sign_in: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other transaction ends between our reading and our writing."""
    keep, times = operations.keep_words, []

    def late(session_: Session, **values: Any) -> operations.Kept:
        times.append(1)
        if len(times) == 1:
            raise StaleVersion("")
        return keep(session_, **values)

    monkeypatch.setattr(operations, "keep_words", late)

    page = save(sign_in(world.owner), world, title="Mon titre")

    assert (page.status, len(times)) == (200, 2)
    session.refresh(world.project)
    assert world.project.title == "Mon titre"


def test_keeping_words_refuses_to_write_over_a_version_it_has_not_read(session: Session, world: World) -> None:
    actor = actor_of(session, world.owner)
    session.expire_all()
    project = queries.texts(session, actor, world.project.id)
    changed = update(Project).where(Project.id == project.id).values(version=project.version + 1)
    session.execute(changed.execution_options(synchronize_session=False))

    with pytest.raises(StaleVersion):
        operations.keep_words(
            session, actor=actor, project=project, typed={"title": "Mon titre"}, seen={"title": {"Projet 1"}}
        )

    assert session.is_active is False or session.execute(text("SELECT 1")).scalar() == 1


def test_keeping_words_is_refused_to_others_and_once_the_call_is_closed(session: Session, world: World) -> None:
    owner = actor_of(session, world.owner)
    stranger = actor_of(session, make_person(session, world.organisation))
    project = queries.texts(session, owner, world.project.id)
    words: dict[str, Any] = {"project": project, "typed": {"title": "Le mien"}, "seen": {"title": {"Projet 1"}}}

    with pytest.raises(NotAllowed):
        operations.keep_words(session, actor=stranger, **words)
    clock.freeze(world.call.closes_at)
    with pytest.raises(WrongState):
        operations.keep_words(session, actor=owner, **words)


def test_autosave_is_refused_once_the_call_is_closed(session: Session, sign_in: Any, world: World) -> None:
    clock.freeze(world.call.closes_at + timedelta(seconds=1))

    page = save(sign_in(world.owner), world, title="Trop tard")

    assert page.status == 409
    assert "L’appel est clos" in page.answer["sentence"]
    session.refresh(world.project)
    assert world.project.title == "Projet 1"


@pytest.mark.parametrize("state", [State.SUBMITTED, State.UNDER_REVIEW, State.MENTORING, State.WITHDRAWN])
def test_autosave_is_refused_out_of_draft(session: Session, sign_in: Any, world: World, state: State) -> None:
    world.project.state, world.project.submitted_at = state, clock.now()
    session.flush()

    page = save(sign_in(world.owner), world, title="Trop tard")

    assert page.status == 409
    assert page.answer["sentence"].startswith("Ce dossier est")
    session.refresh(world.project)
    assert world.project.title == "Projet 1"


def test_autosave_without_a_session_says_so(session: Session, visitor: Any, world: World) -> None:
    page = save(visitor, world, title="Sans session")

    assert (page.status, page.answer) == (401, {"error": "session"})
    assert save(visitor, world).status == 401
    # A person who opens the same address in a browser is led to the door.
    assert visitor.post(f"{world.url}/autosave").url == "/sign-in"


def test_autosave_with_the_token_of_an_old_session_says_so(
    session: Session, app: Any, sign_in: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    page = save(sign_in(world.owner), world, title="Jeton d’hier", csrf_token="hier")

    assert page.status == 401
    assert list(session.scalars(select(HeldForm))) == []  # the page keeps its text by itself
    session.refresh(world.project)
    assert world.project.title == "Projet 1"


def test_autosave_is_for_the_team(session: Session, sign_in: Any, world: World) -> None:
    world.project.state, world.project.submitted_at = State.UNDER_REVIEW, clock.now()
    session.flush()
    secretary, reader = make_staff(session, world.call), make_person(session, world.organisation)
    assign_reader(session, world.project, reader)
    others = make_person(session, world.organisation), make_person(session, make_organisation(session))

    statuses = [save(sign_in(one), world, title="Le mien").status for one in (secretary, reader, *others)]

    assert statuses == [404, 404, 404, 404]


def test_autosave_takes_over_from_a_form_given_back(session: Session, sign_in: Any, world: World) -> None:
    """What was held while the session was lost is older than what is saved since: it must not come back."""
    held = HeldForm(author=world.owner.id.hex, path=f"{world.url}/edit", fields={"title": ["Ancien"]})
    session.add(held)
    session.commit()
    client = sign_in(world.owner)
    with client.client.session_transaction() as cookie:
        cookie["held_form"] = str(held.id)
    given_back = client.get(f"{world.url}/edit")

    save(client, world, title="Nouveau")

    assert given_back.field("title") == "Ancien"
    assert json.loads(given_back.soup.select_one("[data-autosave]")["data-stored"])["title"] == "Projet 1"
    assert client.get(f"{world.url}/edit").field("title") == "Nouveau"


def test_the_form_tells_the_script_what_is_stored_where_it_shows_something_else(sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)

    def stored(page: Any) -> Any:
        return json.loads(page.soup.select_one("[data-autosave]")["data-stored"])

    as_stored = client.get(f"{world.url}/edit")
    refused = client.post(f"{world.url}/edit", {"version": "1", "title": "x" * 81, "answer_audience": "Oui."})

    assert stored(as_stored) == {}
    assert stored(refused) == {"title": "Projet 1", "answer_audience": ""}


def test_autosave_costs_the_same_with_many_questions(
    session: Session, sign_in: Any, world: World, count_queries: Any
) -> None:
    client = sign_in(world.owner)
    save(client, world, title="Titre 1")
    with count_queries() as few:
        save(client, world, seen={"title": "Titre 1"}, title="Titre 2")
    for n in range(30):
        ask(session, world.call, f"extra{n}", QuestionKind.LONG)
    with count_queries() as many:
        save(client, world, seen={"title": "Titre 2"}, title="Titre 3")

    assert len(few) == len(many)


def test_words_of_a_dossier_handed_in_are_kept_by_its_next_version_alone(session: Session, world: World) -> None:
    world.project.state, world.project.submitted_at = State.SUBMITTED, clock.now()
    session.flush()
    actor = actor_of(session, world.owner)
    project = queries.texts(session, actor, world.project.id)
    words: dict[str, Any] = {"actor": actor, "project": project, "typed": {"title": "Le mien"}}

    with pytest.raises(WrongState, match="nouvelle version"):
        operations.keep_words(session, seen={"title": {"Projet 1"}}, **words)
    with pytest.raises(WrongState, match="nouvelle version"):
        operations.save_answers(session, version=project.version, **words)
    assert project.title == "Projet 1"


def test_what_is_asked_again_changes_alone_and_what_was_handed_in_is_kept(session: Session, world: World) -> None:
    """A dossier received before versions were kept, of which one answer is asked."""
    project = make_project(session, world.call, owner=world.owner, state=State.INFO_REQUESTED)
    session.add(InformationRequest(project_id=project.id, asked_by_id=world.owner.id, message="?", fields=["problem"]))
    session.flush()
    actor = actor_of(session, world.owner)
    project = queries.texts(session, actor, project.id)
    before = project.title
    typed = {"title": "Forgé", "answer_problem": "Complété."}

    operations.keep_words(
        session, actor=actor, project=project, typed=typed, seen={name: {before} | {was(project)} for name in typed}
    )

    assert (project.title, was(project)) == (before, "Complété.")
    kept = session.scalars(select(Revision)).one()
    assert "Complété." not in str(kept.answers)
    operations.save_answers(session, actor=actor, project=project, version=project.version, typed={"title": "Forgé"})
    assert project.title == before


def was(project: Project) -> str:
    return next(answer.value for answer in project.answers)
