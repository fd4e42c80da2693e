"""Writes of the jury: the order, opening and closing a pitch, the jurors' cards, the day, the decisions."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager
from sqlalchemy.orm.attributes import flag_modified

from incubator.core import clock
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import decisions, journal, lifecycle, policy, rules, standings
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Call, Criterion, Decision, Pitch, PitchCard, PitchScore, Project
from incubator.domain.states import PitchStatus, Round, State
from incubator.pitching import order, queries, results
from incubator.pitching.given import Choice, Marks

SEEDS = 1_000_000

# --- the running order ----------------------------------------------------------------------------------------------


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
    note = _("Tirage au sort, graine %(seed)s.", seed=seed)
    lot = {"seed": seed, "drawn_from": [project.reference for project in projects]}
    return _write_order(session, actor, call, known, order.draw(projects, seed), starts_at, note, lot)


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
    merged = order.keep_in_place(chosen, kept)
    return _write_order(session, actor, call, known, merged, starts_at, _("Ordre fixé à la main."), {})


def append_late(session: Session, *, actor: Actor, call: Call) -> list[Pitch]:
    """Give the shortlisted projects that have no place the next ones, by number; the others do not move.

    Raises WrongState when no order was fixed yet, or the jury day is closed.
    """
    require(policy.schedule_pitches, actor, call)
    known = _hold_pitches(session, call)
    _require_open_day(session, call.id)
    if not known:
        raise WrongState(_("Fixez d’abord l’ordre de passage."))
    placed = {pitch.project_id for pitch in known}
    last = max(known, key=lambda pitch: pitch.position)
    added = [
        Pitch(
            call_id=call.id,
            project_id=project.id,
            position=last.position + index,
            starts_at=order.start_of(last.starts_at, index + 1),
        )
        for index, project in enumerate((one for one in _shortlisted(session, call) if one.id not in placed), start=1)
    ]
    session.add_all(added)
    after = {"added": [str(pitch.project_id) for pitch in added]}
    _record_order(session, actor, call, None, after, _("Projets ajoutés à la suite."))
    session.flush()  # the same addition made twice at once is answered here, by a page
    return added


def _hold_order(session: Session, actor: Actor, call: Call) -> list[Pitch]:
    require(policy.schedule_pitches, actor, call)
    known = _hold_pitches(session, call)
    if queries.order_is_fixed(session, call):
        raise WrongState(_("Un pitch a déjà été clos : l’ordre de passage ne change plus."))
    return known


def _hold_pitches(session: Session, call: Call) -> list[Pitch]:
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


def _shortlisted(session: Session, call: Call) -> Sequence[Project]:
    projects = session.scalars(
        select(Project).where(Project.call_id == call.id, Project.state == State.SHORTLISTED).order_by(Project.number)
    ).all()
    if not projects:
        raise WrongState(_("Aucun projet n’est invité au pitch pour l’instant."))
    return projects


def _write_order(
    session: Session,
    actor: Actor,
    call: Call,
    known: Sequence[Pitch],
    projects: Sequence[Project],
    starts_at: datetime,
    note: str,
    lot: dict[str, object],
) -> list[Pitch]:
    before = {"order": [pitch.project.reference for pitch in known]}
    by_project = {pitch.project_id: pitch for pitch in known}
    for pitch in known:
        pitch.position = -pitch.position
    session.flush()  # two pitches never share a place, not even between two statements
    pitches = [by_project.pop(project.id, None) or Pitch(call_id=call.id, project_id=project.id) for project in projects]
    withdrawn = sorted(by_project.values(), key=lambda pitch: -pitch.position)
    for position, pitch in enumerate([*pitches, *withdrawn], start=1):
        pitch.position, pitch.starts_at = position, order.start_of(starts_at, position)
    session.add_all(pitches)
    after = {"order": [project.reference for project in projects], "starts_at": starts_at.isoformat(), **lot}
    _record_order(session, actor, call, before, after, note)
    session.flush()  # an order fixed by two people at once is answered here, by a page
    return pitches


def _record_order(
    session: Session,
    actor: Actor,
    call: Call,
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


# --- the day --------------------------------------------------------------------------------------------------------


def open_pitch(session: Session, *, actor: Actor, project: Project) -> Pitch:
    """Let the jurors send their cards for `project`; WrongState when it is open, closed, or the day is over."""
    pitch = _hold(session, actor, project)
    if pitch.status is not PitchStatus.WAITING:
        raise WrongState(_("La notation de ce pitch a déjà été ouverte."))
    pitch.status, pitch.opened_at = PitchStatus.OPEN, clock.now()
    journal.record(session, Event.OPEN_PITCH, actor_id=actor.person_id, project=project)
    return pitch


def close_pitch(session: Session, *, actor: Actor, project: Project) -> Pitch:
    """Close the marking of `project`: it has pitched, and its standing is what the cards sent say of it."""
    pitch = _hold(session, actor, project)
    if pitch.status is not PitchStatus.OPEN:
        raise WrongState(_("La notation de ce pitch n’est pas ouverte."))
    pitch.status, pitch.closed_at = PitchStatus.CLOSED, clock.now()
    journal.record(session, Event.CLOSE_PITCH, actor_id=actor.person_id, project=project)
    if project.state is State.SHORTLISTED:
        lifecycle.move(session, lifecycle.PITCH, project=project, actor=actor)
    standings.refresh(session, project, Round.JURY)
    return pitch


def reopen_pitch(session: Session, *, actor: Actor, project: Project) -> Pitch:
    """Let the jurors change their cards again, until the day is closed; the project has pitched all the same."""
    pitch = _hold(session, actor, project)
    if pitch.status is not PitchStatus.CLOSED:
        raise WrongState(_("La notation de ce pitch n’est pas close."))
    pitch.status, pitch.closed_at = PitchStatus.OPEN, None
    journal.record(session, Event.REOPEN_PITCH, actor_id=actor.person_id, project=project)
    return pitch


def close_day(session: Session, *, actor: Actor, call: Call) -> Call:
    """Close the jury day of `call`: marks change no more, and the ranking appears to those who deliberate.

    Raises WrongState when it is closed, NotReady with what is missing while a pitch is not.
    """
    require(policy.close_jury_day, actor, call)
    _hold_pitches(session, call)
    _require_open_day(session, call.id)
    if reasons := queries.missing_for_closing(session, actor=actor, call=call):
        raise NotReady(reasons)
    call.jury_closed_at = clock.now()
    journal.record(
        session,
        Event.CLOSE_JURY_DAY,
        actor_id=actor.person_id,
        call_id=call.id,
        organisation_id=call.programme.organisation_id,
    )
    return call


def _hold(session: Session, actor: Actor, project: Project) -> Pitch:
    """Return the pitch of `project`, kept from others until the end of the transaction, for who runs the day."""
    require(policy.close_pitch, actor, project)
    pitch = _locked(session, project)
    _require_open_day(session, project.call_id)
    return pitch


def _locked(session: Session, project: Project) -> Pitch:
    return session.scalars(
        select(Pitch)
        .where(Pitch.project_id == project.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _require_open_day(session: Session, call_id: uuid.UUID) -> None:
    if session.scalar(select(Call.jury_closed_at).where(Call.id == call_id)) is not None:
        raise WrongState(_("Le jour du jury est clos : plus rien n’y change."))


# --- the jurors' cards ----------------------------------------------------------------------------------------------


def save_card(session: Session, *, actor: Actor, project: Project, given: Marks) -> PitchCard:
    """Keep a card that is not sent; nothing of it counts. WrongState and StaleVersion as `send_card`."""
    card = _open_card(session, actor, project, given.version)
    if card.locked_at is not None:
        raise WrongState(_("Cette fiche est déjà envoyée : pour la changer, envoyez-la de nouveau."))
    _write(card, queries.grid(session, project.call_id), given)
    session.flush()  # a version saved at the same time elsewhere is answered here, by a page
    return card


def send_card(session: Session, *, actor: Actor, project: Project, given: Marks) -> PitchCard:
    """Send a card, or send it again changed. The journal says that it was sent, never what is on it.

    Raises NotReady when a mark is missing, WrongState unless the pitch is open, StaleVersion when the card was saved
    elsewhere meanwhile.
    """
    card = _open_card(session, actor, project, given.version)
    criteria = queries.grid(session, project.call_id)
    total = rules.weighted_total(criteria, given.marks)
    if total is None:
        raise NotReady([_("Donnez une note à chaque critère pour envoyer votre fiche.")])
    _write(card, criteria, given)
    card.total, card.locked_at = total, clock.now()
    journal.record(session, Event.LOCK_CARD, actor_id=actor.person_id, project=project)
    session.flush()  # a version saved at the same time elsewhere is answered here, by a page
    return card


def _open_card(session: Session, actor: Actor, project: Project, version: int) -> PitchCard:
    require(policy.pitch_project, actor, project)
    pitch = _locked(session, project)
    if pitch.status is PitchStatus.WAITING:
        raise WrongState(_("La notation de ce pitch n’est pas encore ouverte : envoyez votre fiche dès qu’elle l’est."))
    if pitch.status is PitchStatus.CLOSED:
        raise WrongState(_("La notation de ce pitch est close : demandez au secrétariat de la rouvrir."))
    card = queries.own_card(session, actor=actor, pitch=pitch)
    if (card.version if card else 0) != version:
        raise StaleVersion(_("Votre fiche a été enregistrée ailleurs entre-temps : comparez, puis envoyez-la."))
    if card is None:
        card = PitchCard(pitch_id=pitch.id, juror_id=actor.person_id, scores=[])
        session.add(card)
    return card


def _write(card: PitchCard, criteria: Sequence[Criterion], given: Marks) -> None:
    marks = {criterion.id: given.marks[criterion.key] for criterion in criteria if criterion.key in given.marks}
    known = {score.criterion_id: score for score in card.scores}
    for criterion_id, value in marks.items():
        if criterion_id in known:
            known[criterion_id].value = value
        else:
            card.scores.append(PitchScore(criterion_id=criterion_id, value=value))
    for criterion_id, score in known.items():
        if criterion_id not in marks:
            card.scores.remove(score)
    card.favourite, card.notes = given.favourite, given.notes
    flag_modified(card, "notes")  # marks alone must change the version of the card too


# --- decisions ------------------------------------------------------------------------------------------------------


def prepare_decision(session: Session, *, actor: Actor, project: Project, choice: Choice) -> Decision:
    """Prepare the jury's decision for one dossier, with its call loaded.

    Raises WrongState until the day is closed, StaleVersion when somebody prepared another decision meanwhile.
    """
    require(policy.decide_project, actor, project)
    results.require_closed_day(project.call)
    current = decisions.decision_of(session, project, Round.JURY)
    if (current.version if current else 0) != choice.version:
        raise StaleVersion(_("Quelqu’un d’autre vient de préparer cette décision : comparez, puis enregistrez."))
    return decisions.prepare(
        session,
        actor=actor,
        project=project,
        round_=Round.JURY,
        outcome=choice.outcome,
        rank=choice.rank,
        reason=choice.reason,
        feedback=choice.feedback,
    )


def publish(session: Session, *, actor: Actor, call: Call) -> list[Decision]:
    """Publish the jury's decisions, all together; WrongState until the day is closed, NotReady with what is missing."""
    require(policy.decide_jury, actor, call)
    results.require_closed_day(call)
    return decisions.publish(session, actor=actor, call=call, round_=Round.JURY)
