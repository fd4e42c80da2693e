"""Writes of the running order: by lot, by hand, and late arrivals at its end."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from incubator.core.errors import StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Call, Pitch, Project
from incubator.domain.states import State
from incubator.pitching import order, queries

SEEDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """An order to write: who after whom, from when, and how it was fixed; `lot` is what a draw needs to be replayed."""

    projects: Sequence[Project]
    starts_at: datetime
    note: str
    lot: dict[str, object] = field(default_factory=dict)


def draw_order(
    session: Session, *, actor: Actor, call: Call, starts_at: datetime, seed: int | None = None
) -> list[Pitch]:
    """Put every shortlisted project of `call` in an order drawn by lot; the seed is written in the journal.

    The draw is over all of them, also those that the actor stays away from. Raises WrongState once a pitch has been
    closed, or when no project is shortlisted.
    """
    known = _hold_order(session, actor, call)
    projects = _shortlisted(session, call)
    seed = secrets.randbelow(SEEDS) if seed is None else seed
    lot: dict[str, object] = {"seed": seed, "drawn_from": [project.reference for project in projects]}
    plan = Plan(order.draw(projects, seed), starts_at, _("Tirage au sort, graine %(seed)s.", seed=seed), lot)
    return _write(session, actor, call, known, plan)


def set_order(
    session: Session, *, actor: Actor, call: Call, starts_at: datetime, places: Mapping[uuid.UUID, int]
) -> list[Pitch]:
    """Put the shortlisted projects in the order of the numbers in `places`, one for each project the actor may see.

    Those the actor stays away from keep their place. Raises WrongState as `draw_order`, StaleVersion when `places`
    is no longer about the projects in hand.
    """
    known = _hold_order(session, actor, call)
    projects = _shortlisted(session, call)
    seen = [project for project in projects if policy.close_pitch(actor, project)]
    if {project.id for project in seen} != set(places):
        raise StaleVersion(_("Les projets invités au pitch ont changé entre-temps : voici la liste à jour."))
    current = [pitch.project_id for pitch in known if pitch.project in projects]
    kept = [
        (current.index(project.id) if project.id in current else len(projects), project)
        for project in projects
        if project not in seen
    ]
    chosen = sorted(seen, key=lambda project: places[project.id])
    plan = Plan(order.keep_in_place(chosen, kept), starts_at, _("Ordre fixé à la main."))
    return _write(session, actor, call, known, plan)


def move_pitch(session: Session, *, actor: Actor, call: Call, project_id: uuid.UUID, place: int) -> list[Pitch]:
    """Give a project another place; the others make room and the hours follow.

    Raises WrongState as `draw_order`, StaleVersion when the actor sees no such project in the order any more.
    """
    pitches = queries.running_order(session, actor=actor, call=call)
    placed = [pitch for pitch in pitches if pitch.project.state is State.SHORTLISTED]
    moved = next((pitch for pitch in placed if pitch.project_id == project_id), None)
    if moved is None:
        raise StaleVersion(_("Les projets invités au pitch ont changé entre-temps : voici la liste à jour."))
    others = [pitch for pitch in placed if pitch is not moved]
    before = place if moved.position < place else place - 1  # on its way down, the one it takes the place of goes up
    index = sum(pitch.position <= before for pitch in others)
    chosen = [pitch.project_id for pitch in (*others[:index], moved, *others[index:])]
    late = [project.id for project in queries.unscheduled(session, actor=actor, call=call)]
    places = {moved_id: number for number, moved_id in enumerate([*chosen, *late], start=1)}
    starts_at = hold_pitches(session, call)[0].starts_at
    return set_order(session, actor=actor, call=call, starts_at=starts_at, places=places)


def append_late(session: Session, *, actor: Actor, call: Call) -> list[Pitch]:
    """Give the shortlisted projects that have no place the next ones, by number; the others do not move.

    Raises WrongState when no order was fixed yet, or the jury day is closed.
    """
    require(policy.schedule_pitches, actor, call)
    known = hold_pitches(session, call)
    require_open_day(session, call.id)
    if not known:
        raise WrongState(_("Fixez d’abord l’ordre de passage."))
    placed = {pitch.project_id for pitch in known}
    late = [project for project in _shortlisted(session, call) if project.id not in placed]
    last = known[-1]
    added = [
        Pitch(
            call_id=call.id,
            project_id=project.id,
            position=last.position + index,
            starts_at=order.start_of(last.starts_at, index + 1),
        )
        for index, project in enumerate(late, start=1)
    ]
    session.add_all(added)
    after: dict[str, object] = {"added": [project.reference for project in late]}
    _record(session, actor, call, before=None, after=after, note=_("Projets ajoutés à la suite."))
    session.flush()  # the same addition made twice at once is answered here, by a page
    return added


def hold_pitches(session: Session, call: Call) -> list[Pitch]:
    """Return every pitch of `call`, in order, with its project, kept from others until the end of the transaction."""
    session.execute(select(Call.id).where(Call.id == call.id).with_for_update())
    return list(
        session.scalars(
            select(Pitch)
            .join(Project, Project.id == Pitch.project_id)
            .where(Pitch.call_id == call.id)
            .order_by(Pitch.position)
            .options(contains_eager(Pitch.project))
            .with_for_update(of=Pitch)
            .execution_options(populate_existing=True)
        )
    )


def require_open_day(session: Session, call_id: uuid.UUID) -> None:
    """Raise WrongState once the jury day of a call is closed."""
    if session.scalar(select(Call.jury_closed_at).where(Call.id == call_id)) is not None:
        raise WrongState(_("Le jour du jury est clos : plus rien n’y change."))


def _hold_order(session: Session, actor: Actor, call: Call) -> list[Pitch]:
    require(policy.schedule_pitches, actor, call)
    known = hold_pitches(session, call)
    if queries.order_is_fixed(session, call):
        raise WrongState(_("Un pitch a déjà été clos : l’ordre de passage ne change plus."))
    return known


def _shortlisted(session: Session, call: Call) -> Sequence[Project]:
    projects = session.scalars(
        select(Project).where(Project.call_id == call.id, Project.state == State.SHORTLISTED).order_by(Project.number)
    ).all()
    if not projects:
        raise WrongState(_("Aucun projet n’est invité au pitch pour l’instant."))
    return projects


def _write(session: Session, actor: Actor, call: Call, known: Sequence[Pitch], plan: Plan) -> list[Pitch]:
    before: dict[str, object] = {"order": [pitch.project.reference for pitch in known]}
    places = {pitch.project_id: pitch for pitch in known}
    for pitch in known:
        pitch.position = -pitch.position
    session.flush()  # two pitches never share a place, not even between two statements
    pitches = [places.get(one.id) or Pitch(call_id=call.id, project_id=one.id) for one in plan.projects]
    withdrawn = [pitch for pitch in known if pitch not in pitches]
    for position, pitch in enumerate([*pitches, *withdrawn], start=1):
        pitch.position, pitch.starts_at = position, order.start_of(plan.starts_at, position)
    session.add_all(pitches)
    after = {
        "order": [project.reference for project in plan.projects],
        "starts_at": plan.starts_at.isoformat(),
        **plan.lot,
    }
    _record(session, actor, call, before=before, after=after, note=plan.note)
    session.flush()  # an order fixed by two people at once is answered here, by a page
    return pitches


def _record(
    session: Session,
    actor: Actor,
    call: Call,
    *,
    before: dict[str, object] | None,
    after: dict[str, object],
    note: str,
) -> None:
    journal.record(
        session,
        Event.SCHEDULE_PITCHES,
        actor_id=actor.person_id,
        call_id=call.id,
        organisation_id=call.programme.organisation_id,
        before=before,
        after=after,
        note=note,
    )
