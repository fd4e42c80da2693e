"""Taking a project off the waiting list, once the committee's decisions are published."""

import pytest
from sqlalchemy import select

from incubator.core import clock
from incubator.core.errors import NotAllowed, StaleVersion, WrongState
from incubator.domain.decisions import Choice
from incubator.domain.kinds import Outcome, Role
from incubator.domain.models import JournalEntry, Person
from incubator.domain.states import State
from incubator.selection import operations
from tests.factories import actor_of, declare_conflict, grant, make_person, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee, prepare

TYPED = {"version": "1", "outcome": "shortlisted", "reason": "Une place se libère.", "feedback": "Bravo."}


def on_list(session, call, staff, rank=1, **values):
    """A ranked project of the waiting list, told so."""
    project = make_dossier(session, call, State.WAITING_LIST, **values)
    finish(session, project, make_member(session, call), 4, 4)
    return project, prepare(session, project, Outcome.WAITING_LIST, staff, rank=rank, published_at=clock.now())


def settle(session, person, project, outcome=Outcome.SHORTLISTED, version=1, reason=" Une place se libère. "):
    choice = Choice(outcome, None, reason, "Bravo.", version)
    return operations.settle_waiting(session, actor=actor_of(session, person), project=project, choice=choice)


def url_of(project):
    return f"/projects/{project.id}/waiting-list"


@pytest.mark.parametrize(
    ("outcome", "event"), [(Outcome.SHORTLISTED, "shortlist"), (Outcome.NOT_SHORTLISTED, "decline_on_file")]
)
def test_settle_waiting_decides_at_once_and_writes_to_the_team(session, sent, outcome, event):
    call = open_committee(session)
    staff = make_staff(session, call)
    project, decision = on_list(session, call, staff)
    told = decision.published_at
    settle(session, staff, project, outcome)
    assert project.state is outcome.state
    assert (decision.outcome, decision.rank, decision.reason) == (outcome, None, "Une place se libère.")
    assert decision.published_at >= told
    entries = session.scalars(select(JournalEntry).order_by(JournalEntry.id)).all()
    assert {(entry.event, entry.actor_id) for entry in entries} == {
        ("prepare_decision", staff.id),
        (event, staff.id),
    }
    (email,) = sent(session)
    assert (email.name, "Une place se libère." in email.body) == (f"letter_{outcome.value}", True)


def test_settle_waiting_refuses(session, sent):
    call = open_committee(session)
    staff, away = make_staff(session, call), make_staff(session, call)
    project, decision = on_list(session, call, staff)
    read = make_dossier(session, call)
    prepare(session, read, Outcome.WAITING_LIST, staff, rank=2)
    declare_conflict(session, away, project)
    chair = grant(session, make_person(session), Role.CHAIR, call)
    with pytest.raises(WrongState):
        settle(session, staff, read)
    with pytest.raises(WrongState):
        settle(session, staff, project, Outcome.WAITING_LIST)
    with pytest.raises(StaleVersion):
        settle(session, staff, project, version=decision.version + 1)
    owner = session.get_one(Person, project.owner_id)
    for person in (make_member(session, call), chair, away, owner):
        with pytest.raises(NotAllowed):
            settle(session, person, project)
    assert sent(session) == []


def test_nobody_is_invited_to_a_jury_day_that_is_closed(session, sign_in):
    call = open_committee(session, jury_closed_at=clock.now())
    staff = make_staff(session, call)
    project, _decision = on_list(session, call, staff)
    with pytest.raises(WrongState):
        settle(session, staff, project)
    session.commit()
    page = sign_in(staff).get(url_of(project))
    assert [one["value"] for one in page.soup.select("input[name=outcome]")] == ["not_shortlisted"]
    assert "Le jour du jury est clos" in page.text
    settle(session, staff, project, Outcome.NOT_SHORTLISTED)
    assert project.state is State.NOT_SHORTLISTED


def test_the_page_is_reached_from_the_ranking_and_the_decision_and_decides(session, sign_in, sent):
    call = open_committee(session)
    staff = make_staff(session, call)
    project, _decision = on_list(session, call, staff)
    session.commit()
    client, url = sign_in(staff), url_of(project)
    for start in (f"/calls/{call.code}/ranking", f"/projects/{project.id}/decision"):
        assert client.get(start).soup.select(f'a[href="{url}"]')
    page = client.get(url)
    assert (page.h1, page.field("feedback")) == ("Appeler un projet de la liste d’attente", "Un retour utile.")
    wrong = client.post(url, {**TYPED, "reason": ""})
    assert (wrong.status, wrong.field("feedback")) == (422, "Bravo.")
    assert client.post(url, {**TYPED, "outcome": "waiting_list"}).status == 422

    done = client.post(url, TYPED)

    assert done.url == f"/calls/{call.code}/ranking"
    assert [email.name for email in sent(session)] == ["letter_shortlisted"]
    again = client.post(url, {**TYPED, "version": "2"})
    assert (again.status, again.field("feedback")) == (409, "Bravo.")
    assert client.get(url).url == f"/projects/{project.id}/decision"
    assert len(sent(session)) == 1


def test_the_page_keeps_what_was_typed_after_another_decision(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project, _decision = on_list(session, call, staff)
    session.commit()
    page = sign_in(staff).post(url_of(project), {**TYPED, "version": "7"})
    assert (page.status, page.field("feedback"), page.field("version")) == (409, "Bravo.", "1")


def test_the_page_says_who_is_first(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    second, _decision = on_list(session, call, staff, 2)
    first, _decision = on_list(session, call, staff, 1, title="Première de la liste")
    session.commit()
    assert "Première de la liste passe avant" in sign_in(staff).get(url_of(second)).text
    assert "mieux placé" not in sign_in(staff).get(url_of(first)).text
    declare_conflict(session, staff, first)
    session.commit()
    assert "Première de la liste" not in sign_in(staff).get(url_of(second)).text


def test_the_page_is_closed_to_others(session, sign_in):
    call = open_committee(session)
    away, chair = make_staff(session, call), grant(session, make_person(session), Role.CHAIR, call)
    member = make_member(session, call)
    project, _decision = on_list(session, call, make_staff(session, call))
    declare_conflict(session, away, project)
    owner = session.get_one(Person, project.owner_id)
    session.commit()
    for person, status in ((member, 404), (chair, 404), (away, 404), (owner, 403)):
        assert sign_in(person).get(url_of(project)).status == status
        assert sign_in(person).post(url_of(project), TYPED).status == status
    text = sign_in(owner).get(f"/projects/{project.id}/decision").text
    assert "Appeler ce projet" not in text
