"""Writes of the jury: opening and closing a pitch, the day, the jurors' cards, the decisions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from incubator.core import clock
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import decisions, journal, lifecycle, policy, rules, standings, waiting
from incubator.domain.actors import Actor
from incubator.domain.decisions import Choice
from incubator.domain.events import Event
from incubator.domain.kinds import PitchStatus, Round
from incubator.domain.models import Call, Criterion, Decision, Pitch, PitchCard, PitchScore, Project
from incubator.domain.states import State
from incubator.pitching import queries, results, scheduling
from incubator.pitching.given import Marks

# --- the day --------------------------------------------------------------------------------------------------------


def open_pitch(session: Session, *, actor: Actor, project: Project) -> Pitch:
    """Let the jurors send their cards for `project`.

    Raises WrongState when it is open, closed, or the day is over, NotReady when the call wants an agreement first.
    """
    pitch = _hold(session, actor, project)
    if pitch.status is not PitchStatus.WAITING:
        raise WrongState(_("La notation de ce pitch a déjà été ouverte."))
    if reasons := lifecycle.PITCH.missing(session, project):
        raise NotReady(reasons)  # before the jury listens, not when its marks are in
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
    scheduling.hold_pitches(session, call)
    scheduling.require_open_day(session, call.id)
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
    scheduling.require_open_day(session, project.call_id)
    return pitch


def _locked(session: Session, project: Project) -> Pitch:
    return session.scalars(
        select(Pitch).where(Pitch.project_id == project.id).with_for_update().execution_options(populate_existing=True)
    ).one()


# --- the jurors' cards ----------------------------------------------------------------------------------------------


def save_card(session: Session, *, actor: Actor, project: Project, given: Marks) -> PitchCard:
    """Keep a card that is not sent; nothing of it counts. WrongState and StaleVersion as `send_card`."""
    card = _open_card(session, actor, project, given.version)
    if card.locked_at is not None:
        raise WrongState(_("Cette fiche est déjà envoyée : pour la changer, envoyez-la de nouveau."))
    _write(session, card, queries.grid(session, project.call_id), given)
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
    _write(session, card, criteria, given)
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
    return card


def _write(session: Session, card: PitchCard, criteria: Sequence[Criterion], given: Marks) -> None:
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
    session.add(card)  # only now that it is complete: one save, one version
    flag_modified(card, "notes")  # marks alone must change the version of the card too


# --- decisions ------------------------------------------------------------------------------------------------------


def prepare_decision(session: Session, *, actor: Actor, project: Project, choice: Choice) -> Decision:
    """Prepare the jury's decision for one dossier, with its call loaded.

    Raises WrongState until the day is closed, StaleVersion when somebody prepared another decision meanwhile.
    """
    require(policy.decide_project, actor, project)
    results.require_closed_day(project.call)
    return decisions.prepare_choice(session, actor=actor, project=project, round_=Round.JURY, choice=choice)


def publish(session: Session, *, actor: Actor, call: Call) -> list[Decision]:
    """Publish the jury's decisions, all together; WrongState until the day is closed, NotReady with what is missing."""
    require(policy.decide_jury, actor, call)
    results.require_closed_day(call)
    return decisions.publish(session, actor=actor, call=call, round_=Round.JURY)


def settle_reserve(session: Session, *, actor: Actor, project: Project, choice: Choice) -> Decision:
    """Take a project off the reserve list; WrongState when it is not on it, StaleVersion when somebody just did."""
    return waiting.settle(session, actor=actor, project=project, round_=Round.JURY, choice=choice)
