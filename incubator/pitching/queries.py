"""Reads of the jury day: the running order, the board, a juror's own cards."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from incubator.core.i18n import _
from incubator.domain import agreements, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.kinds import PitchStatus, Role, Round
from incubator.domain.models import (
    Agreement,
    Call,
    Conflict,
    Criterion,
    JournalEntry,
    Person,
    Pitch,
    PitchCard,
    Project,
    RoleGrant,
    TeamMember,
    call_organisations,
)
from incubator.domain.states import REACHED_SHORTLIST, State

AWAITED = (State.SHORTLISTED, State.PITCHED)


def find_pitch(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return a project of the running order that this person may judge, with its call; NoResultFound otherwise."""
    return session.scalars(
        select(Project)
        .join(Pitch, Pitch.project_id == Project.id)
        .where(Project.id == project_id, policy.pitched_projects(actor))
        .options(joinedload(Project.call))
    ).one()


def pitch_of(session: Session, project: Project) -> Pitch:
    """Return the place of `project` in the running order."""
    return session.scalars(select(Pitch).where(Pitch.project_id == project.id)).one()


def stays_away(session: Session, *, actor: Actor, call: Call) -> bool:
    """Tell whether pitches of `call` are hidden from the actor, because of a conflict or as a member of the team."""
    query = select(func.count()).where(
        Project.call_id == call.id,
        Project.id.in_(actor.conflicts | actor.team_of),
        Project.state.in_(REACHED_SHORTLIST),
    )
    return bool(session.scalar(query))


def lacking_agreement(session: Session, *, actor: Actor, call: Call) -> list[tuple[Project, Agreement | None]]:
    """Return the dossiers to be heard whose manager has not agreed, when the call wants it before the jury.

    Where the request stands is for those who run the call: the chair learns that an agreement is missing, no more.
    """
    found = agreements.lacking(session, [call.id], policy.pitched_projects(actor))
    return [(one, request if policy.view_agreement(actor, one) else None) for one, request in found]


# --- the running order ----------------------------------------------------------------------------------------------


def running_order(session: Session, *, actor: Actor, call: Call) -> Sequence[Pitch]:
    """Return the pitches that the actor may see, in order, with their projects."""
    return session.scalars(
        select(Pitch)
        .join(Project, Project.id == Pitch.project_id)
        .where(Pitch.call_id == call.id, policy.pitched_projects(actor))
        .order_by(Pitch.position, Pitch.id)
        .options(contains_eager(Pitch.project))
    ).all()


def unscheduled(session: Session, *, actor: Actor, call: Call) -> Sequence[Project]:
    """Return the shortlisted projects that the actor may see and that have no place in the order, by number."""
    return session.scalars(
        select(Project)
        .outerjoin(Pitch, Pitch.project_id == Project.id)
        .where(Project.call_id == call.id, Project.state == State.SHORTLISTED, Pitch.id.is_(None))
        .where(policy.pitched_projects(actor))
        .order_by(Project.number, Project.id)
    ).all()


def last_schedule(session: Session, call: Call) -> JournalEntry | None:
    """Return how the order was fixed last: by lot, with its seed, or by hand."""
    return session.scalars(
        select(JournalEntry)
        .where(JournalEntry.call_id == call.id, JournalEntry.event == Event.SCHEDULE_PITCHES.value)
        .order_by(JournalEntry.id.desc())
        .limit(1)
    ).one_or_none()


def order_is_fixed(session: Session, call: Call) -> bool:
    """Tell whether a pitch of `call` has been closed once: the order then stays."""
    if call.jury_closed_at is not None:
        return True
    closed = (
        select(func.count())
        .select_from(Pitch)
        .join(Project, Project.id == Pitch.project_id)
        .where(Pitch.call_id == call.id)
        .where(or_(Pitch.status == PitchStatus.CLOSED, Project.state == State.PITCHED))
    )
    return bool(session.scalar(closed))


# --- the board ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One pitch on the board: how many jurors have sent their card, of how many, and the names of the others."""

    pitch: Pitch
    sent: int
    expected: int
    missing: tuple[str, ...]


def board(session: Session, *, actor: Actor, call: Call) -> list[Line]:
    """Return the running order with what has come in; nothing of the marks is read."""
    pitches = running_order(session, actor=actor, call=call)
    jurors = jury_of(session, call)
    barred = _barred(session, [pitch.project_id for pitch in pitches])
    senders = _senders(session, [pitch.id for pitch in pitches])
    return [_line(pitch, jurors, barred[pitch.project_id], senders[pitch.id]) for pitch in pitches]


def _line(pitch: Pitch, jurors: Iterable[Person], barred: set[uuid.UUID], senders: set[uuid.UUID]) -> Line:
    expected = [juror for juror in jurors if juror.id not in barred]
    missing = tuple(juror.name or juror.email for juror in expected if juror.id not in senders)
    return Line(pitch, len(senders), len(senders) + len(missing), missing)


