"""A second chance: a dossier that stops is proposed again in one act, or its team directed elsewhere."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.models import Answer, Call, JournalEntry, Organisation, Person, Project, Question, TeamMember
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import PageClient

SignIn = Callable[[Person], PageClient]


@dataclass
class World:
    organisation: Organisation
    owner: Person
    mate: Person
    former: Project
    call: Call

    @property
    def url(self) -> str:
        return f"/projects/{self.former.id}"


@pytest.fixture
def world(session: Session) -> World:
    organisation = make.make_organisation(session)
    owner, mate = (make.make_person(session, organisation) for _ in range(2))
    past = make.make_call(session, organisation, opens_in=-90, closes_in=-60)
    former = make.make_project(
        session, past, owner=owner, state=State.NOT_SELECTED, title="La première nuit",
        answers={"problem": "Chaque année, 214 accueils.", "audience": "Les familles.", "phone": "06"},
    )  # fmt: skip
    session.add(TeamMember(project_id=former.id, person_id=mate.id, name=mate.name, role="Relais"))
    call = make.make_call(session, organisation, themes=["Mobilités"])
    other = session.scalars(select(Question).where(Question.call_id == call.id, Question.key == "audience")).one()
    other.key = "who"  # the same words under another key
    gone = session.scalars(select(Question).where(Question.call_id == call.id, Question.key == "phone")).one()
    gone.key, gone.label = "mail", "Adresse"
    session.commit()
    return World(organisation, owner, mate, former, call)


def carry(client: PageClient, world: World) -> Any:
    return client.post(f"{world.url}/propose-again", {"call": world.call.code})


def of_call(session: Session, world: World) -> list[Project]:
    return list(session.scalars(select(Project).where(Project.call_id == world.call.id)))


def test_a_dossier_is_carried_over_with_its_answers_and_its_team(
    session: Session, world: World, sign_in: SignIn, sent: Any
) -> None:
    client = sign_in(world.owner)
    assert "Proposer à nouveau" in client.get(world.url).text
    assert "La première nuit" in client.get(f"/calls/{world.call.code}/propose").text
    assert "2 réponses reprises, pour 3 questions" in client.get(f"{world.url}/propose-again").text

    page = carry(client, world)
    carry(client, world)  # pressed twice

    (draft,) = of_call(session, world)
    assert page.url == f"/projects/{draft.id}/edit"
    assert (draft.title, draft.theme, draft.state) == ("La première nuit", "", State.DRAFT)
    rows = session.execute(
        select(Question.key, Answer.value).join(Answer, Answer.question_id == Question.id)
        .where(Answer.project_id == draft.id)
    ).all()  # fmt: skip
    assert dict(map(tuple, rows)) == {"problem": "Chaque année, 214 accueils.", "who": "Les familles."}
    members = session.scalars(select(TeamMember.person_id).where(TeamMember.project_id == draft.id)).all()
    assert set(members) == {world.owner.id, world.mate.id}
    assert [(mail.name, mail.recipient) for mail in sent(session)] == [("carried_over", world.mate.email)]
    acts = session.scalars(select(JournalEntry.project_id).where(JournalEntry.event == "carry_over")).all()
    assert set(acts) == {draft.id, world.former.id}
    link = client.get(f"/projects/{draft.id}").soup.select_one(f'main a[href="{world.url}"]')
    assert link is not None


def test_a_dossier_that_goes_on_is_not_carried_over(session: Session, world: World, sign_in: SignIn) -> None:
    world.former.state = State.UNDER_REVIEW
    session.commit()

    assert carry(sign_in(world.owner), world).status == 409
    assert of_call(session, world) == []


def test_only_an_open_call_of_ones_own_is_offered(session: Session, world: World, sign_in: SignIn) -> None:
    elsewhere = make.make_call(session, make.make_organisation(session))
    world.call.closes_at = clock.now()
    session.commit()
    client = sign_in(world.owner)

    assert "Aucun autre appel n’est ouvert" in client.get(f"{world.url}/propose-again").text
    for code in (world.call.code, elsewhere.code, ""):
        assert client.post(f"{world.url}/propose-again", {"call": code}).status == 422
    assert of_call(session, world) == []


def test_the_team_is_directed_to_a_service(session: Session, world: World, sign_in: SignIn, sent: Any) -> None:
    staff = make.make_staff(session, world.organisation)
    other = make.make_project(session, world.call, state=State.NOT_ADMISSIBLE)
    session.commit()
    client = sign_in(staff)

    assert client.post(f"{world.url}/redirect", {"name": ""}).status == 422
    client.post(
        f"{world.url}/redirect",
        {"name": "Atelier des données", "contact": "data@cd.example", "note": "Ils savent compter."},
    )

    page = sign_in(world.owner).get(world.url)
    assert "Atelier des données" in page.text
    assert "Ils savent compter." in page.text
    assert {mail.recipient for mail in sent(session)} == {world.owner.email, world.mate.email}
    assert "Atelier des données" in client.get(f"/projects/{other.id}/redirect").text  # what is usually offered


def test_second_chances_are_for_the_team_and_those_who_run_the_call(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stranger, staff = make.make_person(session, world.organisation), make.make_staff(session, world.organisation)
    conflicted = make.make_staff(session, world.organisation)
    make.declare_conflict(session, conflicted, world.former)
    session.commit()

    statuses = {
        who: [sign_in(person).get(f"{world.url}/{path}").status for path in ("propose-again", "redirect")]
        for who, person in {"owner": world.owner, "staff": staff, "conflicted": conflicted, "other": stranger}.items()
    }

    assert statuses == {"owner": [200, 403], "staff": [403, 200], "conflicted": [404, 404], "other": [404, 404]}
