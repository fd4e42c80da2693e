"""A request is one transaction: kept when its answer says so, and only then."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from incubator.core.db import db
from incubator.core.permissions import finish
from incubator.domain.models import Person


@pytest.fixture
def write(app: Flask) -> Callable[[int], None]:
    """Write somebody in a request that answers with a status."""

    def request(status: int) -> None:
        with app.test_request_context("/", method="POST"):
            db.session.add(Person(email="somebody@example.org"))
            db.session.flush()
            finish(("", status))

    return request


@pytest.mark.parametrize("status", [200, 302, 400, 409, 422, 500])
def test_what_is_written_is_kept_unless_it_is_refused(
    session: Session, write: Callable[[int], None], status: int
) -> None:
    write(status)

    assert len(session.scalars(select(Person)).all()) == (status < 400)


def test_what_the_database_does_not_keep_is_not_told_as_done(
    session: Session, write: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk is full"))

    monkeypatch.setattr(Session, "commit", full)

    with pytest.raises(OperationalError):
        write(200)
