"""Questions and answers between a team and those who run the call: one notice until it is read, and nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Coaching, JournalEntry, Person, Project, ThreadMessage
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import PageClient

SignIn = Callable[[Person], PageClient]


@dataclass
class World:
    call: Call
    project: Project
    owner: Person
    staff: Person

    @property
    def url(self) -> str:
        return f"/projects/{self.project.id}/exchanges"


@pytest.fixture
def world(session: Session) -> World:
    organisation = make.make_organisation(session)
    call = make.make_call(session, organisation)
    owner = make.make_person(session, organisation, name="Adèle Vauquelin")
    project = make.make_project(session, call, owner=owner, state=State.UNDER_REVIEW)
    staff = make.make_staff(session, call)
    session.commit()
    return World(call, project, owner, staff)


def thread(session: Session) -> list[ThreadMessage]:
    query = select(ThreadMessage).order_by(ThreadMessage.created_at)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def test_a_question_is_asked_answered_and_told_once_until_read(
    session: Session, world: World, sign_in: SignIn, sent: Any
) -> None:
    conflicted = make.make_staff(session, world.call)
    make.declare_conflict(session, conflicted, world.project)
    session.commit()
    owner, staff = sign_in(world.owner), sign_in(world.staff)

    owner.post(world.url, {"text": "Quand aura lieu\nle pitch ?"})
    owner.post(world.url, {"text": "Et combien de temps dure-t-il ?"})

    assert [mail.recipient for mail in sent(session)] == [world.staff.email]
    assert "pitch ?" not in sent(session)[0].body
    assert "1 dossier dont l’équipe vous a écrit" in staff.get("/to-do").text
    assert "Lire et répondre" in staff.get(f"/calls/{world.call.code}/exchanges").text
    assert "Quand aura lieu" in staff.get(world.url).text
    staff.post(world.url, {"text": "Trois minutes."})
    page = owner.get(world.url)
    assert "Trois minutes." in page.text
    assert world.staff.name not in page.soup.select_one("main").text  # the programme answers in its own name
    assert "Lu le" in page.text
    assert [mail.recipient for mail in sent(session)][1:] == [world.owner.email]
    assert "1 message à lire" in owner.get("/to-do").text
    owner.post(f"{world.url}/read")
    assert "message à lire" not in owner.get("/to-do").text
    assert all(one.read_at for one in thread(session))
    entries = session.scalars(select(JournalEntry).where(JournalEntry.event == "write_message")).all()
    assert len(entries) == 3
    assert not any(entry.note or entry.after for entry in entries)


def test_an_empty_or_endless_message_is_refused_and_kept(session: Session, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.owner)

    assert client.post(world.url, {"text": " "}).status == 422
    page = client.post(world.url, {"text": "a" * 4001})

    assert page.status == 422
    assert page.field("text") == "a" * 4001
    assert thread(session) == []


def test_a_button_pressed_twice_sends_once(session: Session, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.owner)

    for _time in range(2):
        client.post(world.url, {"text": "Bonjour"})

    assert len(thread(session)) == 1


def test_a_message_is_corrected_or_taken_away_within_minutes(session: Session, world: World, sign_in: SignIn) -> None:
    client = sign_in(world.owner)
    client.post(world.url, {"text": "Bonjuor"})
    (message,) = thread(session)
    url = f"{world.url}/correct?message={message.id}"

    assert sign_in(world.staff).get(url).status == 404
    client.post(url, {"text": "Bonjour"})
    assert "corrigé" in client.get(world.url).text
    clock.freeze(clock.now() + timedelta(minutes=16))
    assert client.post(url, {"text": "Bonsoir"}).status == 409
    clock.freeze(None)
    client.post(url, {"text": ""})

    assert thread(session) == []
    events = session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)).all()
    assert events == ["write_message", "edit_message", "remove_message"]


def test_readers_jurors_coaches_and_the_conflicted_meet_no_thread(
    session: Session, world: World, sign_in: SignIn
) -> None:
    sign_in(world.owner).post(world.url, {"text": "Quetsche"})
    reader, coach, juror = (make.make_person(session) for _ in range(3))
    make.assign_reader(session, world.project, reader)
    session.add(Coaching(project_id=world.project.id, coach_id=coach.id, started_on=make.day(-1)))
    make.grant(session, juror, Role.JUROR, world.call)
    make.declare_conflict(session, world.staff, world.project)
    session.commit()

    for person, status in ((reader, 403), (coach, 403), (juror, 404), (world.staff, 404)):
        client = sign_in(person)
        assert client.get(world.url).status == status
        assert client.post(world.url, {"text": "Bonjour"}).status == status
        for page in (f"/projects/{world.project.id}", f"/projects/{world.project.id}/journal", "/to-do"):
            text = client.get(page).text
            assert "Message envoyé" not in text
            assert "Échanges" not in text
            assert "vous a écrit" not in text  # nor that there is one more
    assert world.project.title not in sign_in(world.staff).get(f"/calls/{world.call.code}/exchanges").text


def test_a_draft_says_where_to_ask(session: Session, world: World, sign_in: SignIn) -> None:
    draft = make.make_project(session, world.call, owner=world.owner, state=State.DRAFT)
    session.commit()
    client = sign_in(world.owner)

    page = client.get(f"/projects/{draft.id}/exchanges")

    assert "Les échanges s’ouvrent avec le dépôt" in page.text
    assert not page.soup.select("main textarea")
    assert client.post(f"/projects/{draft.id}/exchanges", {"text": "Bonjour"}).status == 403


def test_tab_says_how_many_messages_are_unread(world: World, sign_in: SignIn) -> None:
    owner, staff = sign_in(world.owner), sign_in(world.staff)
    owner.post(world.url, {"text": "Quand aura lieu le pitch ?"})
    owner.post(world.url, {"text": "Et combien de temps dure-t-il ?"})

    def tab(client: PageClient) -> str:
        page = client.get(f"/projects/{world.project.id}")
        return " ".join(page.soup.select_one(f'.tabs a[href="{world.url}"]').text.split())

    assert [tab(staff), tab(owner)] == ["Échanges 2 messages non lus", "Échanges"]
    staff.post(f"{world.url}/read")
    assert tab(staff) == "Échanges"


def test_tab_asks_one_thing_of_the_database_and_nothing_for_who_has_no_thread(
    session: Session, world: World, sign_in: SignIn, count_queries: Any
) -> None:
    reader = make.make_person(session)
    make.assign_reader(session, world.project, reader)
    session.commit()

    def asked(person: Person) -> int:
        with count_queries() as queries:
            assert sign_in(person).get(f"/projects/{world.project.id}").status == 200
        return sum("thread_messages" in one for one in queries)

    assert [asked(world.owner), asked(world.staff), asked(reader)] == [1, 1, 0]
    world.project.state = State.DRAFT
    session.commit()
    assert asked(world.owner) == 0


def test_draft_of_a_message_knows_what_was_sent_last(world: World, sign_in: SignIn) -> None:
    owner = sign_in(world.owner)
    owner.post(world.url, {"text": "Bonjour\r\nà vous"})
    sign_in(world.staff).post(world.url, {"text": "Bonjour"})

    box = owner.get(world.url).soup.select_one("form [data-draft]")

    assert box["data-sent"] == "Bonjour\nà vous"
    assert box["data-copies"] == f"words {world.owner.id} {world.project.id} draft-"  # goes away on signing out
    assert box.select_one("[data-question]").has_attr("hidden")
