"""Taking a project off the reserve list, once the jury's decisions are published."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import NotAllowed, StaleVersion, WrongState
from incubator.core.outbox import OutboxEmail
from incubator.domain.decisions import Choice
from incubator.domain.kinds import Outcome
from incubator.domain.models import Decision, Person, Project
from incubator.domain.states import State
from incubator.pitching import operations
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.pitching.conftest import Jury

SignIn = Callable[..., PageClient]
Sent = Callable[[Session], list[OutboxEmail]]
TYPED = {"version": "1", "outcome": "selected", "reason": "Une place se libère.", "feedback": "Bravo."}


def on_reserve(jury: Jury, rank: int = 1, **values: object) -> tuple[Project, Decision]:
    """A project of the reserve list, told so."""
    if jury.call.jury_closed_at is None:
        jury.close_day()
    project = jury.heard((4, 4), **values)
    project.state = State.RESERVE
    return project, jury.decide(project, Outcome.RESERVE, rank=rank, published_at=clock.now())


def test_settle_reserve_gives_the_place_and_writes_to_the_team(session: Session, jury: Jury, sent: Sent) -> None:
    project, decision = on_reserve(jury)
    told = decision.published_at
    actor = make.actor_of(session, jury.chair)
    choice = Choice(Outcome.SELECTED, None, " Une place se libère. ", "Bravo.", decision.version)

    operations.settle_reserve(session, actor=actor, project=project, choice=choice)

    assert project.state is State.SELECTED
    assert (decision.outcome, decision.rank, decision.reason) == (Outcome.SELECTED, None, "Une place se libère.")
    assert decision.published_at is not None
    assert told is not None
    assert decision.published_at >= told
    assert jury.events(project) == ["prepare_decision", "select"]
    (email,) = sent(session)
    assert (email.name, "Une place se libère." in email.body) == ("letter_selected", True)


def test_settle_reserve_refuses(session: Session, jury: Jury, sent: Sent) -> None:
    project, decision = on_reserve(jury)
    heard = jury.heard((4, 4))
    hidden, _told = on_reserve(jury, 2)
    make.declare_conflict(session, jury.chair, hidden)
    chair, juror = make.actor_of(session, jury.chair), make.actor_of(session, jury.jurors[1])

    def settle(whose: Project, actor: object, outcome: Outcome = Outcome.SELECTED, version: int = 1) -> None:
        choice = Choice(outcome, None, "Motif.", "", version)
        operations.settle_reserve(session, actor=actor, project=whose, choice=choice)  # type: ignore[arg-type]

    with pytest.raises(WrongState):
        settle(heard, chair)
    with pytest.raises(WrongState):
        settle(project, chair, Outcome.RESERVE)
    with pytest.raises(StaleVersion):
        settle(project, chair, version=decision.version + 1)
    for whose, actor in ((project, juror), (hidden, chair)):
        with pytest.raises(NotAllowed):
            settle(whose, actor)
    assert sent(session) == []


def test_reserve_page_decides(session: Session, jury: Jury, sign_in: SignIn, sent: Sent) -> None:
    project, _decision = on_reserve(jury)
    client, url = sign_in(jury.secretary), f"/projects/{project.id}/reserve"
    assert client.get(jury.url("deliberation")).soup.select(f'a[href="{url}"]')
    assert client.get(url).h1 == "Appeler un projet de la liste complémentaire"
    wrong = client.post(url, {**TYPED, "reason": ""})
    assert (wrong.status, wrong.field("feedback")) == (422, "Bravo.")
    forged = client.post(url, {**TYPED, "outcome": "reserve"})
    assert forged.status == 422

    done = client.post(url, TYPED)

    assert done.url == jury.url("deliberation")
    assert [email.name for email in sent(session)] == ["letter_selected"]
    assert client.post(url, {**TYPED, "version": "2"}).status == 409
    assert client.get(url).url == jury.url("deliberation")


def test_reserve_page_keeps_what_was_typed_after_another_decision(jury: Jury, sign_in: SignIn) -> None:
    project, _decision = on_reserve(jury)
    page = sign_in(jury.secretary).post(f"/projects/{project.id}/reserve", {**TYPED, "version": "7"})
    assert (page.status, page.field("feedback"), page.field("version")) == (409, "Bravo.", "1")


def test_reserve_page_says_who_is_first(session: Session, jury: Jury, sign_in: SignIn) -> None:
    second, _told = on_reserve(jury, 2)
    first, _told = on_reserve(jury, 1, title="Première de la liste")
    url = f"/projects/{second.id}/reserve"
    assert "Première de la liste passe avant" in sign_in(jury.secretary).get(url).text
    make.declare_conflict(session, jury.secretary, first)
    assert "Première de la liste" not in sign_in(jury.secretary).get(url).text


def test_reserve_page_is_closed_to_others(session: Session, jury: Jury, sign_in: SignIn) -> None:
    project, _decision = on_reserve(jury)
    for person in (jury.jurors[1], session.get_one(Person, project.owner_id)):
        client = sign_in(person)
        assert client.get(f"/projects/{project.id}/reserve").status == 404
        assert client.post(f"/projects/{project.id}/reserve", TYPED).status == 404
