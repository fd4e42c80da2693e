"""The cockpit of those who run the call."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from incubator.domain.kinds import Role
from incubator.domain.models import Person
from incubator.domain.states import State
from incubator.mentoring.cohort import cohort_of, funnel_of
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.mentoring.conftest import World


def rows(page: Page) -> list[str]:
    return [tag.get_text().strip() for tag in page.soup.select("th.cell-title a")]


def test_cohort_shows_figures_and_who_is_silent(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    fine = world.accompanied(title="Tout va")
    silent = world.accompanied(title="Muet")
    world.accompanied(title="Fini", state=State.TRANSFERRED)
    world.selected(title="À lancer bientôt")
    world.said(fine, make.day(-3), users_met=9, days_planned=4.0, days_spent=3.5)
    world.said(silent, make.day(-28), users_met=2, days_planned=2.0, days_spent=2.0)

    page = sign_in(world.staff).get(f"/calls/{world.call.code}/cohort")

    assert page.h1 == "Promotion"
    figures = [" ".join(tag.get_text(" ").split()) for tag in page.soup.select(".key-figure")]
    assert figures == [
        "Projets accompagnés 2 pour 8 places",
        "Sans nouvelles 1 depuis plus de 21 jours",
        "Usagers rencontrés 11 depuis le début",
        "Jours consacrés 5,5 pour 6 prévus",
    ]
    assert rows(page) == ["Muet", "Tout va", "Fini"]
    line = page.soup.select("tbody tr:has(th.cell-title)")[0]
    assert "Sans nouvelles" in line.get_text()
    assert line.select_one(".tag svg") is not None
    assert "À lancer bientôt" in page.text
    assert page.soup.select_one("svg.cohort") is not None


def test_funnel_counts_what_each_project_reached(session: Session, world: World) -> None:
    for state in State:
        make.make_project(session, world.call, state=state)
    actor = make.actor_of(session, world.staff)

    stages = [count for _label, count in funnel_of(session, actor=actor, call=world.call)]

    # A project in each of the 24 states: all but the draft have been submitted, ten are or were accompanied.
    assert stages == [23, 19, 15, 14, 11, 10]


def test_funnel_is_one_query(session: Session, world: World, count_queries: Callable[[], Any]) -> None:
    world.accompanied()
    actor = make.actor_of(session, world.staff)

    with count_queries() as queries:
        funnel_of(session, actor=actor, call=world.call)

    assert len(queries) == 1


def test_cohort_leaves_out_what_the_actor_has_a_link_with(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    linked, own = world.accompanied(title="Lien"), world.accompanied(title="À moi", owner=world.staff)
    make.declare_conflict(session, world.staff, linked)
    world.said(linked, make.day(-2), users_met=50)
    world.said(own, make.day(-2), users_met=70)
    world.accompanied(title="Neutre")

    page = sign_in(world.staff).get(f"/calls/{world.call.code}/cohort")

    assert rows(page) == ["Neutre"]
    actor = make.actor_of(session, world.staff)
    assert cohort_of(session, actor=actor, call=world.call).users_met == 0
    assert [count for _label, count in funnel_of(session, actor=actor, call=world.call)] == [1] * 6


def test_cohort_is_for_those_who_run_the_call(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    foreign = make.make_staff(session, make.make_organisation(session))
    manager = make.grant(session, make.make_person(session), Role.PROGRAMME_MANAGER, world.organisation)
    expected = [
        (world.juror, 403),
        (world.coach, 403),
        (make.make_person(session, world.organisation), 403),
        (foreign, 404),
        (manager, 200),
    ]

    for person, status in expected:
        assert sign_in(person).get(f"/calls/{world.call.code}/cohort").status == status


def test_cohort_says_what_will_come(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    page = sign_in(world.staff).get(f"/calls/{world.call.code}/cohort")

    assert "Pas encore de projet accompagné" in page.text


def test_cohort_costs_the_same_with_3_and_30_projects(
    session: Session, world: World, sign_in: Callable[[Person], PageClient], count_queries: Callable[[], Any]
) -> None:
    browser = sign_in(world.staff)
    counts = []
    for number in (3, 27):
        for _n in range(number):
            project = world.accompanied(coach=world.new_coach())
            world.said(project, make.day(-3), author=make.make_person(session))
        with count_queries() as queries:
            page = browser.get(f"/calls/{world.call.code}/cohort")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert len(rows(page)) == 25
    assert len(rows(browser.get(f"/calls/{world.call.code}/cohort?page=2"))) == 5
    assert len(rows(browser.get(f"/calls/{world.call.code}/cohort?page=99"))) == 5
