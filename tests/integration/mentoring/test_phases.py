"""Planned and real dates of the phases."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, NotReady, StaleVersion, WrongState
from incubator.domain.models import JournalEntry, Person, Phase, Project
from incubator.domain.states import State
from incubator.mentoring import operations, queries
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.mentoring.conftest import World


def dates_of(phases: list[Phase]) -> list[tuple[date, date]]:
    return [(phase.planned_start, phase.planned_end) for phase in phases]


def typed(page: Page) -> dict[str, str]:
    """What the form of the page would send."""
    inputs = page.soup.select("main input[name]:not([type=checkbox]:not([checked]))")
    return {str(tag["name"]): str(tag.get("value", "")) for tag in inputs}


def entries(session: Session, project: Project) -> list[JournalEntry]:
    query = select(JournalEntry).where(JournalEntry.project_id == project.id).order_by(JournalEntry.id)
    return list(session.scalars(query))


def test_plan_phases_changes_and_records_what_changed(session: Session, world: World) -> None:
    project = world.accompanied()
    phases = queries.phases_of(session, project)
    dates = dates_of(phases)
    dates[4] = (dates[4][0], dates[4][1] + timedelta(days=30))

    operations.plan_phases(
        session,
        actor=make.actor_of(session, world.coach),
        project=project,
        dates=dates,
        version=queries.plan_version(phases),
    )
    session.flush()

    assert dates_of(queries.phases_of(session, project)) == dates
    assert [entry.event for entry in entries(session, project)] == ["plan_phase"]
    after = entries(session, project)[0].after
    assert after is not None
    assert after["planned_end"] == dates[4][1].isoformat()


def test_plan_phases_refuses(session: Session, world: World) -> None:
    project = world.accompanied()
    phases = queries.phases_of(session, project)
    version, dates = queries.plan_version(phases), dates_of(phases)
    coach, owner = make.actor_of(session, world.coach), make.actor_of(session, world.owner_of(project))
    upside_down = [*dates[:4], (dates[4][1], dates[4][0])]
    overlapping = [dates[0], (dates[0][1], dates[1][1]), *dates[2:]]

    with pytest.raises(NotAllowed):
        operations.plan_phases(session, actor=owner, project=project, dates=dates, version=version)
    for wrong in (upside_down, overlapping):
        with pytest.raises(NotReady):
            operations.plan_phases(session, actor=coach, project=project, dates=wrong, version=version)
    with pytest.raises(StaleVersion):
        operations.plan_phases(session, actor=coach, project=project, dates=dates, version="another")


def move(session: Session, world: World, project: Project, position: int, **values: Any) -> Phase:
    values = {"on": make.day(0), "comment": "", "go_on": True, **values}
    return operations.move_phase(
        session, actor=make.actor_of(session, world.coach), project=project, position=position, **values
    )


def test_end_phase_begins_the_next_one(session: Session, world: World) -> None:
    project = world.accompanied()

    move(session, world, project, 1, on=make.day(-2), comment="Temps accordé par écrit.")

    first, second, *_rest = queries.phases_of(session, project)
    assert (first.ended_on, first.comment) == (make.day(-2), "Temps accordé par écrit.")
    assert second.started_on == make.day(-2)
    assert [entry.event for entry in entries(session, project)] == ["plan_phase", "start_phase"]


def test_end_phase_then_start_the_next_one_later(session: Session, world: World) -> None:
    project = world.accompanied()

    move(session, world, project, 1, on=make.day(-5), go_on=False)
    with pytest.raises(NotReady):
        move(session, world, project, 2, on=make.day(-6))
    move(session, world, project, 2, on=make.day(-1))

    assert queries.phases_of(session, project)[1].started_on == make.day(-1)


def test_all_phases_can_be_lived(session: Session, world: World) -> None:
    project = world.accompanied()

    for position in range(1, 6):
        move(session, world, project, position)

    assert all(phase.ended_on == make.day(0) for phase in queries.phases_of(session, project))
    with pytest.raises(WrongState):
        move(session, world, project, 5)


def test_move_phase_refuses(session: Session, world: World) -> None:
    project, dormant = world.accompanied(), world.accompanied(state=State.DORMANT)

    for wrong in ({"on": make.day(1)}, {"on": make.day(-31)}):
        with pytest.raises(NotReady):
            move(session, world, project, 1, **wrong)
    with pytest.raises(WrongState):
        move(session, world, project, 2)
    with pytest.raises(WrongState):
        move(session, world, dormant, 1)
    with pytest.raises(NotAllowed):
        operations.move_phase(
            session,
            actor=make.actor_of(session, world.owner_of(project)),
            project=project,
            position=1,
            on=make.day(0),
            comment="",
            go_on=True,
        )


# --- the pages -------------------------------------------------------------------------------------------------------


def test_phases_page_saves_the_dates(session: Session, world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied()
    browser = sign_in(world.coach)
    page = browser.get(f"/projects/{project.id}/phases")
    later = (queries.phases_of(session, project)[4].planned_end + timedelta(days=10)).isoformat()

    done = browser.post(f"/projects/{project.id}/phases", {**typed(page), "end_5": later})

    assert page.h1 == "Dates prévues des phases"
    assert done.url == f"/projects/{project.id}/follow-up"
    session.expire_all()
    assert queries.phases_of(session, project)[4].planned_end.isoformat() == later


def test_phases_page_keeps_dates_that_are_wrong(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied()
    browser = sign_in(world.staff)
    fields = typed(browser.get(f"/projects/{project.id}/phases"))

    disordered = browser.post(f"/projects/{project.id}/phases", {**fields, "start_3": fields["start_2"]})
    empty = browser.post(f"/projects/{project.id}/phases", {**fields, "end_2": ""})

    assert (disordered.status, disordered.field("start_3")) == (422, fields["start_2"])
    assert "« Construction » doit commencer après la fin de la phase précédente." in disordered.text
    assert (empty.status, empty.field("end_2")) == (422, "")
    assert empty.field("start_1") == fields["start_1"]


def test_phases_page_saved_by_somebody_else_first(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied()
    browser, other = sign_in(world.coach), sign_in(world.staff)
    fields = typed(browser.get(f"/projects/{project.id}/phases"))
    last = date.fromisoformat(fields["end_5"])
    other.post(f"/projects/{project.id}/phases", {**fields, "end_5": (last + timedelta(days=1)).isoformat()})
    mine = (last + timedelta(days=2)).isoformat()

    page = browser.post(f"/projects/{project.id}/phases", {**fields, "end_5": mine})

    assert page.status == 409
    assert "Quelqu’un d’autre vient de changer les dates" in page.text
    assert page.field("end_5") == mine
    assert browser.post(f"/projects/{project.id}/phases", typed(page)).status == 200
    session.expire_all()
    assert queries.phases_of(session, project)[4].planned_end.isoformat() == mine


def test_phases_page_moves_what_follows(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied()
    before = dates_of(queries.phases_of(session, project))
    browser = sign_in(world.coach)
    fields = typed(browser.get(f"/projects/{project.id}/phases"))
    fields["end_2"] = (before[1][1] + timedelta(days=14)).isoformat()

    refused = browser.post(f"/projects/{project.id}/phases", fields)
    done = browser.post(f"/projects/{project.id}/phases", {**fields, "shift": "y"})

    assert refused.status == 422
    assert done.url == f"/projects/{project.id}/follow-up"
    session.expire_all()
    late = timedelta(days=14)
    assert dates_of(queries.phases_of(session, project)) == [
        before[0],
        (before[1][0], before[1][1] + late),
        *((start + late, end + late) for start, end in before[2:]),
    ]


def test_move_back_takes_up_the_phase_that_ended_last(session: Session, world: World) -> None:
    project = world.accompanied()
    move(session, world, project, 1)
    actor = make.actor_of(session, world.coach)

    phase = operations.move_back(session, actor=actor, project=project, position=1, comment="Trop tôt.")
    session.flush()

    lived = [(one.started_on is not None, one.ended_on) for one in queries.phases_of(session, project)]
    assert (phase.position, lived[:2]) == (1, [(True, None), (False, None)])
    assert entries(session, project)[-1].note == "Trop tôt."
    with pytest.raises(WrongState):
        operations.move_back(session, actor=actor, project=project, position=1, comment="")
    assert move(session, world, project, 1).position == 1


def test_move_back_page(session: Session, world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied()
    browser = sign_in(world.coach)
    assert not browser.get(f"/projects/{project.id}/follow-up").soup.select('a[href$="/phases/back"]')
    assert "Aucune phase n’est terminée" in browser.get(f"/projects/{project.id}/phases/back").text
    browser.post(f"/projects/{project.id}/phases/move", {"position": "1", "on": make.day(0).isoformat(), "go_on": "y"})
    assert browser.get(f"/projects/{project.id}/follow-up").soup.select('a[href$="/phases/back"]')

    fields = typed(browser.get(f"/projects/{project.id}/phases/back"))
    done = browser.post(f"/projects/{project.id}/phases/back", fields)
    again = browser.post(f"/projects/{project.id}/phases/back", fields)

    assert fields["position"] == "1"
    assert "La phase « Lancement » est de nouveau en cours" in done.text
    assert again.status == 409
    session.expire_all()
    assert [phase.started_on is not None for phase in queries.phases_of(session, project)][:2] == [True, False]


def test_move_phase_page_ends_the_running_phase(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied()
    browser = sign_in(world.coach)
    page = browser.get(f"/projects/{project.id}/phases/move")

    wrong = browser.post(
        f"/projects/{project.id}/phases/move", {**typed(page), "on": make.day(3).isoformat(), "comment": "Gardé"}
    )
    done = browser.post(f"/projects/{project.id}/phases/move", {"position": "1", "on": make.day(0).isoformat()})
    again = browser.post(f"/projects/{project.id}/phases/move", {"position": "1", "on": make.day(0).isoformat()})

    assert page.h1 == "Terminer une phase"
    assert (wrong.status, wrong.field("comment")) == (422, "Gardé")
    assert "Écrivez la date réelle : aujourd’hui ou un jour passé." in wrong.text
    assert done.url == f"/projects/{project.id}/follow-up"
    assert again.status == 409
    assert browser.get(f"/projects/{project.id}/phases/move").h1 == "Commencer une phase"
    assert [phase.started_on is not None for phase in queries.phases_of(session, project)][:2] == [True, False]


@pytest.mark.parametrize("position", ["", "x", "99999999999999999999"])
def test_move_phase_page_refuses_a_place_that_is_not_one(
    world: World, sign_in: Callable[[Person], PageClient], position: str
) -> None:
    project = world.accompanied()

    page = sign_in(world.coach).post(
        f"/projects/{project.id}/phases/move", {"position": position, "on": make.day(0).isoformat()}
    )

    assert page.status in (409, 422)


def test_phases_pages_are_closed_to_the_team(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied()
    browser = sign_in(world.owner_of(project))

    for page in ("phases", "phases/move", "phases/back"):
        assert browser.get(f"/projects/{project.id}/{page}").status == 403
        assert browser.post(f"/projects/{project.id}/{page}", {}).status == 403
