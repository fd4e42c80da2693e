"""Projects in follow-up, with those who stand around them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import plans
from incubator.domain.kinds import Role
from incubator.domain.models import Call, CheckIn, Coaching, Organisation, Person, Phase, Project
from incubator.domain.states import State
from tests import factories as make

Accompanied = Callable[..., Project]


@dataclass
class World:
    """A call with its secretary, a coach and a juror."""

    session: Session
    organisation: Organisation
    call: Call
    staff: Person
    coach: Person
    juror: Person

    def selected(self, **values: Any) -> Project:
        """A project that waits for its launch, of an owner of its own."""
        return make.make_project(self.session, self.call, state=State.SELECTED, **values)

    def accompanied(self, *, coach: Person | None = None, since: int = 30, **values: Any) -> Project:
        """A project accompanied for `since` days by `coach` (the world's), its first phase running."""
        began = clock.today() - timedelta(days=since)
        values.setdefault("state", State.MENTORING)
        values.setdefault("state_changed_at", clock.now() - timedelta(days=since))
        project = make.make_project(self.session, self.call, **values)
        self.session.add(Coaching(project_id=project.id, coach_id=(coach or self.coach).id, started_on=began))
        for planned in plans.default_plan(began):
            self.session.add(
                Phase(
                    project_id=project.id,
                    kind=planned.kind,
                    position=planned.position,
                    planned_start=planned.starts_on,
                    planned_end=planned.ends_on,
                    started_on=began if planned.position == 1 else None,
                )
            )
        self.session.flush()
        return project

    def said(self, project: Project, on: date, author: Person | None = None, **values: Any) -> CheckIn:
        """A check-in of `project`."""
        values = {"learned": "Les familles appellent le soir.", "mood": 4, **values}
        check_in = CheckIn(project_id=project.id, author_id=author.id if author else project.owner_id, on=on, **values)
        self.session.add(check_in)
        self.session.flush()
        return check_in

    def new_coach(self, scope: Organisation | Call | None = None) -> Person:
        """Another coach, of the call or of `scope`."""
        return make.grant(self.session, make.make_person(self.session), Role.COACH, scope or self.call)

    def owner_of(self, project: Project) -> Person:
        """The agent who carries `project`."""
        return self.session.get_one(Person, project.owner_id)


@pytest.fixture
def world(session: Session) -> World:
    organisation = make.make_organisation(session)
    call = make.make_call(session, organisation)
    return World(
        session,
        organisation,
        call,
        staff=make.make_staff(session, call),
        coach=make.grant(session, make.make_person(session), Role.COACH, call),
        juror=make.grant(session, make.make_person(session), Role.JUROR, call),
    )
