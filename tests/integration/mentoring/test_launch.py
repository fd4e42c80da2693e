"""Launching the follow-up of a selected project."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, NotReady, WrongState
from incubator.core.outbox import OutboxEmail
from incubator.domain.kinds import PhaseKind, Role
from incubator.domain.models import Coaching, JournalEntry, Person, Phase
from incubator.domain.states import State
from incubator.mentoring import operations
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.mentoring.conftest import World

SignIn = Callable[[Person], PageClient]


def events(session: Session, project_id: Any) -> list[str]:
    query = select(JournalEntry.event).where(JournalEntry.project_id == project_id).order_by(JournalEntry.id)
    return list(session.scalars(query))


def test_launch_gives_a_coach_five_chained_phases_and_the_first_begun(session: Session, world: World) -> None:
    project = world.selected()
    start = make.day(3)

    operations.launch(
        session, actor=make.actor_of(session, world.staff), project=project, coach=world.coach, starts_on=start
    )

    assert project.state is State.MENTORING
    coaching = session.scalars(select(Coaching).where(Coaching.project_id == project.id)).one()
    assert (coaching.coach_id, coaching.started_on, coaching.ended_on) == (world.coach.id, start, None)
    phases = session.scalars(select(Phase).where(Phase.project_id == project.id).order_by(Phase.position)).all()
    assert [phase.kind for phase in phases] == list(PhaseKind)
    assert [(phase.planned_end - phase.planned_start).days + 1 for phase in phases] == [14, 63, 182, 364, 182]
    assert [b.planned_start - a.planned_end for a, b in itertools.pairwise(phases)] == [timedelta(days=1)] * 4
    assert [phase.started_on for phase in phases] == [start, None, None, None, None]


def test_launch_writes_the_journal_and_tells_team_and_coach(
    session: Session, world: World, sent: Callable[[Session], list[OutboxEmail]]
) -> None:
    project = world.selected()
    owner = world.owner_of(project)

    operations.launch(
        session, actor=make.actor_of(session, world.staff), project=project, coach=world.coach, starts_on=make.day(0)
    )
    session.flush()

    assert events(session, project.id) == ["assign_coach", "start_mentoring", "start_phase"]
    assert sorted((mail.name, mail.recipient) for mail in sent(session)) == sorted(
        [("mentoring_started", owner.email), ("coach_assigned", owner.email), ("coach_assigned", world.coach.email)]
    )
    to_owner = next(mail for mail in sent(session) if mail.name == "coach_assigned" and mail.recipient == owner.email)
    assert world.coach.email in to_owner.body
    to_coach = next(mail for mail in sent(session) if mail.recipient == world.coach.email)
    assert owner.email in to_coach.body


def test_launch_refuses_a_project_that_does_not_wait_for_it(session: Session, world: World) -> None:
    project = world.accompanied()

    with pytest.raises(WrongState):
        operations.launch(
            session,
            actor=make.actor_of(session, world.staff),
            project=project,
            coach=world.coach,
            starts_on=make.day(0),
        )


def test_launch_refuses_the_coach_and_the_team(session: Session, world: World) -> None:
    project = world.selected()

    for person in (world.coach, world.owner_of(project)):
        with pytest.raises(NotAllowed):
            operations.launch(
                session, actor=make.actor_of(session, person), project=project, coach=world.coach, starts_on=make.day(0)
            )


def test_launch_refuses_whoever_is_not_a_coach_here(session: Session, world: World) -> None:
    project = world.selected()
    elsewhere = make.make_call(session, make.make_organisation(session))
    linked = world.new_coach()
    make.declare_conflict(session, linked, project)
    gone = world.new_coach()
    gone.disabled_at = make.instant(2026, 1, 1)

    for person in (world.staff, world.new_coach(elsewhere), linked, gone):
        with pytest.raises(NotReady):
            operations.launch(
                session, actor=make.actor_of(session, world.staff), project=project, coach=person, starts_on=make.day(0)
            )


def test_launch_again_after_a_withdrawal_plans_anew(session: Session, world: World) -> None:
    project = world.accompanied()
    session.query(type(project)).filter_by(id=project.id).update({"state": State.SELECTED})
    session.refresh(project, attribute_names=["state"])
    other = world.new_coach()

    operations.launch(
        session, actor=make.actor_of(session, world.staff), project=project, coach=other, starts_on=make.day(0)
    )

    phases = session.scalars(select(Phase).where(Phase.project_id == project.id).order_by(Phase.position)).all()
    assert [phase.planned_start for phase in phases][0] == make.day(0)
    assert len(phases) == 5
    open_coaches = session.scalars(
        select(Coaching.coach_id).where(Coaching.project_id == project.id, Coaching.ended_on.is_(None))
    ).all()
    assert open_coaches == [other.id]


# --- the page --------------------------------------------------------------------------------------------------------


def test_launch_page_offers_the_coaches_with_their_load_and_launches(
    session: Session, world: World, sign_in: SignIn
) -> None:
    world.accompanied()
    of_organisation = world.new_coach(world.organisation)
    project = world.selected()
    browser = sign_in(world.staff)

    page = browser.get(f"/projects/{project.id}/launch")

    assert page.h1 == "Lancer l’accompagnement"
    offered = {tag["value"] for tag in page.soup.select("input[name=coach]")}
    assert offered == {str(world.coach.id), str(of_organisation.id)}
    assert "Accompagne 1 projet" in page.text
    assert "Disponible" in page.text

    done = browser.post(
        f"/projects/{project.id}/launch", {"coach": str(world.coach.id), "starts_on": make.day(1).isoformat()}
    )

    assert done.status == 200
    assert done.url == f"/projects/{project.id}/follow-up"
    assert "L’accompagnement commence" in done.text
    session.refresh(project)
    assert project.state is State.MENTORING


def test_launch_page_keeps_what_was_typed_and_says_what_is_wrong(world: World, sign_in: SignIn) -> None:
    project = world.selected()

    page = sign_in(world.staff).post(f"/projects/{project.id}/launch", {"starts_on": "0206-03-01"})

    assert page.status == 422
    assert page.field("starts_on") == "0206-03-01"
    assert "Choisissez le coach du projet." in page.text
    assert "Vérifiez l’année." in page.text


def test_launch_page_refuses_a_person_who_was_not_offered(world: World, sign_in: SignIn) -> None:
    project = world.selected()

    page = sign_in(world.staff).post(
        f"/projects/{project.id}/launch", {"coach": str(world.staff.id), "starts_on": make.day(0).isoformat()}
    )

    assert page.status == 422


def test_launch_page_says_when_there_is_no_coach(session: Session, world: World, sign_in: SignIn) -> None:
    call = make.make_call(session, make.make_organisation(session))
    project = make.make_project(session, call, state=State.SELECTED)

    page = sign_in(make.make_staff(session, call)).get(f"/projects/{project.id}/launch")

    assert "Personne n’a encore le rôle de coach" in page.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_launch_page_is_closed_to_others(session: Session, world: World, sign_in: SignIn, method: str) -> None:
    project = world.selected()
    linked = make.make_staff(session, world.call)
    make.declare_conflict(session, linked, project)
    expected = [
        (world.owner_of(project), 403),
        (world.coach, 404),
        (world.juror, 404),
        (linked, 404),
        (make.make_staff(session, make.make_call(session, make.make_organisation(session))), 404),
        (make.grant(session, make.make_person(session), Role.OBSERVER, world.call), 404),
    ]

    for person, status in expected:
        assert getattr(sign_in(person), method)(f"/projects/{project.id}/launch").status == status


def test_launch_page_of_a_project_already_launched_is_a_conflict(world: World, sign_in: SignIn) -> None:
    project = world.accompanied()

    assert sign_in(world.staff).get(f"/projects/{project.id}/launch").status == 409
