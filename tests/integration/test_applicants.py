"""To whom a call is addressed: its agents, those invited, everybody; the rule and its SQL agree."""

import pytest
from sqlalchemy import select

from incubator.core.outbox import OutboxEmail
from incubator.domain import policy
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Project
from tests.factories import actor_of, grant, make_call, make_organisation, make_person


def people_of(session, call, organisation):
    return {
        "agent": make_person(session, organisation),
        "agent of another house": make_person(session, make_organisation(session)),
        "outsider": make_person(session),
        "invited": grant(session, make_person(session), Role.AGENT, call),
    }


ALLOWED = {
    Applicants.AGENTS: {"agent", "invited"},
    Applicants.INVITED: {"invited"},
    Applicants.EVERYBODY: {"agent", "agent of another house", "outsider", "invited"},
}


@pytest.mark.parametrize("applicants", Applicants)
def test_call_takes_projects_from_those_it_is_addressed_to(session, sign_in, applicants):
    organisation = make_organisation(session)
    call = make_call(session, organisation, applicants=applicants)
    people = people_of(session, call, organisation)
    session.commit()
    for who, person in people.items():
        actor = actor_of(session, person)
        by_rule = policy.start_project(actor, call)
        by_sql = session.scalar(select(Call.id).where(Call.id == call.id, policy.proposable_calls(actor)))
        assert by_rule is (by_sql is not None) is (who in ALLOWED[applicants]), who

        page = sign_in(person).post(f"/calls/{call.code}/propose")

        assert (page.status == 200) is (who in ALLOWED[applicants]), who
    homes = set(session.scalars(select(Project.organisation_id).where(Project.call_id == call.id)))
    assert homes == {organisation.id}  # a team from outside is hosted by the organisation of the programme


@pytest.mark.parametrize("applicants", Applicants)
def test_stranger_receives_a_link_only_while_a_call_is_for_everybody(session, visitor, applicants):
    make_call(session, make_organisation(session), applicants=applicants)
    session.commit()

    visitor.post("/sign-in", {"email": "camille@ailleurs.example"})

    mail = session.scalars(select(OutboxEmail)).one()
    assert ("/sign-in/link/" in mail.body) is (applicants is Applicants.EVERYBODY)
