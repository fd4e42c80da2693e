"""Two editions of one programme, with dossiers that look alike and one that does not."""

from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from incubator.domain.models import Call, Organisation, Person, Project
from tests.factories import make_call, make_organisation, make_project, make_staff

BREAD = "Les cantines des collèges jettent le pain et les légumes : nos cuisiniers ignorent combien d’élèves viendront."
WASTE = "Dans les cantines scolaires, le pain et les légumes partent à la poubelle, faute de compter les élèves."
ROADS = "Un nid-de-poule se signale par téléphone, puis chaque centre d’exploitation recopie la demande à la main."


@dataclass
class World:
    organisation: Organisation
    before: Call
    now: Call
    secretary: Person
    bread: Project
    waste: Project
    roads: Project


@pytest.fixture
def world(session: Session) -> World:
    organisation = make_organisation(session)
    before = make_call(session, organisation, opens_in=-400, closes_in=-380, title="Édition passée")
    now = make_call(session, organisation)
    made = World(
        organisation,
        before,
        now,
        make_staff(session, organisation),
        bread=make_project(session, now, title="Du pain dans les cantines", answers={"problem": BREAD}),
        waste=make_project(session, before, title="Cantines sans poubelle", answers={"problem": WASTE}),
        roads=make_project(session, now, title="Signaler un nid-de-poule", answers={"problem": ROADS}),
    )
    session.commit()
    return made
