"""Changing coach."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, NotReady, WrongState
from incubator.core.outbox import OutboxEmail
from incubator.domain.models import Coaching, JournalEntry, Person
from incubator.domain.states import State
from incubator.mentoring import operations
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.mentoring.conftest import World


def test_change_coach_ends_one_coaching_and_begins_another(
    session: Session, world: World, sent: Callable[[Session], list[OutboxEmail]]
) -> None:
    project = world.accompanied()
    owner, other = world.owner_of(project), world.new_coach()

    operations.change_coach(session, actor=make.actor_of(session, world.staff), project=project, coach=other)
    session.flush()

    coachings = session.scalars(
        select(Coaching).where(Coaching.project_id == project.id).order_by(Coaching.started_on)
    ).all()
    assert [(one.coach_id, one.ended_on) for one in coachings] == [(world.coach.id, make.day(0)), (other.id, None)]
    events = session.scalars(
        select(JournalEntry.event).where(JournalEntry.project_id == project.id).order_by(JournalEntry.id)
    ).all()
    assert events == ["end_coaching", "assign_coach"]
    assert sorted((mail.name, mail.recipient) for mail in sent(session)) == sorted(
        [("coach_assigned", owner.email), ("coach_assigned", other.email)]
    )


def test_change_coach_and_back_the_same_day(session: Session, world: World) -> None:
    project = world.accompanied()
    actor, other, third = make.actor_of(session, world.staff), world.new_coach(), world.new_coach()

    for coach in (other, third, other):
        operations.change_coach(session, actor=actor, project=project, coach=coach)
        session.flush()

    current = session.scalars(
        select(Coaching.coach_id).where(Coaching.project_id == project.id, Coaching.ended_on.is_(None))
    ).all()
    assert current == [other.id]


def test_change_coach_refuses(session: Session, world: World) -> None:
    project, ended = world.accompanied(), world.accompanied(state=State.SUSTAINED)
    staff, other = make.actor_of(session, world.staff), world.new_coach()

    with pytest.raises(NotAllowed):
        operations.change_coach(session, actor=make.actor_of(session, world.coach), project=project, coach=other)
    with pytest.raises(WrongState):
        operations.change_coach(session, actor=staff, project=ended, coach=other)
    with pytest.raises(NotReady):
        operations.change_coach(session, actor=staff, project=project, coach=world.coach)
    with pytest.raises(NotReady):
        operations.change_coach(session, actor=staff, project=project, coach=world.juror)


def test_change_coach_page_closes_the_project_to_the_former_coach(
    world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project, other = world.accompanied(), world.new_coach()
    browser = sign_in(world.staff)

    page = browser.get(f"/projects/{project.id}/coach")

    assert page.h1 == "Changer de coach"
    assert [tag["value"] for tag in page.soup.select("input[name=coach]")] == [str(other.id)]
    assert browser.post(f"/projects/{project.id}/coach", {}).status == 422
    assert browser.post(f"/projects/{project.id}/coach", {"coach": str(other.id)}).status == 200
    assert sign_in(world.coach).get(f"/projects/{project.id}/follow-up").status == 404
    assert sign_in(other).get(f"/projects/{project.id}/follow-up").status == 200
    assert sign_in(other).get(f"/projects/{project.id}/coach").status == 403
