"""The board of the jury day, and the order the jurors see."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.kinds import PitchStatus, Role
from incubator.domain.models import PitchCard
from incubator.domain.states import State
from tests import factories as make
from tests.conftest import Page, PageClient
from tests.integration.pitching.conftest import Jury

SignIn = Callable[..., PageClient]


def rows(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.soup.select("tbody tr")]


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_day_says_who_has_sent_a_card_and_names_the_others(jury: Jury, sign_in: SignIn, who: str) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    jury.card(project, jury.jurors[1], 5, 3)

    page = sign_in(getattr(jury, who)).get(jury.day_url)

    (row,) = rows(page)
    assert "1 sur 3" in row
    assert "Manquent : Bruno Juge, Colette Chair" in row
    assert "Adèle" not in row
    assert "Notation ouverte" in row


def test_day_never_shows_marks(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.CLOSED)
    jury.card(project, jury.jurors[1], 5, 3)  # 4,20
    for who in (jury.secretary, jury.chair):
        text = sign_in(who).get(jury.day_url).text
        assert "4,20" not in text
        assert "4200" not in text


def test_day_does_not_count_a_card_that_is_not_sent(session: Session, jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    session.add(PitchCard(pitch_id=jury.pitch_of(project).id, juror_id=jury.jurors[1].id))
    session.flush()
    assert "0 sur 3" in rows(sign_in(jury.secretary).get(jury.day_url))[0]


def test_day_does_not_wait_for_a_juror_who_stays_away(session: Session, jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN, jury.project(owner=jury.jurors[1]))
    make.declare_conflict(session, jury.jurors[2], project)
    (row,) = rows(sign_in(jury.secretary).get(jury.day_url))
    assert "0 sur 1" in row
    assert "Manque : Colette Chair" in row


def test_day_does_not_wait_for_who_has_left_the_jury(session: Session, jury: Jury, sign_in: SignIn) -> None:
    jury.pitch(PitchStatus.OPEN)
    jury.jurors[1].disabled_at = clock.now()
    session.flush()
    assert "0 sur 2" in rows(sign_in(jury.secretary).get(jury.day_url))[0]


def test_day_counts_jurors_of_the_organisation(session: Session, jury: Jury, sign_in: SignIn) -> None:
    session.refresh(jury.call, ["organisations"])
    make.grant(session, make.make_person(session), Role.JUROR, jury.call.organisations[0])
    jury.pitch(PitchStatus.OPEN)
    assert "0 sur 4" in rows(sign_in(jury.secretary).get(jury.day_url))[0]


def test_day_offers_the_act_of_each_status(jury: Jury, sign_in: SignIn) -> None:
    jury.pitch(PitchStatus.CLOSED)
    jury.pitch(PitchStatus.OPEN)
    jury.pitch()
    page = sign_in(jury.secretary).get(jury.day_url)
    assert [form["action"].rsplit("/", 1)[-1] for form in page.soup.select("tbody form")] == ["reopen", "close", "open"]


def next_act(page: Page) -> str:
    return " ".join(page.soup.select_one(".next-act").get_text(" ").split())


def test_day_says_what_to_do_next(jury: Jury, sign_in: SignIn) -> None:
    first, second = (jury.pitch(project=jury.project(title=title)) for title in ("Premier", "Second"))
    client = sign_in(jury.secretary)
    assert "Premier" in next_act(client.get(jury.day_url))
    jury.pitch_of(second).status = PitchStatus.OPEN
    jury.session.flush()
    opened = client.get(jury.day_url)
    assert "En ce moment : 002 · Second 0 fiche" in next_act(opened)
    assert "Manquent : Adèle Juge, Bruno Juge, Colette Chair" in next_act(opened)
    assert opened.soup.select(f'.next-act form[action$="/projects/{second.id}/pitch/close"]')
    for project in (first, second):
        jury.pitch_of(project).status, project.state = PitchStatus.CLOSED, State.PITCHED
    jury.session.flush()
    assert "Tous les pitchs sont clos" in next_act(client.get(jury.day_url))
    jury.close_day()
    assert "délibérez" in next_act(client.get(jury.day_url))


def test_day_names_nobody_elses_pitch_as_what_is_left(session: Session, jury: Jury, sign_in: SignIn) -> None:
    jury.heard((4, 4))
    hidden = jury.pitch(project=jury.project(title="Secret"))
    make.declare_conflict(session, jury.chair, hidden)
    page = sign_in(jury.chair).get(jury.day_url)
    assert "Tous les pitchs que vous voyez sont clos" in next_act(page)
    assert "un collègue peut le clore" in next_act(page)
    assert "Secret" not in page.text


def test_day_offers_nothing_once_closed(jury: Jury, sign_in: SignIn) -> None:
    jury.heard((5, 5))
    jury.close_day()
    page = sign_in(jury.secretary).get(jury.day_url)
    assert "Le jour du jury est clos" in page.text
    assert not page.soup.select("tbody form")
    assert page.soup.select(f'a[href="{jury.url("deliberation")}"]')


def test_day_shows_a_juror_the_order_only(jury: Jury, sign_in: SignIn) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    jury.card(project, jury.jurors[2], 5, 3)

    page = sign_in(jury.jurors[1]).get(jury.day_url)

    assert page.h1 == "Ordre de passage"
    assert project.title in page.text
    assert "sur 3" not in page.text
    assert "Bruno" not in page.text
    assert not page.soup.select("tbody form")


@pytest.mark.parametrize("who", ["secretary", "chair", "juror"])
def test_day_hides_what_a_person_stays_away_from(session: Session, jury: Jury, sign_in: SignIn, who: str) -> None:
    person = jury.jurors[1] if who == "juror" else getattr(jury, who)
    jury.pitch()
    conflict, team = jury.pitch(project=jury.project(title="Secret A")), jury.project(title="Secret B", owner=person)
    jury.pitch(project=team)
    make.declare_conflict(session, person, conflict)

    page = sign_in(person).get(jury.day_url)

    assert "Secret" not in page.text
    assert len(rows(page)) == 1
    assert "2 pitchs" not in page.text
    assert "3 pitchs" not in page.text


def test_day_forgets_a_withdrawn_project(jury: Jury, sign_in: SignIn) -> None:
    jury.pitch(project=jury.project(State.WITHDRAWN, title="Parti"))
    assert "Parti" not in sign_in(jury.secretary).get(jury.day_url).text


@pytest.mark.parametrize("who", ["secretary", "chair", "juror"])
def test_day_is_empty_until_the_order_is_fixed(jury: Jury, sign_in: SignIn, who: str) -> None:
    person = jury.jurors[1] if who == "juror" else getattr(jury, who)
    assert "L’ordre n’est pas encore fixé" in sign_in(person).get(jury.day_url).text


def test_day_refuses_others(session: Session, jury: Jury, sign_in: SignIn, visitor: PageClient) -> None:
    member = make.grant(session, make.make_person(session), Role.COMMITTEE_MEMBER, jury.call)
    assert sign_in(member).get(jury.day_url).status == 403
    assert sign_in(make.make_person(session)).get(jury.day_url).status == 404
    assert visitor.get(jury.day_url).url == "/sign-in"


@pytest.mark.parametrize("who", ["secretary", "juror"])
def test_day_costs_the_same_with_many_pitches(jury: Jury, sign_in: SignIn, count_queries: Any, who: str) -> None:
    client = sign_in(jury.jurors[1] if who == "juror" else jury.secretary)
    costs = []
    for count in (3, 27):
        for _ in range(count):
            jury.card(jury.pitch(PitchStatus.OPEN), jury.jurors[1], 4, 4)
        with count_queries() as queries:
            assert client.get(jury.day_url).status == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]
