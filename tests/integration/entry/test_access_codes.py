"""Access codes: made by those who run a call, used by late or invited people, traced."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.core.errors import NotReady, WrongState
from incubator.core.outbox import OutboxEmail
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Role
from incubator.domain.models import AccessCode, JournalEntry, Person, Project
from incubator.domain.states import State
from incubator.entry import operations
from tests.factories import actor_of, make_call, make_organisation, make_person, make_project, make_staff
from tests.texts import plain


@pytest.fixture
def organisation(session):
    return make_organisation(session)


@pytest.fixture
def call(session, organisation):
    return make_call(session, organisation)


@pytest.fixture
def secretary(session, call, sign_in):
    person = make_staff(session, call)
    session.commit()
    return sign_in(person)


def make_code(session, call, secretary, **typed):
    until = f"{clock.now() + timedelta(days=4):%Y-%m-%dT%H:%M}"
    typed = {"note": "Panne de messagerie", "places": "1", "valid_until": until} | typed
    page = secretary.post(f"/calls/{call.code}/access-codes", typed)
    assert page.status == 200, page.text
    return session.scalars(select(AccessCode).order_by(AccessCode.created_at.desc())).first()


def close(session, call):
    clock.freeze(call.closes_at + timedelta(days=1))


def test_late_team_hands_in_its_draft_until_the_code_ends(session, organisation, call, secretary, sign_in):
    owner = make_person(session, organisation)
    draft = make_project(session, call, owner=owner, state=State.DRAFT)
    session.commit()
    close(session, call)
    code = make_code(session, call, secretary)
    client = sign_in(owner)
    assert "L’appel est clos" in client.get(f"/projects/{draft.id}/edit").text

    spoken = f"{code.code[:5].lower()} {code.code[5:]}"
    seen = client.post("/access", {"code": spoken})
    assert f"Votre brouillon {draft.reference}" in seen.text
    page = client.post(seen.url)

    assert page.url == f"/projects/{draft.id}/edit"
    session.refresh(draft)
    assert draft.open_until == code.valid_until
    assert client.post(f"/projects/{draft.id}/submit").status == 200
    session.refresh(draft)
    assert draft.state is State.SUBMITTED
    used = session.scalars(select(JournalEntry).where(JournalEntry.event == "use_access_code")).one()
    assert (used.actor_id, used.project_id) == (owner.id, draft.id)
    assert owner.name in secretary.get(f"/calls/{call.code}/access-codes").text


def test_late_draft_is_closed_again_when_the_code_ends(session, organisation, call, secretary, sign_in):
    owner = make_person(session, organisation)
    draft = make_project(session, call, owner=owner, state=State.DRAFT)
    session.commit()
    close(session, call)
    code = make_code(session, call, secretary)
    client = sign_in(owner)
    client.post(f"/access/{code.code}")
    clock.freeze(code.valid_until)
    assert client.post(f"/projects/{draft.id}/submit").status == 409


def test_code_lasts_to_the_second_and_never_takes_time_back(session, organisation, call, secretary, sign_in):
    owner, late = make_person(session, organisation), make_person(session, organisation)
    draft = make_project(session, call, owner=owner, state=State.DRAFT)
    session.commit()
    long = make_code(session, call, secretary)
    soon = f"{clock.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    short = make_code(session, call, secretary, places="2", valid_until=soon)
    for code in (long, short):
        sign_in(owner).post(f"/access/{code.code}")
    session.refresh(draft)
    assert draft.open_until == long.valid_until > short.valid_until

    clock.freeze(short.valid_until)

    assert sign_in(late).post(f"/access/{short.code}").status == 409
    facts = {"note": "x", "places": 1, "email": "", "make_url": str, "call": call}
    actor = actor_of(session, make_staff(session, call))
    with pytest.raises(NotReady, match="à venir"):
        operations.make_code(session, actor=actor, valid_until=clock.now(), **facts)
    with pytest.raises(WrongState, match="plus valable"):  # the page was opened a second before
        operations.use_code(session, actor=actor, typed=short.code)


def test_person_invited_from_outside_signs_in_and_proposes(session, call, secretary, visitor, sign_in):
    call.applicants = Applicants.INVITED
    session.commit()
    code = make_code(session, call, secretary, email="Camille@Ailleurs.example")
    mail = session.scalars(select(OutboxEmail)).one()
    assert (mail.recipient, f"/access/{code.code}" in mail.body) == ("camille@ailleurs.example", True)
    visitor.post("/sign-in", {"email": "camille@ailleurs.example"})
    letter = session.scalars(select(OutboxEmail).order_by(OutboxEmail.created_at.desc())).first()
    assert "/sign-in/link/" in letter.body
    guest = make_person(session, email="camille@ailleurs.example")
    session.commit()
    client = sign_in(guest)
    assert client.get(f"/calls/{call.code}/propose").status == 404

    page = client.post(f"/access/{code.code}")

    assert page.url.endswith("/edit")
    assert client.get(f"/calls/{call.code}/propose").status == 200
    project = session.scalars(select(Project).where(Project.owner_id == guest.id)).one()
    again = client.post(f"/access/{code.code}")
    assert again.url == f"/projects/{project.id}/edit"


def test_code_serves_as_many_people_as_said_and_no_more(session, organisation, call, secretary, sign_in):
    code = make_code(session, call, secretary)
    first, second = make_person(session, organisation), make_person(session, organisation)
    session.commit()
    sign_in(first).post(f"/access/{code.code}")

    page = sign_in(second).post(f"/access/{code.code}")

    assert page.status == 409
    assert "Ce code a déjà servi" in page.text
    assert session.scalar(select(Project.id).where(Project.owner_id == second.id)) is None


def test_ended_code_opens_nothing(session, organisation, call, secretary, sign_in):
    code = make_code(session, call, secretary)
    agent = make_person(session, organisation)
    session.commit()
    secretary.post(f"/calls/{call.code}/access-codes/end", {"code_id": str(code.id)})
    assert sign_in(agent).post(f"/access/{code.code}").status == 409
    assert sign_in(agent).post("/access/NEVERMADE2").status == 404


def test_codes_are_for_those_who_run_the_call(session, organisation, call, secretary, sign_in):
    code = make_code(session, call, secretary)
    stranger = make_staff(session, make_call(session, make_organisation(session)))
    member = make_staff(session, call, Role.COMMITTEE_MEMBER)
    session.commit()
    for person, status in ((stranger, 404), (member, 403)):
        client = sign_in(person)
        assert client.get(f"/calls/{call.code}/access-codes").status == status
        assert client.post(f"/calls/{call.code}/access-codes/end", {"code_id": str(code.id)}).status == status
    elsewhere = make_call(session, make_organisation(session))
    other = make_staff(session, elsewhere)
    session.commit()
    page = sign_in(other).post(f"/calls/{elsewhere.code}/access-codes/end", {"code_id": str(code.id)})
    assert page.status == 404  # a code of another call


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"note": ""}, "Écrivez pour qui est ce code"),
        ({"places": "0"}, "Écrivez un nombre entier de 1 à 50."),
        ({"valid_until": "2020-01-01T10:00"}, "Choisissez une date à venir."),
        ({"email": "camille"}, "Cette adresse n’est pas complète"),
    ],
)
def test_code_that_cannot_be_is_refused_and_stays_typed(session, call, secretary, typed, sentence):
    values = {"note": "Gardé tel quel", "places": "3", "valid_until": "2090-01-01T10:00"} | typed
    page = secretary.post(f"/calls/{call.code}/access-codes", values)
    assert page.status in (409, 422)
    assert sentence in page.text
    assert values["note"] in page.soup.decode()
    assert session.scalar(select(AccessCode.id)) is None


def test_a_late_dossier_says_why_and_by_whom_it_was_let_in(session, organisation, call, secretary, sign_in):
    owner = make_person(session, organisation)
    draft = make_project(session, call, owner=owner, state=State.DRAFT)
    session.commit()
    close(session, call)
    code = make_code(session, call, secretary)
    client = sign_in(owner)
    client.post(f"/access/{code.code}")
    client.post(f"/projects/{draft.id}/submit")
    seen = plain(secretary.get(f"/projects/{draft.id}/screening").text)
    name = session.get_one(Person, code.made_by_id).name
    assert f"code d’accès donné par {name}" in seen
    assert "Panne de messagerie" in seen
    exported = plain(secretary.get(f"/calls/{call.code}/screening/export?state=all").raw.decode())
    assert f'"oui";"Panne de messagerie";"{name}"' in exported


def test_a_dossier_received_in_the_minutes_of_grace_says_so(session, call, secretary):
    call.grace_minutes = 30
    at = call.closes_at + timedelta(minutes=10)
    late = make_project(session, call, submitted_at=at)
    late.created_at = call.closes_at - timedelta(hours=1)
    unexplained = make_project(session, call, submitted_at=call.closes_at + timedelta(hours=2))
    session.commit()
    clock.freeze(call.closes_at + timedelta(days=1))
    assert "30 minutes de grâce" in plain(secretary.get(f"/projects/{late.id}/screening").text)
    assert "Ni code d’accès ni minutes de grâce" in secretary.get(f"/projects/{unexplained.id}/screening").text
