"""« Mes projets »: what I carry, where it stands, what it asks of me."""

from typing import Any

from sqlalchemy.orm import Session

from incubator.domain.models import TeamMember
from incubator.domain.states import State
from tests.factories import make_call, make_organisation, make_person, make_project
from tests.integration.submission.conftest import World


def test_my_projects_say_their_state_and_next_act(session: Session, sign_in: Any, world: World) -> None:
    page = sign_in(world.owner).get("/projects")

    assert page.h1 == "Mes projets"
    card = page.soup.select_one(".card-project")
    assert "Brouillon" in card.text
    assert "Complétez vos réponses" in card.text
    assert card.select_one("a.btn")["href"] == f"{world.url}/edit"


def test_my_projects_lead_to_every_kind_of_next_act(session: Session, sign_in: Any, world: World) -> None:
    leads = {
        State.INFO_REQUESTED: "edit",
        State.WITHDRAWN: "come-back",
        State.NOT_SELECTED: "decision",
        State.MENTORING: "check-in",
    }
    projects = {state: make_project(session, world.call, owner=world.owner, state=state) for state in leads}
    waiting = make_project(session, world.call, owner=world.owner, state=State.SUBMITTED)

    page = sign_in(world.owner).get("/projects")

    hrefs = [link["href"] for link in page.soup.select(".card-project a.btn")]
    for state, end in leads.items():
        assert f"/projects/{projects[state].id}/{end}" in hrefs
    assert not any(str(waiting.id) in href for href in hrefs)


def test_my_projects_are_not_those_of_others(session: Session, sign_in: Any, world: World) -> None:
    other = make_project(session, world.call, title="Celui d’une autre")

    page = sign_in(world.owner).get("/projects")

    assert other.title not in page.text


def test_my_projects_when_empty_say_how_to_start(session: Session, sign_in: Any, world: World) -> None:
    newcomer = make_person(session, world.organisation)

    page = sign_in(newcomer).get("/projects")

    assert "Vous n’avez pas encore de projet" in page.text
    assert [link["href"] for link in page.soup.select(".page-header a.btn")] == [f"/calls/{world.call.code}/propose"]


def test_my_projects_when_no_call_is_open_say_so(session: Session, sign_in: Any) -> None:
    organisation = make_organisation(session)
    make_call(session, organisation, opens_in=-30, closes_in=-1)

    page = sign_in(make_person(session, organisation)).get("/projects")

    assert "Aucun appel n’est ouvert pour votre organisation" in page.text
    assert not page.soup.select(".page-header a.btn")


def test_my_projects_offer_the_open_calls_of_my_organisation(session: Session, sign_in: Any, world: World) -> None:
    second = make_call(session, world.organisation)
    shared = make_call(session, make_organisation(session), world.organisation)
    make_call(session, make_organisation(session))
    make_call(session, world.organisation, opens_in=2, closes_in=20)

    page = sign_in(world.owner).get("/projects")

    offered = {link["href"] for link in page.soup.select(".page-header a.btn")}
    assert offered == {f"/calls/{call.code}/propose" for call in (world.call, second, shared)}


def test_my_projects_of_somebody_without_organisation(session: Session, sign_in: Any) -> None:
    page = sign_in(make_person(session)).get("/projects")

    assert page.status == 200
    assert "Vous n’avez pas encore de projet" in page.text


def test_my_projects_ask_a_visitor_to_sign_in(visitor: Any) -> None:
    assert visitor.get("/projects").url == "/sign-in"


def test_my_projects_cost_the_same_at_any_number(
    session: Session, sign_in: Any, world: World, count_queries: Any
) -> None:
    """Each project has its own owner and call: nothing is answered for free."""
    member = make_person(session, world.organisation)

    def join(number: int) -> None:
        for _ in range(number):
            project = make_project(session, make_call(session, world.organisation, opens_in=-30, closes_in=-1))
            session.add(TeamMember(project_id=project.id, person_id=member.id))
        session.flush()

    join(3)
    client = sign_in(member)
    with count_queries() as few:
        client.get("/projects")
    join(27)
    with count_queries() as many:
        page = client.get("/projects")

    assert len(few) == len(many)
    assert len(page.soup.select(".card-project")) == 25
    assert len(client.get("/projects?page=2").soup.select(".card-project")) == 5
