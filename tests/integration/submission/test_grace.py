"""Some minutes past the closing, for the dossiers that were begun before it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain.states import State
from tests.factories import make_project
from tests.integration.submission.conftest import COMPLETE, World


@pytest.fixture
def late(session: Session, world: World) -> World:
    """Ten minutes of grace, five of which are gone."""
    world.call.grace_minutes = 10
    session.commit()
    clock.freeze(world.call.closes_at + timedelta(minutes=5))
    return world


def test_draft_in_hand_at_the_closing_is_still_written_and_handed_in(
    session: Session, sign_in: Any, late: World
) -> None:
    client = sign_in(late.owner)
    page = client.get(f"{late.url}/edit")
    assert "L’appel est clos" in page.text
    assert "il est encore reçu jusqu’au" in page.text
    saved = client.post(f"{late.url}/edit", COMPLETE | {"version": page.field("version")})
    assert "Vos réponses sont enregistrées" in saved.text
    assert "il est encore reçu jusqu’au" in client.get(f"{late.url}/submit").text

    assert client.post(f"{late.url}/submit").status == 200

    session.refresh(late.project)
    assert (late.project.state, late.project.title) == (State.SUBMITTED, COMPLETE["title"])


@pytest.mark.parametrize("minutes", [10, 11])
def test_nothing_is_received_once_the_grace_is_over(session: Session, sign_in: Any, late: World, minutes: int) -> None:
    clock.freeze(late.call.closes_at + timedelta(minutes=minutes))
    client = sign_in(late.owner)
    assert client.get(f"{late.url}/edit").status == 200
    refused = client.post(f"{late.url}/edit", COMPLETE | {"version": "1"})
    assert refused.status == 409
    assert COMPLETE["answer_problem"] in refused.text  # what was typed stays on the page
    assert client.post(f"{late.url}/submit").status == 409
    session.refresh(late.project)
    assert late.project.state is State.DRAFT


def test_grace_is_for_no_dossier_begun_after_the_closing(session: Session, sign_in: Any, late: World) -> None:
    client = sign_in(late.owner)
    assert client.post(f"/calls/{late.call.code}/propose").status == 409
    begun_late = make_project(session, late.call, owner=late.owner, state=State.DRAFT, created_at=clock.now())
    session.commit()
    assert client.post(f"/projects/{begun_late.id}/submit").status == 409


def test_a_dossier_withdrawn_does_not_come_back_in_the_grace(session: Session, sign_in: Any, late: World) -> None:
    late.project.state = State.WITHDRAWN
    session.commit()
    assert sign_in(late.owner).post(f"{late.url}/come-back").status == 409


def test_grace_is_announced_to_nobody_else(session: Session, sign_in: Any, visitor: Any, late: World) -> None:
    assert "clos" in visitor.get(f"/calls/{late.call.code}").text
    assert "encore reçu" not in visitor.get(f"/calls/{late.call.code}").text
    clock.freeze(late.call.closes_at - timedelta(minutes=1))
    assert "encore reçu" not in sign_in(late.owner).get(f"{late.url}/edit").text


def test_what_is_to_do_lasts_as_long_as_the_grace(sign_in: Any, late: World) -> None:
    assert "Terminer et déposer mon dossier" in sign_in(late.owner).get("/to-do").text
    clock.freeze(late.call.closes_at + timedelta(minutes=10))
    assert "Terminer et déposer mon dossier" not in sign_in(late.owner).get("/to-do").text
