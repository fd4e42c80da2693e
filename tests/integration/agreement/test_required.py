"""Where the call wants it, a step waits for the manager's agreement."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import NotReady
from incubator.domain import lifecycle
from incubator.domain.dossier_kinds import AgreementMoment
from incubator.domain.kinds import PitchStatus, Role
from incubator.domain.lifecycle import PITCH, START_MENTORING, SUBMIT, Step
from incubator.domain.models import Coaching, Pitch
from incubator.domain.states import State
from tests import factories as make
from tests.integration.agreement.conftest import World

Build = Callable[..., World]
STEPS = [
    (AgreementMoment.SUBMISSION, State.DRAFT, SUBMIT),
    (AgreementMoment.JURY, State.SHORTLISTED, PITCH),
    (AgreementMoment.MENTORING, State.SELECTED, START_MENTORING),
]


def ready(world: World, step: Step) -> list[str]:
    world.session.expire_all()
    return step.missing(world.session, world.project)


@pytest.mark.parametrize(("moment", "state", "step"), STEPS)
def test_the_step_waits_for_the_agreement(build: Build, moment: AgreementMoment, state: State, step: Step) -> None:
    world = build(state, agreement_required=moment)
    world.session.add(Coaching(project_id=world.project.id, coach_id=world.staff.id, started_on=make.day(-1)))
    world.session.commit()

    (sentence,) = ready(world, step)
    assert "L’accord du responsable manque" in sentence
    link = world.asked()
    assert len(ready(world, step)) == 1
    world.answer(link, "agree")
    assert ready(world, step) == []


@pytest.mark.parametrize(("moment", "state", "step"), STEPS)
def test_the_other_moments_ask_nothing_of_it(build: Build, moment: AgreementMoment, state: State, step: Step) -> None:
    for other in AgreementMoment:
        if other is moment:
            continue
        world = build(state, agreement_required=other)
        world.session.add(Coaching(project_id=world.project.id, coach_id=world.staff.id, started_on=make.day(-1)))
        world.session.commit()
        assert ready(world, step) == []


def test_refused_is_not_agreed_and_otherwise_is(build: Build) -> None:
    world = build(State.DRAFT, agreement_required=AgreementMoment.SUBMISSION)
    world.answer(world.asked(), "refuse", reason="Non.")
    (sentence,) = ready(world, SUBMIT)
    assert "a refusé" in sentence

    fields = {"days": "0.5", "starts_on": make.day(60).isoformat(), "ends_on": make.day(90).isoformat()}
    world.answer(world.asked(manager_email="b@ailleurs.example"), "otherwise", **fields)
    assert ready(world, SUBMIT) == []


def test_a_later_request_leaves_the_agreement_open_until_it_is_cancelled(build: Build) -> None:
    world = build(State.DRAFT, agreement_required=AgreementMoment.SUBMISSION)
    world.answer(world.asked(), "agree")
    world.ask(days="3")

    assert len(ready(world, SUBMIT)) == 1
    world.sign_in(world.owner).post(f"{world.url}/cancel")
    assert ready(world, SUBMIT) == []


def test_handing_in_says_it_with_the_way_to_ask(build: Build) -> None:
    world = build(State.DRAFT, agreement_required=AgreementMoment.SUBMISSION)
    owner, url = world.sign_in(world.owner), f"/projects/{world.project.id}/submit"

    page = owner.get(url)
    assert "Il manque l’accord de votre responsable" in page.text
    assert page.soup.select_one(f'main a[href="{world.url}"]') is not None
    assert owner.post(url).status == 409
    world.answer(world.asked(), "agree")
    assert "Votre dossier est déposé." in owner.post(url).text


def test_a_pitch_is_not_opened_without_it(build: Build) -> None:
    world = build(State.SHORTLISTED, agreement_required=AgreementMoment.JURY)
    pitch = Pitch(call_id=world.call.id, project_id=world.project.id, position=1, starts_at=clock.now())
    world.session.add(pitch)
    world.session.commit()
    staff, url = world.sign_in(world.staff), f"/projects/{world.project.id}/pitch/open"

    page = staff.post(url)
    assert page.url.endswith("/jury-day")
    assert "l’accord du responsable manque" in page.text
    world.session.refresh(pitch)
    assert pitch.status is PitchStatus.WAITING
    world.answer(world.asked(), "agree")
    staff.post(url)
    world.session.refresh(pitch)
    assert pitch.status is PitchStatus.OPEN


def test_a_launch_waits_for_it(build: Build, session: Session) -> None:
    world = build(State.SELECTED, agreement_required=AgreementMoment.MENTORING)
    coach = make.grant(session, make.make_person(session), Role.COACH, world.call)
    session.commit()
    actor = make.actor_of(session, world.staff)

    session.add(Coaching(project_id=world.project.id, coach_id=coach.id, started_on=make.day(0)))
    session.flush()

    assert (
        "L’accord du responsable manque" in world.sign_in(world.staff).get(f"/projects/{world.project.id}/launch").text
    )
    with pytest.raises(NotReady, match="accompagnement"):
        lifecycle.move(session, START_MENTORING, project=world.project, actor=actor)


@pytest.mark.parametrize(("moment", "state", "_step"), STEPS)
def test_the_to_do_list_asks_when_the_next_step_wants_it(
    build: Build, moment: AgreementMoment, state: State, _step: Step
) -> None:
    world, asking = build(state, agreement_required=moment), "Demander l’accord de mon responsable"
    owner = world.sign_in(world.owner)

    assert asking in owner.get("/to-do").text
    link = world.asked()
    assert asking not in owner.get("/to-do").text
    world.answer(link, "talk", message="Parlons-en.")
    assert "qui le souhaite avant de répondre" in owner.get("/to-do").text
    world.answer(link, "refuse", reason="Non.")
    assert asking in owner.get("/to-do").text
    world.answer(world.asked(), "agree")
    assert asking not in owner.get("/to-do").text


def test_the_to_do_list_asks_again_after_a_link_has_expired(build: Build) -> None:
    world = build(State.SHORTLISTED, agreement_required=AgreementMoment.JURY)
    world.ask()
    clock.freeze(clock.now() + timedelta(days=31))

    assert "Demander l’accord de mon responsable" in world.sign_in(world.owner).get("/to-do").text


def test_the_to_do_list_asks_nothing_where_the_call_does_not(world: World, build: Build) -> None:
    early = build(State.DRAFT, agreement_required=AgreementMoment.JURY)

    for one in (world, early):
        assert "l’accord de mon responsable" not in one.sign_in(one.owner).get("/to-do").text


def test_the_settings_of_the_call_say_when(world: World) -> None:
    manager = make.make_staff(world.session, world.call, Role.PROGRAMME_MANAGER)
    world.session.commit()
    client, url = world.sign_in(manager), f"/calls/{world.call.code}/settings"
    page = client.get(url)
    fields = {
        tag["name"]: tag.get("value", "")
        for tag in page.soup.select("main form input")
        if tag["name"] != "agreement_required"
    }

    saved = client.post(url, {**fields, "agreement_required": "jury", "agreement_days": "14"})
    assert saved.status == 200
    world.session.refresh(world.call)
    assert (world.call.agreement_required, world.call.agreement_days) == (AgreementMoment.JURY, 14)
    wrong = client.post(url, {**fields, "agreement_required": "", "agreement_days": "0"})
    assert wrong.status == 422
    assert wrong.field("agreement_days") == "0"
