"""The check-in: three minutes every two weeks."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, WrongState
from incubator.domain.models import CheckIn, JournalEntry, Person, Project
from incubator.domain.states import State
from incubator.mentoring import operations
from incubator.mentoring.operations import News
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.mentoring.conftest import World

NEWS = News(
    learned="Sept questions suffisent.",
    users_met=6,
    days_planned=4.0,
    days_spent=3.5,
    blocker="Aucune école ne répond après 16 h 30.",
    blocker_owner="Direction académique",
    next_step="Essayer une liste tenue par les directrices.",
    next_step_on=None,
    mood=3,
)
TYPED = {
    "learned": "Sept questions suffisent.",
    "users_met": "6",
    "days_planned": "4",
    "days_spent": "3,5",
    "blocker": "Aucune école ne répond après 16 h 30.",
    "blocker_owner": "Direction académique",
    "next_step": "Essayer une liste tenue par les directrices.",
    "mood": "3",
}


def check_ins(session: Session, project: Project) -> list[CheckIn]:
    return list(session.scalars(select(CheckIn).where(CheckIn.project_id == project.id)))


def test_check_in_keeps_the_news_of_today(session: Session, world: World) -> None:
    project = world.accompanied()
    owner = world.owner_of(project)

    said = operations.check_in(session, actor=make.actor_of(session, owner), project=project, news=NEWS)
    session.flush()

    assert (said.author_id, said.on, said.days_spent, said.mood) == (owner.id, make.day(0), 3.5, 3)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.project_id == project.id)).one()
    assert (entry.event, entry.actor_id) == ("check_in", owner.id)


def test_check_in_is_open_to_the_coach(session: Session, world: World) -> None:
    project = world.accompanied()

    said = operations.check_in(session, actor=make.actor_of(session, world.coach), project=project, news=NEWS)

    assert said.author_id == world.coach.id


def test_check_in_sent_twice_is_kept_once(session: Session, world: World) -> None:
    project = world.accompanied()
    actor = make.actor_of(session, world.owner_of(project))

    operations.check_in(session, actor=actor, project=project, news=NEWS)
    operations.check_in(session, actor=actor, project=project, news=NEWS)

    assert len(check_ins(session, project)) == 1


def test_check_in_refuses_those_who_neither_carry_nor_coach(session: Session, world: World) -> None:
    project = world.accompanied()

    for person in (world.staff, world.juror, world.new_coach()):
        with pytest.raises(NotAllowed):
            operations.check_in(session, actor=make.actor_of(session, person), project=project, news=NEWS)


@pytest.mark.parametrize("state", [State.SELECTED, State.DORMANT, State.SUSTAINED, State.WITHDRAWN])
def test_check_in_refuses_a_project_that_is_not_accompanied(session: Session, world: World, state: State) -> None:
    project = world.accompanied(state=state)

    with pytest.raises(WrongState):
        operations.check_in(session, actor=make.actor_of(session, world.owner_of(project)), project=project, news=NEWS)


# --- the page --------------------------------------------------------------------------------------------------------


def test_check_in_page_reminds_of_the_last_one_and_saves(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied()
    owner = world.owner_of(project)
    world.said(project, make.day(-14), next_step="Rencontrer l’astreinte", days_planned=2.5)
    browser = sign_in(owner)

    page = browser.get(f"/projects/{project.id}/check-in")

    assert page.h1 == "Point de suivi"
    assert "Rencontrer l’astreinte" in page.text
    assert page.field("days_planned") == "2,5"
    kinds = {name: page.soup.select_one(f'[name="{name}"]')["type"] for name in ("users_met", "days_planned")}
    assert set(kinds.values()) == {"text"}  # a number box shows nothing of « 2,5 »
    assert [tag["value"] for tag in page.soup.select("input[name=mood]")] == ["5", "4", "3", "2", "1"]

    done = browser.post(f"/projects/{project.id}/check-in", {**TYPED, "next_step_on": make.day(7).isoformat()})

    assert done.url == f"/projects/{project.id}/follow-up"
    assert "votre point est enregistré" in done.text
    newest = max(check_ins(session, project), key=lambda one: one.on)
    assert (newest.users_met, newest.days_spent, newest.next_step_on) == (6, 3.5, make.day(7))
    assert newest.blocker_owner == "Direction académique"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("learned", "", "Écrivez au moins une phrase sur ce que vous avez appris."),
        ("learned", " \r\n ", "Écrivez au moins une phrase sur ce que vous avez appris."),
        ("learned", "é" * 2001, "retirez-en 1 pour l’enregistrer"),
        ("users_met", "beaucoup", "Écrivez un nombre entier, par exemple 4."),
        ("users_met", "-1", "Écrivez un nombre entre 0 et 9 999."),
        ("days_spent", "1,3", "Écrivez un nombre de jours, par demi-journée : 2 ou 2,5."),
        ("days_spent", "nan", "Écrivez un nombre de jours, par demi-journée : 2 ou 2,5."),
        ("days_spent", "1e400", "Écrivez un nombre de jours, par demi-journée : 2 ou 2,5."),
        ("days_planned", "", "Écrivez le nombre de jours prévus ; zéro convient."),
        ("days_planned", "100", "Écrivez un nombre entre 0 et 99."),
        ("next_step_on", "2026-02-31", "Écrivez une date complète : jour, mois et année."),
        ("next_step_on", "2024-01-01", "La prochaine étape est à venir"),
        ("mood", "", "Choisissez ce qui ressemble le plus à votre moral."),
        ("mood", "6", "Choisissez une de ces réponses."),
    ],
)
def test_check_in_page_keeps_what_was_typed(
    session: Session, world: World, sign_in: Callable[[Person], PageClient], name: str, value: str, sentence: str
) -> None:
    project = world.accompanied()

    page = sign_in(world.owner_of(project)).post(f"/projects/{project.id}/check-in", {**TYPED, name: value})

    assert page.status == 422
    assert sentence in page.text
    assert page.field("next_step") == TYPED["next_step"]
    if name != "mood":
        assert page.field(name) == value.strip()
    assert check_ins(session, project) == []


def test_check_in_page_takes_a_text_of_exactly_the_limit(
    session: Session, world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    project = world.accompanied()

    page = sign_in(world.coach).post(f"/projects/{project.id}/check-in", {**TYPED, "learned": "é\r\n" * 999 + "ni"})

    assert page.status == 200
    assert check_ins(session, project)[0].learned == "é\n" * 999 + "ni"


def test_check_in_page_is_closed_to_others(
    session: Session, world: World, sign_in: Callable[[Person], PageClient], visitor: PageClient
) -> None:
    project = world.accompanied()
    other_coach = world.new_coach()
    world.accompanied(coach=other_coach)
    expected = [(world.staff, 403), (world.juror, 404), (other_coach, 404), (make.make_person(session), 404)]

    for person, status in expected:
        assert sign_in(person).get(f"/projects/{project.id}/check-in").status == status
        assert sign_in(person).post(f"/projects/{project.id}/check-in", TYPED).status == status
    assert visitor.get(f"/projects/{project.id}/check-in").url == "/sign-in"
    assert check_ins(session, project) == []


def test_check_in_page_of_an_ended_project_is_a_conflict(world: World, sign_in: Callable[[Person], PageClient]) -> None:
    project = world.accompanied(state=State.SUSTAINED)

    assert sign_in(world.coach).get(f"/projects/{project.id}/check-in").status == 409


def test_follow_up_asks_for_a_check_in_only_when_it_is_due(
    world: World, sign_in: Callable[[Person], PageClient]
) -> None:
    late, fresh = world.accompanied(), world.accompanied()
    world.said(fresh, make.day(-1))
    for project, asked in ((late, True), (fresh, False)):
        page = sign_in(world.owner_of(project)).get(f"/projects/{project.id}/follow-up")
        assert bool(page.soup.select(".next-act .btn")) is asked
        assert page.soup.select(f'main a[href="/projects/{project.id}/check-in"]')
