"""Writes of follow-up: launch, check-in, phases, coaches, end and resumption."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, lifecycle, mails, plans, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import CheckIn, Coaching, Person, Phase, Project
from incubator.domain.states import State
from incubator.mentoring import queries


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a team says at a check-in."""

    learned: str
    users_met: int
    days_planned: float
    days_spent: float
    blocker: str
    blocker_owner: str
    next_step: str
    next_step_on: date | None
    mood: int


# --- launch and coaches ----------------------------------------------------------------------------------------------


def launch(session: Session, *, actor: Actor, project: Project, coach: Person, starts_on: date) -> Project:
    """Begin the follow-up of a selected project: a coach, five planned phases, the first of them begun.

    Raises WrongState when the project is not waiting for its launch, NotReady when `coach` may not coach it.
    """
    require(policy.assign_coach, actor, project)
    _in_state(session, project, State.SELECTED)
    _may_coach(session, project, coach)
    for coaching in queries.open_coachings(session, project):
        _end(session, actor, project, coaching)
    _begin(session, actor, project, coach, starts_on)
    first = _plan(session, project, starts_on)
    lifecycle.move(session, lifecycle.START_MENTORING, project=project, actor=actor)
    _record_start(session, actor, project, first)
    for email in mails.coach_assigned(session, project, coach):
        outbox.queue(session, email)
    return project


def change_coach(session: Session, *, actor: Actor, project: Project, coach: Person) -> Coaching:
    """Put `coach` beside the project from today, instead of whoever coached it.

    Raises WrongState when the project is not accompanied, NotReady when `coach` may not coach it.
    """
    require(policy.assign_coach, actor, project)
    _in_state(session, project, State.MENTORING, State.DORMANT)
    _may_coach(session, project, coach)
    for coaching in queries.open_coachings(session, project):
        _end(session, actor, project, coaching)
    begun = _begin(session, actor, project, coach, clock.today())
    for email in mails.coach_assigned(session, project, coach):
        outbox.queue(session, email)
    return begun


def _in_state(session: Session, project: Project, *states: State) -> None:
    """Hold the project until the end of the transaction, and refuse when it has moved on."""
    session.refresh(project, attribute_names=["state", "version"], with_for_update=True)
    queries.must_be(project, *states)


def _may_coach(session: Session, project: Project, coach: Person) -> None:
    if coach.id not in {person.id for person, _load in queries.possible_coaches(session, project)}:
        raise NotReady([_("Cette personne ne peut pas accompagner ce projet : choisissez un autre coach.")])


def _begin(session: Session, actor: Actor, project: Project, coach: Person, starts_on: date) -> Coaching:
    coaching = queries.coaching_begun_on(session, project, coach, starts_on)
    if coaching is None:
        coaching = Coaching(project_id=project.id, coach_id=coach.id, started_on=starts_on)
        session.add(coaching)
    coaching.ended_on = None
    journal.record(
        session, Event.ASSIGN_COACH, actor_id=actor.person_id, project=project,
        after={"coach_id": str(coach.id), "started_on": starts_on.isoformat()}, note=coach.name or coach.email,
    )  # fmt: skip
    return coaching


def _end(session: Session, actor: Actor, project: Project, coaching: Coaching) -> None:
    coaching.ended_on = max(coaching.started_on, clock.today())
    journal.record(
        session, Event.END_COACHING, actor_id=actor.person_id, project=project,
        before={"coach_id": str(coaching.coach_id)}, note=coaching.coach.name or coaching.coach.email,
    )  # fmt: skip


def _plan(session: Session, project: Project, starts_on: date) -> Phase:
    """Write the default plan, instead of that of an earlier launch if there was one, and begin its first phase."""
    for phase in queries.phases_of(session, project):
        session.delete(phase)
    session.flush()  # the places of the earlier plan are free before the new one takes them
    phases = [
        Phase(
            project_id=project.id, kind=planned.kind, position=planned.position,
            planned_start=planned.starts_on, planned_end=planned.ends_on,
        )
        for planned in plans.default_plan(starts_on)
    ]  # fmt: skip
    phases[0].started_on = starts_on
    session.add_all(phases)
    return phases[0]


# --- check-in --------------------------------------------------------------------------------------------------------


def check_in(session: Session, *, actor: Actor, project: Project, news: News) -> CheckIn:
    """Keep today's news of an accompanied project; the same news sent twice by the same person is kept once.

    Raises WrongState when the project is not accompanied.
    """
    require(policy.check_in, actor, project)
    _in_state(session, project, State.MENTORING)
    values = {name: getattr(news, name) for name in News.__slots__}
    values |= {"author_id": actor.person_id, "on": clock.today()}
    last = queries.last_check_in(session, project)
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        return last
    said = CheckIn(project_id=project.id, **values)
    session.add(said)
    journal.record(
        session, Event.CHECK_IN, actor_id=actor.person_id, project=project,
        after={"on": said.on.isoformat(), "users_met": said.users_met, "days_spent": said.days_spent},
    )  # fmt: skip
    return said


# --- phases ----------------------------------------------------------------------------------------------------------


def plan_phases(
    session: Session, *, actor: Actor, project: Project, dates: Sequence[tuple[date, date]], version: str
) -> list[Phase]:
    """Change the planned days of the phases, given in order as (start, end); record those that change.

    Raises StaleVersion when the dates are not those the actor read (`version`), NotReady when they are not in order.
    """
    require(policy.plan_phases, actor, project)
    _in_state(session, project, State.MENTORING)
    phases = queries.phases_of(session, project)
    if version != queries.plan_version(phases) or len(dates) != len(phases):
        raise StaleVersion(_("Quelqu’un d’autre vient de changer les dates de ce projet."))
    if reasons := [sentence for _name, sentence in plans.disorder(phases, dates)]:
        raise NotReady(reasons)
    for phase, (start, end) in zip(phases, dates, strict=True):
        if (phase.planned_start, phase.planned_end) == (start, end):
            continue
        before, phase.planned_start, phase.planned_end = _planned(phase), start, end
        journal.record(
            session, Event.PLAN_PHASE, actor_id=actor.person_id, project=project, before=before,
            after=_planned(phase), note=str(phase.kind.label),
        )  # fmt: skip
    return phases


