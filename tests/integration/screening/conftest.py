"""What the tests of screening share."""

import pytest

from tests.factories import make_call, make_organisation, make_staff


@pytest.fixture
def call(session):
    return make_call(session, make_organisation(session))


@pytest.fixture
def secretary(session, call):
    return make_staff(session, call)
