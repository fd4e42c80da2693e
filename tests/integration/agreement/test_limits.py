"""Asking and answering are limited as links to sign in are: nobody floods a mailbox with them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from incubator.core import clock
from incubator.extensions import limiter
from tests.integration.agreement.conftest import FIELDS, MANAGER, World


@pytest.fixture(autouse=True)
def limits(app: Flask) -> Iterator[None]:
    """The application with its limits, as in production."""
    limiter.enabled = True
    limiter.reset()
    yield
    limiter.reset()
    limiter.enabled = False


def test_a_mailbox_receives_five_requests_an_hour(world: World) -> None:
    owner = world.sign_in(world.owner)
    statuses = []
    for _ in range(6):
        statuses.append(world.ask().status)
        owner.post(f"{world.url}/cancel")

    assert statuses == [200, 200, 200, 200, 200, 429]
    assert len([mail for mail in world.mails(MANAGER) if mail.name == "agreement_request"]) == 5


def test_looking_at_the_preview_is_not_counted(world: World) -> None:
    owner = world.sign_in(world.owner)

    assert {owner.post(f"{world.url}/ask", FIELDS).status for _ in range(25)} == {200}
    assert world.ask().status == 200


def test_a_link_takes_twenty_answers_an_hour(world: World) -> None:
    link = world.asked()
    statuses = [world.answer(link, "refuse", reason="").status for _ in range(21)]

    assert statuses == [422] * 20 + [429]
    assert world.visitor.get(link).status == 200


def test_reminders_of_the_programme_team_are_counted_too(world: World) -> None:
    world.ask()
    clock.freeze(clock.now() + timedelta(days=4))
    staff = world.sign_in(world.staff)

    assert [staff.post(f"{world.url}/remind").status for _ in range(21)] == [200] * 20 + [429]