def at_hand(lines: Sequence[Line]) -> Line | None:
    """Return the pitch that those who run the day act on next: the first that is open, else the first to come."""
    by_status = {line.pitch.status: line for line in reversed(lines)}
    return by_status.get(PitchStatus.OPEN) or by_status.get(PitchStatus.WAITING)


def jury_of(session: Session, call: Call) -> Sequence[Person]:
    """Return the jurors and chairs of `call`, by name."""
    return session.scalars(
        select(Person)
        .where(Person.id.in_(_seats(call)), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.email)
    ).all()


def _seats(call: Call):  # type: ignore[no-untyped-def]  # a select of keys, used as a subquery
    of_call = select(call_organisations.c.organisation_id).where(call_organisations.c.call_id == call.id)
    return select(RoleGrant.person_id).where(
        RoleGrant.role.in_((Role.JUROR, Role.CHAIR)),
        RoleGrant.ended_at.is_(None),
        or_(RoleGrant.call_id == call.id, RoleGrant.organisation_id.in_(of_call)),
    )


def _barred(session: Session, project_ids: Sequence[uuid.UUID]) -> defaultdict[uuid.UUID, set[uuid.UUID]]:
    conflicts = select(Conflict.project_id, Conflict.person_id).where(
        Conflict.project_id.in_(project_ids), Conflict.lifted_at.is_(None)
    )
    members = select(TeamMember.project_id, TeamMember.person_id).where(
        TeamMember.project_id.in_(project_ids), TeamMember.person_id.is_not(None)
    )
    barred: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for project_id, person_id in session.execute(conflicts.union_all(members)):
        barred[project_id].add(person_id)
    return barred


def _senders(session: Session, pitch_ids: Sequence[uuid.UUID]) -> defaultdict[uuid.UUID, set[uuid.UUID]]:
    rows = session.execute(
        select(PitchCard.pitch_id, PitchCard.juror_id).where(
            PitchCard.pitch_id.in_(pitch_ids), PitchCard.locked_at.is_not(None)
        )
    )
    senders: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for pitch_id, juror_id in rows:
        senders[pitch_id].add(juror_id)
    return senders


def missing_for_closing(session: Session, *, actor: Actor, call: Call) -> list[str]:
    """Return the sentences that say what keeps the day open; a dossier hidden from the actor is not named."""
    rows = session.execute(
        select(Project, Pitch.status)
        .outerjoin(Pitch, Pitch.project_id == Project.id)
        .where(Project.call_id == call.id, Project.state.in_(AWAITED))
        .order_by(Pitch.position, Project.number, Project.id)
    ).all()
    if not rows:
        return [_("Aucun pitch n’a encore eu lieu.")]
    away = actor.conflicts | actor.team_of
    waiting = [(project, status) for project, status in rows if status is not PitchStatus.CLOSED]
    missing = [_why_waiting(project, status) for project, status in waiting if project.id not in away]
    if len(missing) < len(waiting):
        missing.append(_("Un pitch dont vous vous tenez à l’écart n’est pas clos : un collègue peut le clore."))
    return missing


def _why_waiting(project: Project, status: PitchStatus | None) -> str:
    if status is None:
        return str(_("Le dossier %(number)s n’a pas de place dans l’ordre de passage.", number=project.reference))
    return str(_("La notation du dossier %(number)s n’est pas close.", number=project.reference))


# --- a juror's own cards --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnCard:
    """One pitch as a juror sees it, with their card if they have begun one."""

    pitch: Pitch
    card: PitchCard | None

    @property
    def status(self) -> str:
        """Where the card stands: sent, to_score, later or missed."""
        if self.card is not None and self.card.locked_at is not None:
            return "sent"
        return {PitchStatus.WAITING: "later", PitchStatus.OPEN: "to_score", PitchStatus.CLOSED: "missed"}[
            self.pitch.status
        ]


def own_cards(session: Session, *, actor: Actor, call: Call) -> list[OwnCard]:
    """Return the pitches that the actor judges, in order, each with their own card and its project."""
    rows = session.execute(
        select(Pitch, PitchCard)
        .join(Project, Project.id == Pitch.project_id)
        .outerjoin(PitchCard, (PitchCard.pitch_id == Pitch.id) & (PitchCard.juror_id == actor.person_id))
        .where(Pitch.call_id == call.id, policy.pitched_projects(actor))
        .order_by(Pitch.position, Pitch.id)
        .options(contains_eager(Pitch.project))
    )
    return [OwnCard(pitch, card) for pitch, card in rows]


def own_card(session: Session, *, actor: Actor, pitch: Pitch) -> PitchCard | None:
    """Return the actor's card for one pitch, with its marks."""
    return session.scalars(
        select(PitchCard)
        .where(PitchCard.pitch_id == pitch.id, PitchCard.juror_id == actor.person_id)
        .options(selectinload(PitchCard.scores))
    ).one_or_none()


def grid(session: Session, call_id: uuid.UUID) -> Sequence[Criterion]:
    """Return the jury's criteria, in order."""
    return session.scalars(
        select(Criterion)
        .where(Criterion.call_id == call_id, Criterion.round == Round.JURY)
        .order_by(Criterion.position, Criterion.id)
    ).all()
