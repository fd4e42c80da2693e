"""The page of a coach: all my projects, whoever needs me first."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from incubator.domain.models import Coaching, Person
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.mentoring.conftest import World


def titles(page: Page) -> list[str]:
    return [tag.get_text().strip() for tag in page.soup.select(".card-project-title")]


def test_coached_sorts_by_who_needs_me(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    ended = world.accompanied(title="Terminé", state=State.SUSTAINED)
    later = world.accompanied(title="Plus tard")
    sooner = world.accompanied(title="Bientôt")
    undated = world.accompanied(title="Sans date")
    low = world.accompanied(title="Moral bas")
    silent = world.accompanied(title="Sans nouvelles")
    world.said(ended, make.day(-40))
    world.said(later, make.day(-5), next_step="Plus tard", next_step_on=make.day(9))
    world.said(sooner, make.day(-5), next_step="Bientôt", next_step_on=make.day(2))
    world.said(undated, make.day(-5))
    world.said(low, make.day(-5), mood=2, next_step_on=make.day(30))
    world.said(silent, make.day(-25), mood=5)

    page = sign_in(world.coach).get("/coaching")

    assert page.h1 == "Accompagnement"
    assert titles(page) == ["Sans nouvelles", "Moral bas", "Bientôt", "Plus tard", "Sans date", "Terminé"]
    first = page.soup.select(".card-project")[0].get_text(" ")
    assert "Sans nouvelles" in first
    assert "Lancement" in first


def test_coached_shows_the_last_check_in_only(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied()
    world.said(project, make.day(-20), blocker="Ancien blocage")
    world.said(project, make.day(-3), blocker="Blocage du jour", blocker_owner="DSI")

    page = sign_in(world.coach).get("/coaching")

    assert "Blocage du jour Qui peut le lever DSI" in page.text
    assert "Ancien blocage" not in page.text


def test_coached_holds_my_projects_and_no_other(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    world.accompanied(coach=world.new_coach(), title="D’un autre")
    former = world.accompanied(coach=world.new_coach(), title="Ancien")
    session.add(
        Coaching(project_id=former.id, coach_id=world.coach.id, started_on=make.day(-60), ended_on=make.day(-40))
    )
    world.selected(title="Pas lancé")

    page = sign_in(world.coach).get("/coaching")

    assert titles(page) == []
    assert "Aucun projet pour l’instant" in page.text


def test_coached_is_for_coaches(session: Session, world: World, sign_in: Callable[[Person], PageClient]) -> None:
    assert sign_in(world.juror).get("/coaching").status == 403
    assert sign_in(make.make_person(session)).get("/coaching").status == 403


def test_coached_costs_the_same_with_3_and_30_projects(
    session: Session, world: World, sign_in: Callable[[Person], PageClient], count_queries: Callable[[], Any]
) -> None:
    browser = sign_in(world.coach)
    counts = []
    for number in (3, 27):
        for _n in range(number):
            world.said(world.accompanied(), make.day(-3), author=make.make_person(session))
        with count_queries() as queries:
            page = browser.get("/coaching")
        counts.append(len(queries))

    assert len(titles(page)) == 30
    assert counts[0] == counts[1]
