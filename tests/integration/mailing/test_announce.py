"""Telling the agents that a call is open."""

from datetime import timedelta

import pytest

from incubator.core import clock
from incubator.core.errors import WrongState
from incubator.domain.kinds import Role
from incubator.domain.models import MailPreference
from incubator.mailing import announcement, queries
from tests.factories import actor_of, make_call, make_organisation, make_person, make_staff


def test_each_agent_who_wants_it_has_it_once(session, call, organisation, manager, sign_in, sent) -> None:
    agents = [make_person(session, organisation) for _ in range(3)]
    session.add(MailPreference(person_id=agents[0].id, off=["calls"]))
    make_person(session, make_organisation(session))  # of another authority
    session.commit()
    page = sign_in(manager).get(f"/calls/{call.code}/announce")
    assert "2 agents vont recevoir" in page.text and "Envoyer à 2 agents" in page.text

    sign_in(manager).post(f"/calls/{call.code}/announce")
    make_person(session, organisation)
    session.commit()
    assert "1 agent va recevoir" in sign_in(manager).get(f"/calls/{call.code}/announce").text
    sign_in(manager).post(f"/calls/{call.code}/announce")
    assert sign_in(manager).post(f"/calls/{call.code}/announce").status == 409
    told = [mail.recipient for mail in sent(session) if mail.name == "call_opened"]
    assert len(told) == len(set(told)) == 3 and agents[0].email not in told


def test_a_call_not_open_is_not_announced(session, organisation, manager, sign_in) -> None:
    later = make_call(session, organisation, opens_in=2)
    session.commit()
    assert sign_in(manager).post(f"/calls/{later.code}/announce").status == 409


def test_a_secretary_does_not_announce(session, call, sign_in) -> None:
    secretary = make_staff(session, call, Role.SECRETARY)
    session.commit()
    assert sign_in(secretary).get(f"/calls/{call.code}/announce").status == 403


@pytest.mark.parametrize("when", ["prepared", "a second before", "at the opening", "at the closing"])
def test_a_call_is_announced_between_its_opening_and_its_closing(session, call, organisation, manager, when) -> None:
    make_person(session, organisation, disabled_at=clock.now())
    agent = make_person(session, organisation)
    call.public = when != "prepared"
    moments = {"a second before": call.opens_at - timedelta(seconds=1), "at the closing": call.closes_at}
    clock.freeze(moments.get(when, call.opens_at))
    session.commit()
    actor = actor_of(session, manager)
    call = queries.find_call(session, actor, call.code)

    if when == "at the opening":
        assert announcement.announce(session, actor=actor, call=call) == 1
        assert queries.agents_to_tell(session, call) == []
        assert queries.count_told(session, call) == 1
    else:
        with pytest.raises(WrongState):
            announcement.announce(session, actor=actor, call=call)
        assert queries.agents_to_tell(session, call) == [agent]
