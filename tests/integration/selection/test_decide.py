"""The committee's decision of one dossier is prepared, quietly."""

import pytest
from sqlalchemy import select

from incubator.core.errors import NotAllowed, StaleVersion, WrongState
from incubator.domain.decisions import Choice
from incubator.domain.kinds import Outcome, Role
from incubator.domain.models import Decision, JournalEntry, Person
from incubator.domain.states import State
from incubator.selection import operations
from tests.factories import actor_of, declare_conflict, grant, make_person, make_staff
from tests.integration.selection.builders import finish, make_dossier, make_member, open_committee, prepare


def choice(**values):
    return Choice(
        **{
            "outcome": Outcome.SHORTLISTED,
            "rank": None,
            "reason": "Utile.",
            "feedback": "Bravo.",
            "version": 0,
            **values,
        }
    )


def decide(session, person, project, one):
    return operations.prepare_decision(session, actor=actor_of(session, person), project=project, choice=one)


FORM = {
    "outcome": "not_shortlisted",
    "reason": "Le besoin reste à vérifier.",
    "feedback": "Rencontrez dix agents.",
    "version": "0",
}


def test_prepare_decision_tells_nobody_and_moves_nothing(session, sent):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    decision = decide(session, staff, project, choice())
    assert (decision.outcome, decision.reason, decision.published_at) == (Outcome.SHORTLISTED, "Utile.", None)
    assert project.state is State.UNDER_REVIEW
    assert [entry.event for entry in session.scalars(select(JournalEntry))] == ["prepare_decision"]
    assert sent(session) == []


def test_prepare_decision_may_be_changed_and_forgets_the_rank_of_another_outcome(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    first = decide(session, staff, project, choice(outcome=Outcome.WAITING_LIST, rank=2))
    again = decide(session, staff, project, choice(outcome=Outcome.NOT_SHORTLISTED, rank=2, version=first.version))
    assert (again.id, again.outcome, again.rank) == (first.id, Outcome.NOT_SHORTLISTED, None)


def test_prepare_decision_refuses_an_old_version(session):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    decide(session, staff, project, choice())
    with pytest.raises(StaleVersion):
        decide(session, staff, project, choice(version=0))


@pytest.mark.parametrize("state", [State.ADMISSIBLE, State.SHORTLISTED, State.PITCHED])
def test_prepare_decision_refuses_a_dossier_of_another_stage(session, state):
    call = open_committee(session)
    staff = make_staff(session, call)
    with pytest.raises(WrongState):
        decide(session, staff, make_dossier(session, call, state), choice())


def test_prepare_decision_refuses_those_who_do_not_decide(session):
    call = open_committee(session)
    project = make_dossier(session, call)
    away = make_staff(session, call)
    declare_conflict(session, away, project)
    owner = session.get_one(Person, project.owner_id)
    for person in (make_member(session, call), away, owner):
        with pytest.raises(NotAllowed):
            decide(session, person, project, choice())


def test_the_page_starts_from_what_readers_wrote_for_the_team(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    finish(session, project, make_member(session, call), 4, 4, candidate_comment="Problème net.")
    finish(
        session, project, make_member(session, call), 2, 2, candidate_comment="Chiffrez-le.", committee_comment="Bof"
    )
    session.commit()
    page = sign_in(staff).get(f"/projects/{project.id}/committee-decision")
    assert page.field("feedback").split("\n\n") == ["Problème net.", "Chiffrez-le."]


def test_the_page_still_offers_what_readers_wrote_once_the_line_is_drawn(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    finish(session, project, make_member(session, call), 4, 4, candidate_comment="Problème net.")
    prepare(session, project, Outcome.WAITING_LIST, staff, rank=2, reason="", feedback="")
    session.commit()
    page = sign_in(staff).get(f"/projects/{project.id}/committee-decision")
    assert (page.field("feedback"), page.field("rank"), page.field("version")) == ("Problème net.", "2", "1")
    assert page.soup.select_one("input[name=outcome][checked]")["value"] == "waiting_list"


def test_the_page_saves_and_goes_back_to_the_ranking(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    session.commit()
    page = sign_in(staff).post(f"/projects/{project.id}/committee-decision", FORM)
    assert (page.status, page.url) == (200, f"/calls/{call.code}/ranking")
    decision = session.scalars(select(Decision)).one()
    assert (decision.outcome, decision.reason, decision.feedback) == (
        Outcome.NOT_SHORTLISTED,
        FORM["reason"],
        FORM["feedback"],
    )


def test_the_page_goes_on_to_the_next_dossier_without_reason(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    projects = [make_dossier(session, call) for _ in range(3)]
    for project, mark in zip(projects, (5, 4, 3), strict=True):
        finish(session, project, make_member(session, call), mark, mark)
    prepare(session, projects[1], Outcome.SHORTLISTED, staff)
    prepare(session, projects[2], Outcome.NOT_SHORTLISTED, staff, reason="")
    session.commit()
    page = sign_in(staff).post(f"/projects/{projects[0].id}/committee-decision", {**FORM, "act": "next"})
    assert (page.status, page.url) == (200, f"/projects/{projects[2].id}/committee-decision")
    assert "Voici le dernier à écrire." in page.text


@pytest.mark.parametrize(
    "wrong",
    [{"outcome": ""}, {"outcome": "selected"}, {"outcome": "waiting_list"}, {"rank": "0"}, {"feedback": "x" * 4001}],
)
def test_the_page_refuses_what_is_wrong_and_keeps_the_text(session, sign_in, wrong):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    session.commit()
    page = sign_in(staff).post(f"/projects/{project.id}/committee-decision", {**FORM, **wrong})
    assert page.status == 422
    assert page.field("reason") == FORM["reason"]
    assert session.scalars(select(Decision)).all() == []


def test_the_page_keeps_the_text_when_a_colleague_was_faster_and_then_saves(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call)
    session.commit()
    client = sign_in(staff)
    url = f"/projects/{project.id}/committee-decision"
    client.post(url, {**FORM, "reason": "Écrit par Ada."})
    page = client.post(url, FORM)
    assert page.status == 409
    assert page.field("reason") == FORM["reason"]
    assert "Écrit par Ada." in page.text
    client.post(url, {**FORM, "version": page.field("version")})
    assert session.scalars(select(Decision)).one().reason == FORM["reason"]


def test_the_page_keeps_the_text_when_the_decision_was_published_meanwhile(session, sign_in):
    call = open_committee(session)
    staff = make_staff(session, call)
    project = make_dossier(session, call, State.SHORTLISTED)
    session.commit()
    client = sign_in(staff)
    page = client.post(f"/projects/{project.id}/committee-decision", FORM)
    assert page.status == 409
    assert page.field("reason") == FORM["reason"]
    assert client.get(f"/projects/{project.id}/committee-decision").url == f"/projects/{project.id}/decision"


def test_the_page_is_closed_to_those_who_do_not_run_the_call(session, sign_in):
    call = open_committee(session)
    chair = grant(session, make_person(session), Role.CHAIR, call)
    away = make_staff(session, call)
    project = make_dossier(session, call, State.SHORTLISTED)
    declare_conflict(session, away, project)
    owner = session.get_one(Person, project.owner_id)
    session.commit()
    url = f"/projects/{project.id}/committee-decision"
    assert [sign_in(person).get(url).status for person in (chair, owner, away)] == [403, 403, 404]
