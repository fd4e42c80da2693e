"""Ending a follow-up, and taking it up again."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, NotReady, WrongState
from incubator.core.outbox import OutboxEmail
from incubator.domain.models import Coaching, JournalEntry, Person
from incubator.domain.states import ENDINGS, State
from incubator.mentoring import operations
from incubator.mentoring.words import ENDING_WORDS
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.mentoring.conftest import World
from tests.texts import plain

REASON = "Vingt-quatre foyers rencontrés : deux seulement auraient utilisé le service."


@pytest.mark.parametrize("ending", ENDINGS)
def test_end_project_moves_records_and_tells(
    session: Session, world: World, sent: Callable[[Session], list[OutboxEmail]], ending: State
) -> None:
    project = world.accompanied()
    owner = world.owner_of(project)

    operations.end_project(
        session, actor=make.actor_of(session, world.staff), project=project, ending=ending, reason=REASON
    )

    assert project.state is ending
    entry = session.scalars(select(JournalEntry).where(JournalEntry.project_id == project.id)).one()
    assert (entry.event, entry.note) == (f"end_{ending.value}", REASON)
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("project_ended", owner.email)
    assert REASON in mail.body
    assert str(ending.label) in mail.body
    coaching = session.scalars(select(Coaching).where(Coaching.project_id == project.id)).one()
    assert coaching.ended_on is None


def test_end_project_refuses(session: Session, world: World) -> None:
    project, selected = world.accompanied(), world.selected()
    staff = make.actor_of(session, world.staff)

    for person in (world.coach, world.owner_of(project), world.juror):
        with pytest.raises(NotAllowed):
            operations.end_project(
                session,
                actor=make.actor_of(session, person),
                project=project,
                ending=State.SUSTAINED,
                reason=REASON,
            )
    with pytest.raises(NotReady):
        operations.end_project(session, actor=staff, project=project, ending=State.SUSTAINED, reason=" ")
    with pytest.raises(WrongState):
        operations.end_project(session, actor=staff, project=selected, ending=State.SUSTAINED, reason=REASON)


def test_end_page_explains_each_ending_and_ends(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied()
    browser = sign_in(world.staff)

    page = browser.get(f"/projects/{project.id}/end")

    assert page.h1 == "Terminer l’accompagnement"
    assert [tag["value"] for tag in page.soup.select("input[name=ending]")] == [state.value for state in ENDINGS]
    for state in ENDINGS:
        assert plain(ENDING_WORDS[state]) in page.text

    done = browser.post(f"/projects/{project.id}/end", {"ending": "stopped_need", "reason": REASON})

    assert done.url == f"/projects/{project.id}/follow-up"
    session.refresh(project)
    assert project.state is State.STOPPED_NEED


@pytest.mark.parametrize(
    "values",
    [{"reason": REASON}, {"ending": "sustained", "reason": "  "}, {"ending": "withdrawn", "reason": REASON}],
)
def test_end_page_keeps_what_was_typed(
    session: Session, world: World, sign_in: Callable[[Person], PageClient], values: dict[str, str]
) -> None:
    project = world.accompanied()

    page = sign_in(world.staff).post(f"/projects/{project.id}/end", values)

    assert page.status == 422
    assert page.field("reason") == values["reason"].strip()
    session.refresh(project)
    assert project.state is State.MENTORING


def test_end_page_is_closed_to_team_and_coach(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied()

    for person in (world.owner_of(project), world.coach):
        assert sign_in(person).get(f"/projects/{project.id}/end").status == 403
        assert sign_in(person).post(f"/projects/{project.id}/end", {"ending": "dormant", "reason": "x"}).status == 403


def test_end_page_of_an_ended_project_is_a_conflict(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied(state=State.PIVOTED)

    page = sign_in(world.staff).post(f"/projects/{project.id}/end", {"ending": "sustained", "reason": REASON})

    assert page.status == 409


def test_resume_page_takes_up_a_dormant_project(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied(state=State.DORMANT)
    browser = sign_in(world.staff)

    page = browser.get(f"/projects/{project.id}/resume")
    done = browser.post(f"/projects/{project.id}/resume", {"note": "Le budget est voté."})

    assert page.h1 == "Reprendre l’accompagnement"
    assert str(world.coach.name) in page.text
    assert done.url == f"/projects/{project.id}/follow-up"
    session.refresh(project)
    assert project.state is State.MENTORING
    entry = session.scalars(select(JournalEntry).where(JournalEntry.project_id == project.id)).one()
    assert (entry.event, entry.note) == ("resume", "Le budget est voté.")


def test_resume_refuses(session: Session, world: World, sign_in: Callable[[Person], PageClient]) -> None:
    dormant, ended = world.accompanied(state=State.DORMANT), world.accompanied(state=State.SUSTAINED)

    with pytest.raises(NotAllowed):
        operations.resume_project(session, actor=make.actor_of(session, world.coach), project=dormant, note="")
    with pytest.raises(WrongState):
        operations.resume_project(session, actor=make.actor_of(session, world.staff), project=ended, note="")
    assert sign_in(world.coach).post(f"/projects/{dormant.id}/resume", {}).status == 403
    assert sign_in(world.staff).get(f"/projects/{ended.id}/resume").status == 409
    long = sign_in(world.staff).post(f"/projects/{dormant.id}/resume", {"note": "x" * 2001})
    assert (long.status, long.field("note")) == (422, "x" * 2001)