def _planned(phase: Phase) -> dict[str, str]:
    start, end = phase.planned_start.isoformat(), phase.planned_end.isoformat()
    return {"phase": phase.kind.value, "planned_start": start, "planned_end": end}


def move_phase(
    session: Session, *, actor: Actor, project: Project, position: int | None, on: date, comment: str, go_on: bool
) -> Phase:
    """End the phase that runs or, when none runs, begin the next one; `position` is the phase the actor read."""
    phases = queries.phases_of(session, project)
    if any(phase.started_on and not phase.ended_on for phase in phases):
        return end_phase(session, actor=actor, project=project, position=position, on=on, comment=comment, go_on=go_on)
    return start_phase(session, actor=actor, project=project, position=position, on=on, comment=comment)


def start_phase(
    session: Session, *, actor: Actor, project: Project, position: int | None, on: date, comment: str
) -> Phase:
    """Begin the next phase. Raises WrongState when it is not the one to begin, NotReady when `on` is not possible."""
    require(policy.plan_phases, actor, project)
    _in_state(session, project, State.MENTORING)
    phases = queries.phases_of(session, project)
    phase = next((one for one in phases if one.started_on is None), None)
    if phase is None or phase.position != position or any(p.started_on and not p.ended_on for p in phases):
        raise WrongState(_("Cette phase ne peut pas commencer maintenant : rechargez la page du suivi."))
    _is_past(on)
    ends = [one.ended_on for one in phases if one.ended_on]
    if ends and on < max(ends):
        raise NotReady([_("Cette phase ne peut pas commencer avant la fin de la précédente.")])
    phase.started_on, phase.comment = on, comment
    _record_start(session, actor, project, phase)
    return phase


def end_phase(
    session: Session, *, actor: Actor, project: Project, position: int | None, on: date, comment: str, go_on: bool
) -> Phase:
    """End the running phase and, with `go_on`, begin the next one the same day.

    Raises WrongState when that phase does not run, NotReady when `on` is not possible.
    """
    require(policy.plan_phases, actor, project)
    _in_state(session, project, State.MENTORING)
    phases = queries.phases_of(session, project)
    phase = next((one for one in phases if one.started_on and not one.ended_on), None)
    if phase is None or phase.position != position or phase.started_on is None:
        raise WrongState(_("Cette phase n’est plus en cours : rechargez la page du suivi."))
    _is_past(on)
    if on < phase.started_on:
        raise NotReady([_("La phase ne peut pas finir avant d’avoir commencé.")])
    phase.ended_on, phase.comment = on, comment or phase.comment
    journal.record(
        session, Event.PLAN_PHASE, actor_id=actor.person_id, project=project, before={"phase": phase.kind.value},
        after={"phase": phase.kind.value, "ended_on": on.isoformat()}, note=comment,
    )  # fmt: skip
    following = next((one for one in phases if one.started_on is None), None)
    if go_on and following is not None:
        start_phase(session, actor=actor, project=project, position=following.position, on=on, comment="")
    return phase


def move_back(session: Session, *, actor: Actor, project: Project, position: int | None, comment: str) -> Phase:
    """Take up again the phase that ended last, as if it had not ended; the one begun after it begins later.

    `position` is the phase the actor read. Raises WrongState when it is not the one that ended last.
    """
    require(policy.plan_phases, actor, project)
    _in_state(session, project, State.MENTORING)
    phases = queries.phases_of(session, project)
    phase = next((one for one in reversed(phases) if one.ended_on), None)
    if phase is None or phase.position != position:
        raise WrongState(_("Il n’y a plus de phase à reprendre ici : rechargez la page du suivi."))
    before = {"phase": phase.kind.value, "ended_on": phase.ended_on.isoformat() if phase.ended_on else None}
    phase.ended_on = None
    for later in phases:
        if later.position > phase.position:
            later.started_on = None
    journal.record(
        session, Event.PLAN_PHASE, actor_id=actor.person_id, project=project, before=before,
        after={"phase": phase.kind.value, "ended_on": None},
        note=comment or _("Retour à la phase « %(phase)s ».", phase=phase.kind.label),
    )  # fmt: skip
    return phase


def _is_past(on: date) -> None:
    if on > clock.today():
        raise NotReady([_("Écrivez la date réelle : aujourd’hui ou un jour passé.")])


def _record_start(session: Session, actor: Actor, project: Project, phase: Phase) -> None:
    started = phase.started_on.isoformat() if phase.started_on else None
    journal.record(
        session, Event.START_PHASE, actor_id=actor.person_id, project=project,
        after={"phase": phase.kind.value, "started_on": started}, note=phase.comment or str(phase.kind.label),
    )  # fmt: skip


# --- end and resumption ----------------------------------------------------------------------------------------------


def end_project(session: Session, *, actor: Actor, project: Project, ending: State, reason: str) -> Project:
    """End the follow-up by one of the endings; `reason` is read by the team. Coaches keep access to what was done."""
    return lifecycle.move(session, lifecycle.END[ending], project=project, actor=actor, note=reason)


def resume_project(session: Session, *, actor: Actor, project: Project, note: str) -> Project:
    """Take up again a project that was dormant."""
    return lifecycle.move(session, lifecycle.RESUME, project=project, actor=actor, note=note)
