"""Builders of what tests need; each flushes, so that ids exist."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.files import new_name
from incubator.domain.actors import Actor, load_actor
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.kinds import ConflictKind, ReviewStatus, Role, Round
from incubator.domain.models import (
    Answer,
    Attachment,
    Call,
    Conflict,
    Criterion,
    Organisation,
    Person,
    Programme,
    Project,
    Question,
    Review,
    RoleGrant,
    TeamMember,
)
from incubator.domain.states import State

_numbers = itertools.count(1)


def make_organisation(session: Session, name: str = "Conseil départemental", **values: Any) -> Organisation:
    """An organisation and its programme; its agents write from `agents{n}.example`."""
    n = next(_numbers)
    organisation = Organisation(
        **{
            "slug": f"org-{n}",
            "name": f"{name} {n}",
            "short_name": f"CD {n}",
            "email_domains": [f"agents{n}.example"],
            "departments": ["Culture", "Routes", "Autonomie"],
            **values,
        }
    )
    session.add(organisation)
    session.flush()
    session.add(Programme(organisation_id=organisation.id, name=f"La Passerelle {n}", tagline="Vos idées comptent"))
    session.flush()
    return organisation


def make_call(
    session: Session,
    organisation: Organisation,
    *others: Organisation,
    opens_in: int = -10,
    closes_in: int = 10,
    **values: Any,
) -> Call:
    """A call of `organisation` (run with `others`), opening and closing days from now, with two questions and grids."""
    n = next(_numbers)
    now = clock.now()
    programme = session.query(Programme).filter_by(organisation_id=organisation.id).one()
    call = Call(
        **{
            "programme_id": programme.id,
            "code": f"edition-{n}",
            "title": f"Édition {n}",
            "text": "Proposez un projet.",
            "opens_at": now + timedelta(days=opens_in),
            "closes_at": now + timedelta(days=closes_in),
            "screening_until": (now + timedelta(days=closes_in + 7)).date(),
            "committee_on": (now + timedelta(days=closes_in + 30)).date(),
            "jury_on": (now + timedelta(days=closes_in + 45)).date(),
            "mentoring_from": (now + timedelta(days=closes_in + 60)).date(),
            "themes": ["Solidarités", "Mobilités"],
            **values,
        }
    )
    call.organisations = [organisation, *others]
    session.add(call)
    session.flush()
    session.add_all(
        [
            Question(
                call_id=call.id,
                key="problem",
                position=1,
                kind=QuestionKind.LONG,
                label="Quel problème ?",
                label_en="Which problem?",
                required=True,
                max_length=1500,
            ),
            Question(
                call_id=call.id,
                key="audience",
                position=2,
                kind=QuestionKind.LONG,
                label="Qui le rencontre ?",
                label_en="Who meets it?",
                max_length=1000,
            ),
            Question(
                call_id=call.id,
                key="phone",
                position=3,
                kind=QuestionKind.SHORT,
                label="Téléphone",
                label_en="Phone",
                team_only=True,
                max_length=40,
            ),
        ]
    )
    for round_ in Round:
        for position, (key, weight) in enumerate((("problem", 60), ("impact", 40)), start=1):
            session.add(
                Criterion(
                    call_id=call.id,
                    round=round_,
                    key=key,
                    position=position,
                    label=key.title(),
                    weight=weight,
                    anchors={
                        "1": {"fr": "faible", "en": "weak"},
                        "3": {"fr": "moyen", "en": "fair"},
                        "5": {"fr": "fort", "en": "strong"},
                    },
                    question_keys=["problem"],
                )
            )
    session.flush()
    return call


def make_person(session: Session, organisation: Organisation | None = None, **values: Any) -> Person:
    """Somebody; of `organisation` when given."""
    n = next(_numbers)
    domain = organisation.email_domains[0] if organisation else "elsewhere.example"
    person = Person(
        **{
            "email": f"person{n}@{domain}",
            "name": f"Personne {n}",
            "organisation_id": organisation.id if organisation else None,
            **values,
        }
    )
    session.add(person)
    session.flush()
    return person


def grant(session: Session, person: Person, role: Role, scope: Organisation | Call | Project | None = None) -> Person:
    """Give `person` a role in a scope; return the person."""
    column = {Organisation: "organisation_id", Call: "call_id", Project: "project_id"}.get(type(scope))  # type: ignore[arg-type]
    session.add(RoleGrant(person_id=person.id, role=role, **({column: scope.id} if column and scope else {})))
    session.flush()
    return person


def make_staff(session: Session, scope: Organisation | Call, role: Role = Role.SECRETARY) -> Person:
    """A secretary (or another role) of an organisation or call."""
    return grant(session, make_person(session), role, scope)


def make_project(
    session: Session,
    call: Call,
    *,
    owner: Person | None = None,
    state: State = State.SUBMITTED,
    answers: dict[str, str] | None = None,
    **values: Any,
) -> Project:
    """A project in any state, of an owner of its own, with its problem answered."""
    organisation = call.organisations[0]
    owner = owner or make_person(session, organisation)
    call.last_number += 1
    project = Project(
        **{
            "call_id": call.id,
            "organisation_id": organisation.id,
            "owner_id": owner.id,
            "number": call.last_number,
            "title": f"Projet {call.last_number}",
            "department": "Culture",
            "theme": "Solidarités",
            "state": state,
            "submitted_at": None if state is State.DRAFT else clock.now(),
            "state_changed_at": clock.now(),
            **values,
        }
    )
    session.add(project)
    session.flush()
    session.add(TeamMember(project_id=project.id, person_id=owner.id, name=owner.name, role="Porteur"))
    given = {"problem": "Chaque année, 300 familles attendent."} if answers is None else answers
    for question in session.query(Question).filter_by(call_id=call.id):
        if question.key in given:
            session.add(Answer(project_id=project.id, question_id=question.id, value=given[question.key]))
    session.flush()
    return project


def make_attachment(session: Session, project: Project, question: Question | None = None, **values: Any) -> Attachment:
    """A file of `project`, of which nothing is in the store."""
    attachment = Attachment(
        **{
            "project_id": project.id,
            "question_id": question.id if question else None,
            "name": "plan.pdf",
            "media_type": "application/pdf",
            "size": 1,
            "sha256": "0" * 64,
            "storage_name": new_name(),
            "uploaded_by_id": project.owner_id,
            **values,
        }
    )
    session.add(attachment)
    session.flush()
    return attachment


def assign_reader(
    session: Session, project: Project, reader: Person, status: ReviewStatus = ReviewStatus.ASSIGNED
) -> Review:
    """Give `project` to `reader`."""
    review = Review(project_id=project.id, reader_id=reader.id, status=status)
    session.add(review)
    session.flush()
    return review


def declare_conflict(session: Session, person: Person, project: Project) -> Conflict:
    """Record that `person` has a link with `project`."""
    conflict = Conflict(
        person_id=person.id, project_id=project.id, kind=ConflictKind.PERSONAL, declared_by_id=person.id
    )
    session.add(conflict)
    session.flush()
    return conflict


def actor_of(session: Session, person: Person) -> Actor:
    """Return the actor that `person` is now."""
    session.flush()
    actor = load_actor(session, person.id)
    assert actor is not None
    return actor


def day(days: int) -> date:
    """Return the day that is `days` from today."""
    return clock.today() + timedelta(days=days)


def instant(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """Return an aware instant, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)
