"""What the tests of the selection need beside the general builders."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import rules, standings
from incubator.domain.kinds import Outcome, ReviewStatus, Role, Round
from incubator.domain.models import Call, Criterion, Decision, Person, Project, Review, Score
from incubator.domain.states import State
from tests.factories import assign_reader, grant, make_call, make_organisation, make_person, make_project


def open_committee(session: Session, **values: object) -> Call:
    """A call whose dossiers are being read."""
    call = make_call(session, make_organisation(session), **values)
    session.refresh(call, ["programme"])  # the letters speak in its name
    return call


def make_member(session: Session, call: Call, **values: object) -> Person:
    """A member of the committee of `call`."""
    return grant(session, make_person(session, **values), Role.COMMITTEE_MEMBER, call)


def make_dossier(session: Session, call: Call, state: State = State.UNDER_REVIEW, **values: object) -> Project:
    """A dossier of the committee, of an owner of its own."""
    return make_project(session, call, state=state, **values)


def finish(session: Session, project: Project, reader: Person, *marks: int, **values: object) -> Review:
    """A finished reading with these marks, counted in the standing."""
    criteria = session.scalars(
        select(Criterion)
        .where(Criterion.call_id == project.call_id, Criterion.round == Round.COMMITTEE)
        .order_by(Criterion.position)
    ).all()
    review = assign_reader(session, project, reader)
    given = {criterion.key: mark for criterion, mark in zip(criteria, marks, strict=True)}
    review.total = rules.weighted_total(criteria, given)
    review.status, review.finished_at = ReviewStatus.FINAL, clock.now()
    for name, value in values.items():
        setattr(review, name, value)
    session.add_all(
        Score(review_id=review.id, criterion_id=criterion.id, value=given[criterion.key]) for criterion in criteria
    )
    standings.refresh(session, project, Round.COMMITTEE)
    session.flush()
    return review


def prepare(session: Session, project: Project, outcome: Outcome, staff: Person, **values: object) -> Decision:
    """A decision of the committee that is not published, with its reason."""
    decision = Decision(
        project_id=project.id,
        round=Round.COMMITTEE,
        outcome=outcome,
        prepared_by_id=staff.id,
        **{"reason": "Un motif clair.", "feedback": "Un retour utile.", **values},
    )
    session.add(decision)
    session.flush()
    return decision
