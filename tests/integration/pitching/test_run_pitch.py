"""Opening, closing and reopening a pitch; closing the day."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from incubator.core.errors import NotAllowed, NotReady, WrongState
from incubator.domain.kinds import PitchStatus, Round
from incubator.domain.models import Project, Standing
from incubator.domain.states import State
from incubator.pitching import operations
from tests import factories as make
from tests.conftest import PageClient
from tests.integration.pitching.conftest import Jury

SignIn = Callable[..., PageClient]
ACTS = {"open": operations.open_pitch, "close": operations.close_pitch, "reopen": operations.reopen_pitch}


def act(session: Session, jury: Jury, name: str, project: Project) -> None:
    ACTS[name](session, actor=make.actor_of(session, jury.secretary), project=project)
    session.flush()


def test_open_pitch_changes_the_status_and_writes_the_journal(session: Session, jury: Jury) -> None:
    project = jury.pitch()
    act(session, jury, "open", project)
    pitch = jury.pitch_of(project)
    assert pitch.status is PitchStatus.OPEN
    assert pitch.opened_at is not None
    assert project.state is State.SHORTLISTED
    assert jury.events(project) == ["open_pitch"]


def test_close_pitch_moves_the_project_and_refreshes_its_standing(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    jury.card(project, jury.jurors[1], 5, 5)
    jury.card(project, jury.jurors[2], 3, 3)
    session.delete(session.get_one(Standing, (project.id, Round.JURY)))

    act(session, jury, "close", project)

    assert jury.pitch_of(project).status is PitchStatus.CLOSED
    assert project.state is State.PITCHED
    standing = session.get_one(Standing, (project.id, Round.JURY))
    assert (standing.count, standing.mean, standing.low, standing.high) == (2, 4000, 3000, 5000)
    assert jury.events(project) == ["close_pitch", "pitch"]
    assert not any("5000" in str(entry.after) for entry in jury.journal(project))


def test_close_pitch_without_a_card_leaves_no_standing(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.OPEN)
    act(session, jury, "close", project)
    assert project.state is State.PITCHED
    assert session.get(Standing, (project.id, Round.JURY)) is None


def test_reopen_pitch_puts_the_status_back_but_not_the_state(session: Session, jury: Jury) -> None:
    project = jury.pitch(PitchStatus.CLOSED)
    act(session, jury, "reopen", project)
    pitch = jury.pitch_of(project)
    assert (pitch.status, pitch.closed_at) == (PitchStatus.OPEN, None)
    assert project.state is State.PITCHED
    act(session, jury, "close", project)
    assert project.state is State.PITCHED
    assert jury.events(project) == ["reopen_pitch", "close_pitch"]


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("open", PitchStatus.OPEN),
        ("open", PitchStatus.CLOSED),
        ("close", PitchStatus.WAITING),
        ("close", PitchStatus.CLOSED),
        ("reopen", PitchStatus.WAITING),
        ("reopen", PitchStatus.OPEN),
    ],
)
def test_pitch_acts_refuse_the_wrong_status(session: Session, jury: Jury, name: str, status: PitchStatus) -> None:
    project = jury.pitch(status)
    with pytest.raises(WrongState):
        act(session, jury, name, project)
    assert jury.events(project) == []


@pytest.mark.parametrize(
    ("name", "status"),
    [("open", PitchStatus.WAITING), ("close", PitchStatus.OPEN), ("reopen", PitchStatus.CLOSED)],
)
def test_pitch_acts_refuse_once_the_day_is_closed(session: Session, jury: Jury, name: str, status: PitchStatus) -> None:
    project = jury.pitch(status)
    jury.close_day()
    with pytest.raises(WrongState, match="clos"):
        act(session, jury, name, project)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("open", PitchStatus.WAITING, PitchStatus.OPEN),
        ("close", PitchStatus.OPEN, PitchStatus.CLOSED),
        ("reopen", PitchStatus.CLOSED, PitchStatus.OPEN),
    ],
)
@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_pitch_buttons_act_and_come_back_to_the_day(
    jury: Jury, sign_in: SignIn, who: str, name: str, before: PitchStatus, after: PitchStatus
) -> None:
    project = jury.pitch(before)
    page = sign_in(getattr(jury, who)).post(f"/projects/{project.id}/pitch/{name}")
    assert (page.status, page.url) == (200, jury.day_url)
    assert jury.pitch_of(project).status is after


@pytest.mark.parametrize("name", ["open", "close", "reopen"])
def test_pitch_buttons_refuse_a_juror(jury: Jury, sign_in: SignIn, name: str) -> None:
    project = jury.pitch()
    assert sign_in(jury.jurors[1]).post(f"/projects/{project.id}/pitch/{name}").status == 403


@pytest.mark.parametrize("name", ["open", "close", "reopen"])
@pytest.mark.parametrize("link", ["conflict", "team"])
def test_pitch_buttons_do_not_exist_for_who_stays_away(
    session: Session, jury: Jury, sign_in: SignIn, name: str, link: str
) -> None:
    project = jury.pitch(project=jury.project(owner=jury.chair if link == "team" else None))
    if link == "conflict":
        make.declare_conflict(session, jury.chair, project)
    assert sign_in(jury.chair).post(f"/projects/{project.id}/pitch/{name}").status == 404
    assert jury.pitch_of(project).status is PitchStatus.WAITING


def test_pitch_buttons_do_not_exist_without_a_place_in_the_order(jury: Jury, sign_in: SignIn) -> None:
    project = jury.project()
    assert sign_in(jury.secretary).post(f"/projects/{project.id}/pitch/open").status == 404


# --- the day --------------------------------------------------------------------------------------------------------


def close_day(session: Session, jury: Jury) -> None:
    operations.close_day(session, actor=make.actor_of(session, jury.secretary), call=jury.call)
    session.flush()


def test_close_day_stamps_the_call_and_writes_the_journal(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    jury.pitch(project=jury.project(State.WITHDRAWN))
    close_day(session, jury)
    assert jury.call.jury_closed_at is not None
    assert jury.events() == ["close_jury_day"]


def test_close_day_names_what_is_missing(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    jury.pitch(PitchStatus.OPEN)
    jury.pitch()
    jury.project()
    with pytest.raises(NotReady) as refusal:
        close_day(session, jury)
    assert set(refusal.value.reasons) == {
        "La notation du dossier 002 n’est pas close.",
        "La notation du dossier 003 n’est pas close.",
        "Le dossier 004 n’a pas de place dans l’ordre de passage.",
    }
    assert jury.call.jury_closed_at is None


def test_close_day_page_names_the_cards_that_are_missing(session: Session, jury: Jury, sign_in: SignIn) -> None:
    jury.heard((4, 4), (3, 3))
    hidden = jury.heard((4, 4), title="Secret")
    make.declare_conflict(session, jury.secretary, hidden)
    page = sign_in(jury.secretary).get(jury.url("jury-day/close"))
    assert "Il manque des fiches pour 1 pitch" in page.text
    assert "2 sur 3. Manque : Bruno Juge" in page.text
    assert "Secret" not in page.text


def test_close_day_does_not_name_what_the_person_stays_away_from(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    for _ in range(2):
        make.declare_conflict(session, jury.secretary, jury.pitch())
    with pytest.raises(NotReady) as refusal:
        close_day(session, jury)
    assert [" ".join(reason.split()) for reason in refusal.value.reasons] == [
        "Un pitch dont vous vous tenez à l’écart n’est pas clos : un collègue peut le clore."
    ]


def test_close_day_refuses_before_any_pitch(session: Session, jury: Jury) -> None:
    with pytest.raises(NotReady, match="Aucun pitch"):
        close_day(session, jury)


def test_close_day_refuses_twice(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    close_day(session, jury)
    with pytest.raises(WrongState):
        close_day(session, jury)


def test_close_day_refuses_a_juror(session: Session, jury: Jury) -> None:
    jury.pitch(PitchStatus.CLOSED)
    with pytest.raises(NotAllowed):
        operations.close_day(session, actor=make.actor_of(session, jury.jurors[1]), call=jury.call)


@pytest.mark.parametrize("who", ["secretary", "chair"])
def test_close_day_page_closes_and_leads_to_the_deliberation(jury: Jury, sign_in: SignIn, who: str) -> None:
    jury.pitch(PitchStatus.CLOSED)
    client = sign_in(getattr(jury, who))
    page = client.get(jury.url("jury-day/close"))
    assert "Un jour clos ne se rouvre pas" in page.text
    assert client.post(jury.url("jury-day/close")).url == jury.url("deliberation")


def test_close_day_page_says_what_is_missing(jury: Jury, sign_in: SignIn) -> None:
    jury.pitch(PitchStatus.OPEN)
    client = sign_in(jury.secretary)
    for page, status in ((client.get(jury.url("jury-day/close")), 200), (client.post(jury.url("jury-day/close")), 409)):
        assert page.status == status
        assert "La notation du dossier 001 n’est pas close." in page.text


def test_close_day_page_refuses_a_juror(jury: Jury, sign_in: SignIn) -> None:
    assert sign_in(jury.jurors[1]).get(jury.url("jury-day/close")).status == 403
    assert sign_in(jury.jurors[1]).post(jury.url("jury-day/close")).status == 403
