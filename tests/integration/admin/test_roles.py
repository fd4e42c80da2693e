"""Who holds which role: the list, a role given, a role ended."""

import pytest
from sqlalchemy import select

from incubator.admin import operations, queries
from incubator.core import clock
from incubator.core.errors import NotAllowed, WrongState
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Person, RoleGrant
from tests.factories import actor_of, grant, make_call, make_organisation, make_person, make_project, make_staff


def url(organisation):
    return f"/organisations/{organisation.slug}/roles"


def give(session, person, organisation, email="new@example.org", role=Role.JUROR, call=None):
    held = operations.grant_role(
        session, actor=actor_of(session, person), organisation=organisation, email=email, role=role, call=call
    )
    session.flush()
    return held


def end(session, person, organisation, held):
    found = queries.find_grant(session, organisation, held.id)
    return operations.end_role(session, actor=actor_of(session, person), organisation=organisation, grant=found)


def grants_of(session, person):
    session.expire_all()
    query = select(RoleGrant).where(RoleGrant.person_id == person.id).order_by(RoleGrant.created_at)
    return session.scalars(query).all()


def journal(session):
    return [(e.event, e.before, e.after) for e in session.scalars(select(JournalEntry).order_by(JournalEntry.id))]


def test_grant_role_creates_the_person_and_records(session, organisation, call, manager):
    email = f"Ada@{organisation.email_domains[0].upper()}"
    held = give(session, manager, organisation, email, Role.COMMITTEE_MEMBER, call)
    person = session.get_one(Person, held.person_id)
    assert (person.email, person.organisation_id) == (email.lower(), organisation.id)
    assert (held.role, held.call_id, held.organisation_id) == (Role.COMMITTEE_MEMBER, call.id, None)
    facts = {"person": str(person.id), "role": "committee_member"}
    assert journal(session) == [("grant_role", None, facts)]
    assert call.id in actor_of(session, person).calls_as(Role.COMMITTEE_MEMBER)


def test_grant_role_on_the_organisation_holds_for_its_calls(session, organisation, call, manager):
    juror = make_person(session, email="juror@example.org")
    held = give(session, manager, organisation, "JUROR@example.org")
    assert (held.person_id, held.organisation_id, held.call_id) == (juror.id, organisation.id, None)
    assert call.id in actor_of(session, juror).calls_as(Role.JUROR)


def test_grant_role_refuses(session, organisation, call, manager):
    give(session, manager, organisation)
    with pytest.raises(WrongState):
        give(session, manager, organisation)
    with pytest.raises(WrongState):
        give(session, manager, organisation, role=Role.ADMINISTRATOR, call=call)
    make_person(session, email="gone@example.org", disabled_at=clock.now())
    with pytest.raises(WrongState):
        give(session, manager, organisation, "gone@example.org")
    for person in (make_staff(session, organisation), make_staff(session, call, Role.PROGRAMME_MANAGER)):
        with pytest.raises(NotAllowed):
            give(session, person, organisation)


def test_grant_role_gives_the_same_role_again_once_ended(session, organisation, manager):
    held = give(session, manager, organisation)
    end(session, manager, organisation, held)
    assert give(session, manager, organisation).id != held.id


def test_end_role_ends_and_records(session, organisation, call, manager):
    juror = make_staff(session, call, Role.JUROR)
    (held,) = grants_of(session, juror)
    end(session, manager, organisation, held)
    assert held.ended_at is not None
    assert journal(session) == [("end_role", {"person": str(juror.id), "role": "juror"}, None)]
    assert actor_of(session, juror).call_roles == {}


def test_end_role_keeps_the_actors_own_last_managing_role(session, organisation, call, manager):
    (own,) = grants_of(session, manager)
    with pytest.raises(WrongState):
        end(session, manager, organisation, own)
    grant(session, manager, Role.PROGRAMME_MANAGER, call)
    with pytest.raises(WrongState):
        end(session, manager, organisation, own)
    other = make_staff(session, organisation, Role.PROGRAMME_MANAGER)
    end(session, other, organisation, own)
    assert own.ended_at is not None


def test_end_role_lets_the_actor_leave_a_second_role(session, organisation, call, manager):
    grant(session, manager, Role.PROGRAMME_MANAGER, call)
    grant(session, manager, Role.JUROR, call)
    for held in grants_of(session, manager)[1:]:
        assert end(session, manager, organisation, held).ended_at is not None


