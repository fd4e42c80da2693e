"""The tab « Suivi » of a project."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.domain.kinds import Role
from incubator.domain.models import Coaching, Person
from incubator.domain.states import ENDINGS, State
from incubator.mentoring import operations
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.mentoring.conftest import World
from tests.texts import plain


def test_follow_up_says_where_the_project_stands(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied()
    world.said(project, make.day(-20), users_met=7, days_planned=4.0, days_spent=4.0, learned="Premier constat.")
    world.said(
        project,
        make.day(-6),
        users_met=5,
        days_planned=4.0,
        days_spent=2.5,
        learned="Second constat.",
        blocker="Le budget des sacs",
        blocker_owner="Directrice générale adjointe",
        next_step="Présenter au comité",
        next_step_on=make.day(5),
    )

    page = sign_in(world.owner_of(project)).get(f"/projects/{project.id}/follow-up")

    assert page.h1 == project.title
    assert "Jours consacrés 6,5 sur 8" in page.text
    assert "Usagers rencontrés en tout 12" in page.text
    assert "Blocage Le budget des sacs Qui peut le lever Directrice générale adjointe" in page.text
    assert "Présenter au comité" in page.text
    assert page.text.index("Second constat.") < page.text.index("Premier constat.")
    assert world.coach.email in page.text
    assert "Pas de nouvelles" not in page.text
    assert page.soup.select_one("svg.cohort") is not None


def test_follow_up_says_a_silence_in_words(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    silent, quiet = world.accompanied(), world.accompanied()
    world.said(silent, make.day(-22))
    world.said(quiet, make.day(-21))
    browser = sign_in(world.coach)

    assert "Pas de nouvelles depuis plus de trois semaines" in browser.get(f"/projects/{silent.id}/follow-up").text
    assert "Pas de nouvelles" not in browser.get(f"/projects/{quiet.id}/follow-up").text


def test_follow_up_does_not_count_a_pause_as_silence(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied(since=200, state_changed_at=make.clock.now())
    world.said(project, make.day(-120))

    assert "Pas de nouvelles" not in sign_in(world.coach).get(f"/projects/{project.id}/follow-up").text


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("owner", ["Faire le point"]),
        ("coach", ["Faire le point", "Changer les dates prévues", "Terminer la phase en cours"]),
        (
            "staff",
            [
                "Changer les dates prévues",
                "Terminer la phase en cours",
                "Changer de coach",
                "Terminer l’accompagnement",
            ],
        ),
        ("sponsor", []),
    ],
)
def test_follow_up_offers_each_person_their_acts(
    session: Session, world: World, sign_in: Callable[[Person], PageClient], who: str, labels: list[str]
) -> None:
    project = world.accompanied()
    sponsor = make.grant(session, make.make_person(session), Role.SPONSOR, project)
    people = {"owner": world.owner_of(project), "coach": world.coach, "staff": world.staff, "sponsor": sponsor}

    page = sign_in(people[who]).get(f"/projects/{project.id}/follow-up")

    links = page.soup.select(".dossier-side a.btn")
    assert [" ".join(link.get_text().split()) for link in links] == labels


def test_follow_up_before_the_launch_leads_staff_to_it(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.selected()

    page = sign_in(world.staff).get(f"/projects/{project.id}/follow-up")

    assert "L’accompagnement n’a pas encore commencé" in page.text
    assert page.soup.select_one(f'a[href="/projects/{project.id}/launch"]') is not None


@pytest.mark.parametrize("ending", ENDINGS)
def test_follow_up_of_an_ended_project_tells_how_and_why(
    session: Session, world: World, sign_in: Callable[[Person], PageClient], ending: State
) -> None:
    project = world.accompanied()
    operations.end_project(
        session, actor=make.actor_of(session, world.staff), project=project, ending=ending, reason="Vingt foyers vus."
    )
    session.commit()

    page = sign_in(world.owner_of(project)).get(f"/projects/{project.id}/follow-up")

    assert "Vingt foyers vus." in page.text
    assert plain(ending.label) in page.text
    assert "Faire le point" not in page.text


def test_follow_up_is_unknown_to_strangers(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied()
    former, other = world.new_coach(), world.new_coach()
    session.add(Coaching(project_id=project.id, coach_id=former.id, started_on=make.day(-60), ended_on=make.day(-30)))
    world.accompanied(coach=other)
    linked = make.make_staff(session, world.call)
    make.declare_conflict(session, linked, project)
    chair = make.grant(session, make.make_person(session), Role.CHAIR, world.call)
    reader = make.grant(session, make.make_person(session), Role.COMMITTEE_MEMBER, world.call)
    make.assign_reader(session, project, reader)
    foreign = make.make_staff(session, make.make_organisation(session))

    for person in (world.juror, chair, reader, former, other, linked, foreign, make.make_person(session)):
        browser = sign_in(person)
        for page in ("follow-up", "check-in", "phases", "phases/move", "end", "resume", "coach", "launch"):
            assert browser.get(f"/projects/{project.id}/{page}").status == 404, (person.name, page)


def test_follow_up_costs_the_same_with_3_and_30_check_ins(
    session: Session, world: World, sign_in: Callable[[Person], PageClient], count_queries: Callable[[], Any]
) -> None:
    project = world.accompanied(since=400)
    browser = sign_in(world.staff)
    counts = []
    for number in (3, 27):
        for n in range(number):
            world.said(project, make.day(-n), author=make.make_person(session))
        with count_queries() as queries:
            assert browser.get(f"/projects/{project.id}/follow-up").status == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
    second = browser.get(f"/projects/{project.id}/follow-up?page=2")
    assert len(second.soup.select("article.answer")) == 5
