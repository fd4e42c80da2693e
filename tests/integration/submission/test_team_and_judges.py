"""What the committee and the jury lose when one of them joins a team."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.domain import standings
from incubator.domain.kinds import ConflictKind, PitchStatus, ReviewStatus, Role, Round
from incubator.domain.models import (
    Conflict,
    Criterion,
    Person,
    Pitch,
    PitchCard,
    Review,
    Score,
    Standing,
)
from incubator.domain.states import State
from tests.factories import assign_reader, grant, make_person
from tests.integration.submission.conftest import World, join_by_invitation


def reader_with_a_reading(session: Session, world: World) -> Person:
    """A member of the committee who has read the dossier; another has too."""
    world.project.state, world.project.submitted_at = State.UNDER_REVIEW, clock.now()
    criteria = session.scalars(
        select(Criterion).where(Criterion.call_id == world.call.id, Criterion.round == Round.COMMITTEE)
    ).all()
    readers = []
    for mark in (1, 5):
        reader = grant(session, make_person(session, world.organisation), Role.COMMITTEE_MEMBER, world.call)
        review = assign_reader(session, world.project, reader, ReviewStatus.ASSIGNED)
        session.add_all([Score(review_id=review.id, criterion_id=one.id, value=mark) for one in criteria])
        review.status, review.total = ReviewStatus.FINAL, mark * 1000
        readers.append(reader)
    standings.refresh(session, world.project, Round.COMMITTEE)
    session.commit()
    return readers[0]


def test_joining_ends_a_reading_and_closes_the_committee(session: Session, sign_in: Any, world: World) -> None:
    reader = reader_with_a_reading(session, world)
    assert sign_in(reader).get(f"{world.url}/read").status == 200

    join_by_invitation(session, sign_in, world, reader)

    assert sign_in(reader).get(f"{world.url}/read").status == 403
    assert world.project.title not in sign_in(reader).get(f"/calls/{world.call.code}/readings").text
    session.expire_all()
    review = session.scalars(select(Review).where(Review.reader_id == reader.id)).one()
    assert (review.status, review.total) == (ReviewStatus.ABSTAINED, None)
    standing = session.get_one(Standing, (world.project.id, Round.COMMITTEE))
    assert (standing.count, standing.mean) == (1, 5000)


def test_leaving_does_not_open_the_committee_again(session: Session, sign_in: Any, world: World) -> None:
    reader = reader_with_a_reading(session, world)
    join_by_invitation(session, sign_in, world, reader)

    sign_in(reader).post(f"{world.url}/team/leave")

    conflict = session.scalars(select(Conflict).where(Conflict.person_id == reader.id)).one()
    assert (conflict.kind, conflict.lifted_at) == (ConflictKind.TEAM, None)
    assert sign_in(reader).get(f"{world.url}/read").status == 404


def test_joining_takes_away_the_card_of_the_jury(session: Session, sign_in: Any, world: World) -> None:
    juror = grant(session, make_person(session, world.organisation), Role.JUROR, world.call)
    world.project.state, world.project.submitted_at = State.SHORTLISTED, clock.now()
    pitch = Pitch(
        call_id=world.call.id,
        project_id=world.project.id,
        position=1,
        starts_at=clock.now(),
        status=PitchStatus.OPEN,
    )
    session.add(pitch)
    session.flush()
    session.add(PitchCard(pitch_id=pitch.id, juror_id=juror.id, total=3000, locked_at=clock.now()))
    standings.refresh(session, world.project, Round.JURY)
    session.commit()
    assert sign_in(juror).get(f"{world.url}/pitch").status == 200

    join_by_invitation(session, sign_in, world, juror)

    assert sign_in(juror).get(f"{world.url}/pitch").status == 404
    assert session.scalars(select(PitchCard.id)).all() == []
    assert session.scalars(select(Standing.mean).where(Standing.round == Round.JURY)).all() == []
