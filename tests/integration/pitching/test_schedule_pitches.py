"""Fixing the running order: by lot, by hand, late arrivals."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, StaleVersion, WrongState
from incubator.domain.kinds import PitchStatus
from incubator.domain.states import State
from incubator.pitching import scheduling
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.pitching.conftest import Jury

NINE = datetime(2026, 3, 12, 8, tzinfo=UTC)
SignIn = Callable[..., PageClient]


def test_draw_gives_each_project_ten_minutes_and_keeps_its_seed(session: Session, jury: Jury) -> None:
    projects = [jury.project() for _ in range(6)]
    jury.project(State.NOT_SHORTLISTED)

    scheduling.draw_order(
        session, actor=make.actor_of(session, jury.secretary), call=jury.call, starts_at=NINE, seed=48213
    )

    expected = [project.number for project in projects]
    random.Random(48213).shuffle(expected)
    assert jury.order() == expected
    assert [pitch.starts_at for pitch in jury.pitches()] == [NINE + timedelta(minutes=10 * n) for n in range(6)]
    (entry,) = jury.journal()
    assert (entry.event, entry.note) == ("schedule_pitches", "Tirage au sort, graine 48213.")
    assert entry.after["seed"] == 48213
    assert entry.after["order"] == [f"{number:03d}" for number in expected]


def test_draw_can_be_replayed_from_the_journal(session: Session, jury: Jury) -> None:
    for _ in range(8):
        jury.project()

    scheduling.draw_order(session, actor=make.actor_of(session, jury.secretary), call=jury.call, starts_at=NINE)

    (entry,) = jury.journal()
    replayed = list(entry.after["drawn_from"])
    random.Random(entry.after["seed"]).shuffle(replayed)
    assert replayed == entry.after["order"] == [f"{number:03d}" for number in jury.order()]
    assert str(entry.after["seed"]) in entry.note


def test_draw_again_replaces_the_order(session: Session, jury: Jury) -> None:
    projects = [jury.pitch() for _ in range(5)]
    jury.pitch(project=jury.project(State.WITHDRAWN))
    actor = make.actor_of(session, jury.secretary)

    for seed in (1, 2):
        scheduling.draw_order(session, actor=actor, call=jury.call, starts_at=NINE, seed=seed)

    expected = [project.number for project in projects]
    random.Random(2).shuffle(expected)
    assert jury.order() == [*expected, 6]  # a withdrawn project stands at the end, where nobody sees it
    assert [pitch.position for pitch in jury.pitches()] == [1, 2, 3, 4, 5, 6]


def test_draw_refuses_when_a_pitch_was_closed(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    jury.pitch()
    actor = make.actor_of(session, jury.secretary)

    with pytest.raises(WrongState, match="ne change plus"):
        scheduling.draw_order(session, actor=actor, call=jury.call, starts_at=NINE)


def test_draw_refuses_when_a_closed_pitch_was_reopened(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.OPEN, jury.project(State.PITCHED))
    actor = make.actor_of(session, jury.secretary)

    with pytest.raises(WrongState):
        scheduling.draw_order(session, actor=actor, call=jury.call, starts_at=NINE)


def test_draw_refuses_without_a_shortlisted_project(session: Session, jury: Jury) -> None:
    with pytest.raises(WrongState, match="Aucun projet"):
        scheduling.draw_order(session, actor=make.actor_of(session, jury.secretary), call=jury.call, starts_at=NINE)


def test_schedule_refuses_the_chair(session: Session, jury: Jury) -> None:
    jury.project()
    with pytest.raises(NotAllowed):
        scheduling.draw_order(session, actor=make.actor_of(session, jury.chair), call=jury.call, starts_at=NINE)


def test_set_order_follows_the_places_typed(session: Session, jury: Jury) -> None:
    first, second, third = jury.pitch(), jury.pitch(), jury.project()
    places = {first.id: 30, second.id: 10, third.id: 20}

    scheduling.set_order(
        session, actor=make.actor_of(session, jury.secretary), call=jury.call, starts_at=NINE, places=places
    )

    assert jury.order() == [2, 3, 1]
    (entry,) = jury.journal()
    assert (entry.before["order"], entry.after["order"]) == (["001", "002"], ["002", "003", "001"])
    assert entry.note == "Ordre fixé à la main."


def test_set_order_leaves_a_project_the_secretary_stays_away_from_in_its_place(session: Session, jury: Jury) -> None:
    one, hidden, three = jury.pitch(), jury.pitch(), jury.pitch()
    make.declare_conflict(session, jury.secretary, hidden)

    scheduling.set_order(
        session,
        actor=make.actor_of(session, jury.secretary),
        call=jury.call,
        starts_at=NINE,
        places={one.id: 2, three.id: 1},
    )

    assert jury.order() == [3, 2, 1]


def test_set_order_refuses_when_the_projects_have_changed(session: Session, jury: Jury) -> None:
    project = jury.pitch()
    jury.project()
    actor = make.actor_of(session, jury.secretary)

    with pytest.raises(StaleVersion):
        scheduling.set_order(session, actor=actor, call=jury.call, starts_at=NINE, places={project.id: 1})


@pytest.mark.parametrize(
    ("number", "place", "order"),
    [
        (4, 2, [1, 4, 2, 3, 5]),
        (2, 4, [1, 3, 4, 2, 5]),
        (3, 3, [1, 2, 3, 4, 5]),
        (1, 99, [2, 3, 4, 5, 1]),
    ],
)
def test_move_pitch_makes_room(session: Session, jury: Jury, number: int, place: int, order: list[int]) -> None:
    projects = [jury.pitch() for _ in range(5)]
    first = jury.pitches()[0].starts_at
    actor, moved = make.actor_of(session, jury.secretary), projects[number - 1]

    scheduling.move_pitch(session, actor=actor, call=jury.call, project_id=moved.id, place=place)

    assert jury.order() == order
    assert [pitch.position for pitch in jury.pitches()] == [1, 2, 3, 4, 5]
    assert [pitch.starts_at for pitch in jury.pitches()] == [first + timedelta(minutes=10 * n) for n in range(5)]


def test_move_pitch_takes_places_as_they_are_announced(session: Session, jury: Jury) -> None:
    projects = [jury.pitch() for _ in range(5)]
    make.declare_conflict(session, jury.secretary, projects[1])
    actor = make.actor_of(session, jury.secretary)

    scheduling.move_pitch(session, actor=actor, call=jury.call, project_id=projects[4].id, place=3)
    assert jury.order() == [1, 2, 5, 3, 4]
    with pytest.raises(StaleVersion):
        scheduling.move_pitch(session, actor=actor, call=jury.call, project_id=projects[1].id, place=1)


def test_move_pitch_refuses_once_a_pitch_was_closed(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    project, actor = jury.pitch(), make.actor_of(session, jury.secretary)
    with pytest.raises(WrongState):
        scheduling.move_pitch(session, actor=actor, call=jury.call, project_id=project.id, place=1)


def test_schedule_page_moves_one_project(jury: Jury, sign_in: SignIn) -> None:
    projects = [jury.pitch() for _ in range(3)]
    client = sign_in(jury.secretary)
    wrong = client.post(jury.url("jury-day/move"), {"move-project": projects[2].id.hex, "move-place": "0"})
    assert wrong.status == 422
    assert wrong.soup.select_one(f'option[value="{projects[2].id.hex}"][selected]')
    forged = client.post(jury.url("jury-day/move"), {"move-project": jury.call.id.hex, "move-place": "1"})
    assert forged.status == 422
    page = client.post(jury.url("jury-day/move"), {"move-project": projects[2].id.hex, "move-place": "1"})
    assert (page.status, page.url) == (200, jury.url("jury-day/order"))
    assert jury.order() == [3, 1, 2]


def test_append_late_adds_at_the_end_even_when_a_pitch_is_closed(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    last = jury.pitch_of(jury.pitch())
    jury.project()

    scheduling.append_late(session, actor=make.actor_of(session, jury.secretary), call=jury.call)

    assert jury.order() == [1, 2, 3]
    assert jury.pitches()[-1].starts_at == last.starts_at + timedelta(minutes=10)
    assert jury.journal()[-1].after == {"added": ["003"]}


def test_append_late_refuses_once_the_day_is_closed(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    jury.project()
    jury.close_day()

    with pytest.raises(WrongState):
        scheduling.append_late(session, actor=make.actor_of(session, jury.secretary), call=jury.call)


def test_draw_page_draws_and_shows_the_order(jury: Jury, sign_in: SignIn) -> None:
    for _ in range(3):
        jury.project()

    page = sign_in(jury.secretary).post(jury.url("jury-day/draw"), {"draw-starts_at": "14:00"})

    assert (page.status, page.url) == (200, jury.url("jury-day/order"))
    assert page.h1 == "Ordre de passage"
    assert "Tirage au sort, graine" in page.text
    first = jury.pitches()[0].starts_at.astimezone(ZoneInfo("Europe/Paris"))
    assert (first.date(), first.hour, first.minute) == (jury.call.jury_on, 14, 0)
    hours = [time.get_text() for time in page.soup.select("tbody time")]
    assert hours == ["14\u00a0h", "14\u00a0h\u00a010", "14\u00a0h\u00a020"]  # never cut at the end of a line


def test_draw_page_keeps_a_wrong_hour(jury: Jury, sign_in: SignIn) -> None:
    jury.project()
    page = sign_in(jury.secretary).post(jury.url("jury-day/draw"), {"draw-starts_at": ""})
    assert page.status == 422
    assert "Écrivez l’heure du premier pitch." in page.text
    assert jury.order() == []


def test_schedule_page_saves_the_order_typed(jury: Jury, sign_in: SignIn) -> None:
    one, two = jury.project(), jury.project()
    data = {"starts_at": "09:30", f"place_{one.id.hex}": "2", f"place_{two.id.hex}": "1"}

    page = sign_in(jury.secretary).post(jury.url("jury-day/order"), data)

    assert page.status == 200
    assert jury.order() == [2, 1]
    assert "9 h 30" in page.text


def test_schedule_page_keeps_places_given_twice(jury: Jury, sign_in: SignIn) -> None:
    one, two = jury.project(), jury.project()
    data = {"starts_at": "09:30", f"place_{one.id.hex}": "7", f"place_{two.id.hex}": "7"}

    page = sign_in(jury.secretary).post(jury.url("jury-day/order"), data)

    assert page.status == 422
    assert "La place 7 est donnée deux fois." in page.text
    assert (page.field(f"place_{two.id.hex}"), page.field("starts_at")) == ("7", "09:30")


@pytest.mark.parametrize("place", ["", "zéro", "0"])
def test_schedule_page_refuses_a_place_that_is_none(jury: Jury, sign_in: SignIn, place: str) -> None:
    project = jury.project()
    data = {"starts_at": "09:30", f"place_{project.id.hex}": place}
    page = sign_in(jury.secretary).post(jury.url("jury-day/order"), data)
    assert page.status == 422
    assert page.field(f"place_{project.id.hex}") == place
    assert jury.order() == []


def test_schedule_page_says_when_the_order_is_fixed(jury: Jury, sign_in: SignIn) -> None:
    jury.pitch(PitchStatus.CLOSED)
    page = sign_in(jury.secretary).get(jury.url("jury-day/order"))
    assert "L’ordre ne change plus" in page.text
    assert not page.soup.select('main form[action$="/draw"]')
    assert sign_in(jury.secretary).post(jury.url("jury-day/draw"), {"draw-starts_at": "09:00"}).status == 409


def test_schedule_page_offers_to_append_late_projects(jury: Jury, sign_in: SignIn) -> None:
    jury.pitch(PitchStatus.CLOSED)
    late = jury.project()
    client = sign_in(jury.secretary)

    assert "1 projet n’a pas encore de place" in client.get(jury.url("jury-day/order")).text
    page = client.post(jury.url("jury-day/append"))

    assert page.status == 200
    assert jury.order() == [1, late.number]


def test_schedule_page_hides_what_the_secretary_stays_away_from(session: Session, jury: Jury, sign_in: SignIn) -> None:
    jury.pitch()
    hidden = jury.pitch(project=jury.project(title="Projet secret"))
    make.declare_conflict(session, jury.secretary, hidden)

    page = sign_in(jury.secretary).get(jury.url("jury-day/order"))

    assert "Projet secret" not in page.text
    assert len(page.soup.select("tbody tr")) == 1
    assert not page.soup.select(f'[name="place_{hidden.id.hex}"]')


def test_schedule_page_when_nothing_is_shortlisted(jury: Jury, sign_in: SignIn) -> None:
    assert "Aucun projet n’est encore invité au pitch" in sign_in(jury.secretary).get(jury.url("jury-day/order")).text


@pytest.mark.parametrize("who", ["chair", "juror", "stranger"])
def test_schedule_page_refuses_who_does_not_run_the_call(
    session: Session, jury: Jury, sign_in: SignIn, who: str
) -> None:
    people = {"chair": jury.chair, "juror": jury.jurors[1], "stranger": make.make_person(session)}
    expected = 404 if who == "stranger" else 403
    assert sign_in(people[who]).get(jury.url("jury-day/order")).status == expected
    assert sign_in(people[who]).post(jury.url("jury-day/draw"), {"draw-starts_at": "09:00"}).status == expected
    for act in ("append", "move"):
        assert sign_in(people[who]).post(jury.url(f"jury-day/{act}")).status == expected


def test_schedule_page_costs_the_same_with_many_projects(jury: Jury, sign_in: SignIn, count_queries: Any) -> None:
    client = sign_in(jury.secretary)
    costs = []
    for count in (3, 27):
        for _ in range(count):
            jury.pitch()
        with count_queries() as queries:
            client.get(jury.url("jury-day/order"))
        costs.append(len(queries))
    assert costs[0] == costs[1]
