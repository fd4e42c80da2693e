"""A call with the people around it."""

import pytest

from incubator.domain.kinds import Role
from tests.factories import make_call, make_organisation, make_staff


@pytest.fixture
def organisation(session):
    return make_organisation(session, contact_email="passerelle@cd.example")


@pytest.fixture
def call(session, organisation):
    return make_call(session, organisation)


@pytest.fixture
def manager(session, organisation, call):
    return make_staff(session, organisation, Role.PROGRAMME_MANAGER)
