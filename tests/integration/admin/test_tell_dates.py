"""A date that changes is told to whoever it concerns, when those who run the call ask for it."""

from datetime import timedelta

from sqlalchemy import select

from incubator.core.outbox import OutboxEmail
from incubator.core.presentation import date_long
from incubator.domain.kinds import Role
from incubator.domain.models import Person, RoleGrant, TeamMember
from incubator.domain.states import State
from tests.factories import grant, make_call, make_organisation, make_person, make_project, make_staff
from tests.integration.admin.test_edit_organisation import typed
from tests.texts import plain


def move_the_jury(session, call, manager, sign_in, **values):
    session.commit()
    url = f"/calls/{call.code}/settings"
    client = sign_in(manager)
    later = call.jury_on + timedelta(days=1)
    return client.post(url, typed(client.get(url)) | {"jury_on": later.isoformat(), "tell": "y"} | values)


def told(session):
    return set(session.scalars(select(OutboxEmail.recipient)))


def test_changed_date_is_told_once_to_each_person_it_concerns(session, call, manager, sign_in):
    agent = make_person(session, language="en")
    colleague = make_person(session)
    going_on = make_project(session, call, owner=agent, state=State.UNDER_REVIEW)
    session.add(TeamMember(project_id=going_on.id, person_id=colleague.id))
    make_project(session, call, owner=agent, state=State.DRAFT)
    make_project(session, call, state=State.WITHDRAWN)
    make_project(session, call, state=State.NOT_ADMISSIBLE)
    juror = grant(session, make_person(session), Role.JUROR, call)
    left = grant(session, make_person(session), Role.COMMITTEE_MEMBER, call)
    session.scalars(select(RoleGrant).where(RoleGrant.person_id == left.id)).one().ended_at = call.opens_at
    make_project(session, make_call(session, make_organisation(session)), state=State.SUBMITTED)
    gone = make_project(session, call, state=State.SUBMITTED)
    session.get_one(Person, gone.owner_id).disabled_at = call.opens_at

    page = move_the_jury(session, call, manager, sign_in)

    assert "Les réglages de l’appel sont enregistrés. 3 personnes en sont prévenues par courriel." in page.text
    mails = list(session.scalars(select(OutboxEmail)))
    assert sorted(mail.recipient for mail in mails) == sorted([agent.email, colleague.email, juror.email])
    english = next(mail for mail in mails if mail.recipient == agent.email)
    french = next(mail for mail in mails if mail.recipient == juror.email)
    assert "Jury day" in english.body
    assert "Le calendrier de l’appel" in plain(french.body)
    assert "Clôture" not in french.body
    new, _instead, old = plain(french.body).partition("(au lieu du")
    session.refresh(call)
    assert date_long(call.jury_on) in new and date_long(call.jury_on - timedelta(days=1)) in old


def test_nobody_is_told_unless_asked_nor_when_no_date_moves(session, call, manager, sign_in):
    make_project(session, call, state=State.SUBMITTED)
    move_the_jury(session, call, manager, sign_in, tell="")
    session.expire_all()
    same = call.jury_on.isoformat()
    move_the_jury(session, call, manager, sign_in, jury_on=same, winner_places="7")
    assert told(session) == set()


def test_nobody_is_told_of_a_call_in_preparation(session, call, manager, sign_in):
    call.public = False
    make_staff(session, call)
    move_the_jury(session, call, manager, sign_in)
    before = call.closes_at
    later = {"closes_at": f"{before + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    sign_in(manager).post(f"/calls/{call.code}/postpone", later)
    session.refresh(call)
    assert call.closes_at > before
    assert told(session) == set()


def test_page_says_how_many_would_be_told(session, call, manager, sign_in):
    make_project(session, call, state=State.SUBMITTED)
    make_staff(session, call)
    session.commit()
    assert "2 personnes : les équipes" in sign_in(manager).get(f"/calls/{call.code}/settings").text
