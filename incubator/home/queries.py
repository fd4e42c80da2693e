"""What is asked of a person, from every stage."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.domain import policy, rules
from incubator.domain.actors import Actor
from incubator.domain.models import Call, CheckIn, Organisation, Pitch, PitchCard, Programme, Project, Review
from incubator.domain.states import PitchStatus, ReviewStatus, Role, State

CHECK_IN_EVERY = timedelta(days=14)
_JURY = (Role.JUROR, Role.CHAIR)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing asked: `kind` chooses its words and its address; `count` is how many, `due` by when."""

    kind: str
    due: date | None
    project: Project | None = None
    call: Call | None = None
    count: int = 0


def only_programme(session: Session) -> Programme | None:
    """Return the programme of this installation, with its organisation, when there is exactly one."""
    found = session.scalars(
        select(Programme).order_by(Programme.name, Programme.id).limit(2).options(joinedload(Programme.organisation))
    ).all()
    return found[0] if len(found) == 1 else None


def tasks_of(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    """Return all that is asked of `actor`, the most urgent first."""
    tasks = [
        *_own_projects(session, actor),
        *_readings(session, actor),
        *_pitches(session, actor),
        *_staff(session, actor, calls),
        *_check_ins(session, actor),
    ]
    return sorted(tasks, key=lambda task: (task.due or date.max, task.kind))


def my_projects(session: Session, actor: Actor) -> list[Project]:
    """Return the projects of the actor's teams and those they coach, the last changed first."""
    return list(
        session.scalars(
            select(Project)
            .where(Project.id.in_(actor.team_of | actor.coaches))
            .order_by(Project.state_changed_at.desc(), Project.id)
            .options(joinedload(Project.call))
        )
    )


def open_calls(session: Session, actor: Actor, calls: list[Call]) -> list[Call]:
    """Return, of `calls`, those where the actor may start a project today."""
    now = clock.now()
    mine = [call for call in calls if call.opens_at <= now < call.closes_at]
    if not mine or actor.organisation_id is None:
        return []
    loaded = session.scalars(
        select(Call)
        .where(
            Call.id.in_([call.id for call in mine]), Call.organisations.any(Organisation.id == actor.organisation_id)
        )
        .order_by(Call.closes_at, Call.code)
    )
    return list(loaded)


def _own_projects(session: Session, actor: Actor) -> list[Task]:
    kinds = {State.DRAFT: "finish_draft", State.INFO_REQUESTED: "send_information", State.SHORTLISTED: "prepare_pitch"}
    projects = session.scalars(
        select(Project)
        .where(Project.id.in_(actor.team_of), Project.state.in_(kinds))
        .order_by(Project.number, Project.id)
        .options(joinedload(Project.call))
    )
    tasks = []
    for project in projects:
        call = project.call
        due = call.jury_on if project.state is State.SHORTLISTED else call.closes_at.date()
        if project.state is State.DRAFT and not rules.call_is_open(call):
            continue
        tasks.append(Task(kinds[project.state], due, project, call))
    return tasks


def _readings(session: Session, actor: Actor) -> list[Task]:
    rows = session.execute(
        select(Call, func.count(Review.id))
        .join(Project, Project.call_id == Call.id)
        .join(Review, Review.project_id == Project.id)
        .where(
            Review.reader_id == actor.person_id,
            Review.status.in_((ReviewStatus.ASSIGNED, ReviewStatus.DRAFT)),
            Project.state == State.UNDER_REVIEW,
            Project.id.not_in(actor.conflicts | actor.team_of),
        )
        .group_by(Call.id)
        .order_by(Call.code)
    )
    return [Task("read", call.committee_on, call=call, count=count) for call, count in rows]


def _pitches(session: Session, actor: Actor) -> list[Task]:
    sent = select(PitchCard.pitch_id).where(PitchCard.juror_id == actor.person_id, PitchCard.locked_at.is_not(None))
    rows = session.execute(
        select(Call, func.count(Pitch.id))
        .join(Pitch, Pitch.call_id == Call.id)
        .join(Project, Project.id == Pitch.project_id)
        .where(
            Call.id.in_(actor.calls_as(*_JURY)),
            policy.pitched_projects(actor),
            Pitch.status != PitchStatus.CLOSED,
            Pitch.id.not_in(sent),
        )
        .group_by(Call.id)
        .order_by(Call.code)
    )
    return [Task("score_pitches", call.jury_on, call=call, count=count) for call, count in rows]


def _staff(session: Session, actor: Actor, calls: list[Call]) -> list[Task]:
    kinds = {
        State.SUBMITTED: ("screen", "screening_until"),
        State.ADMISSIBLE: ("assign_readers", "committee_on"),
        State.SELECTED: ("launch", "mentoring_from"),
    }
    rows = session.execute(
        select(Project.call_id, Project.state, func.count(Project.id))
        .where(policy.staffed_projects(actor), Project.state.in_(kinds))
        .group_by(Project.call_id, Project.state)
        .order_by(Project.call_id, Project.state)
    ).all()
    by_id = {call.id: call for call in calls}
    tasks = []
    for call_id, state, count in rows:
        kind, day = kinds[state]
        call = by_id[call_id]
        tasks.append(Task(kind, getattr(call, day), call=call, count=count))
    return tasks


def _check_ins(session: Session, actor: Actor) -> list[Task]:
    last = select(CheckIn.project_id, func.max(CheckIn.on).label("last")).group_by(CheckIn.project_id).subquery()
    rows = session.execute(
        select(Project, last.c.last)
        .outerjoin(last, last.c.project_id == Project.id)
        .where(Project.id.in_(actor.team_of), Project.state == State.MENTORING)
        .order_by(Project.number, Project.id)
        .options(joinedload(Project.call))
    )
    tasks = []
    for project, on in rows:
        since: date = on or project.state_changed_at.date()
        due = since + CHECK_IN_EVERY
        if due <= clock.today() + timedelta(days=3):
            tasks.append(Task("check_in", due, project, project.call))
    return tasks