def test_roles_page_lists_people_of_the_organisation_and_its_calls_only(session, organisation, call, manager, sign_in):
    grant(session, make_person(session, name="Ada Lovelace"), Role.JUROR, call)
    grant(session, make_person(session, name="Grace Hopper"), Role.SECRETARY, organisation)
    elsewhere = make_organisation(session)
    grant(session, make_person(session, name="Ailleurs"), Role.JUROR, make_call(session, elsewhere))
    grant(session, make_person(session, name="Sponsor"), Role.SPONSOR, make_project(session, call))
    page = sign_in(manager).get(url(organisation))
    rows = [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]
    assert len(rows) == 3
    assert any("Ada Lovelace" in row and "Membre du jury" in row and call.title in row for row in rows)
    assert any("Grace Hopper" in row and "Toute l’organisation" in row for row in rows)
    assert any("une autre personne responsable" in row for row in rows)
    assert "Ailleurs" not in page.text
    found = sign_in(manager).get(url(organisation) + "?q=lovelace")
    assert [row.select_one("th").contents[0] for row in found.soup.select("tbody tr")] == ["Ada Lovelace"]
    assert "Personne ne correspond" in sign_in(manager).get(url(organisation) + "?q=nobody").text


def test_roles_page_is_for_those_who_manage_the_organisation(session, organisation, call, sign_in, visitor):
    assert visitor.get(url(organisation)).url == "/sign-in"
    assert sign_in(make_staff(session, organisation)).get(url(organisation)).status == 403
    assert (
        sign_in(make_staff(session, make_organisation(session), Role.PROGRAMME_MANAGER)).get(url(organisation)).status
        == 404
    )


def test_roles_page_gives_and_ends_a_role(session, organisation, call, manager, sign_in):
    client = sign_in(manager)
    page = client.post(url(organisation), {"email": "ada@example.org", "role": "juror", "scope": call.code})
    assert "ada@example.org a maintenant le rôle « Membre du jury »." in page.text
    ada = session.scalars(select(Person).where(Person.email == "ada@example.org")).one()
    (held,) = grants_of(session, ada)
    assert held.call_id == call.id
    page = client.post(url(organisation) + "/end", {"grant_id": str(held.id)})
    assert "ada@example.org n’a plus le rôle « Membre du jury »." in page.text
    assert grants_of(session, ada)[0].ended_at is not None
    assert client.post(url(organisation) + "/end", {"grant_id": str(held.id)}).status == 404


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"email": "ada@"}, 422),
        ({"email": ""}, 422),
        ({"role": "sponsor"}, 422),
        ({"role": ""}, 422),
        ({"scope": "elsewhere"}, 422),
        ({"role": "administrator"}, 409),
    ],
)
def test_roles_page_keeps_what_was_typed_when_it_refuses(
    session, organisation, call, manager, sign_in, changes, status
):
    data = {"email": "ada@example.org", "role": "juror", "scope": call.code} | changes
    page = sign_in(manager).post(url(organisation), data)
    assert page.status == status
    assert page.soup.select_one("#error-summary")
    assert page.field("email") == data["email"]
    assert session.scalars(select(Person).where(Person.email == "ada@example.org")).one_or_none() is None


def test_end_role_page_refuses_own_last_role_and_what_is_elsewhere(session, organisation, manager, sign_in):
    (own,) = grants_of(session, manager)
    client = sign_in(manager)
    assert client.post(url(organisation) + "/end", {"grant_id": str(own.id)}).status == 409
    (foreign,) = grants_of(session, make_staff(session, make_organisation(session)))
    for grant_id in (str(foreign.id), "x", ""):
        assert client.post(url(organisation) + "/end", {"grant_id": grant_id}).status == 404
    assert [held.ended_at for held in (*grants_of(session, manager), foreign)] == [None, None]


def test_roles_page_costs_the_same_number_of_queries_at_3_and_30(
    session, organisation, call, manager, sign_in, count_queries
):
    costs = []
    for count in (3, 27):
        for _ in range(count):
            make_staff(session, call, Role.JUROR)
        client = sign_in(manager)
        with count_queries() as queries:
            client.get(url(organisation))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 11
