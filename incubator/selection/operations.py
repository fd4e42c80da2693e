"""Writes of the selection: readers, readings, the committee's decisions."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from incubator.core import clock, outbox
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import decisions, journal, lifecycle, mails, policy, rules, standings, waiting
from incubator.domain.actors import Actor
from incubator.domain.decisions import Choice
from incubator.domain.events import Event
from incubator.domain.kinds import Outcome, ReviewStatus, Round
from incubator.domain.models import (
    Call,
    Criterion,
    Decision,
    Person,
    Project,
    Review,
    Score,
)
from incubator.domain.states import State
from incubator.selection import assignment, queries, ranking
from incubator.selection.given import Reading
from incubator.selection.proposal import Proposal

# --- readers --------------------------------------------------------------------------------------------------------


def assign_readers(
    session: Session, *, actor: Actor, call: Call, project: Project, reader_ids: Iterable[uuid.UUID]
) -> list[Person]:
    """Give `project` of `call` to more readers; each is told once. A first reader brings it before the committee.

    Raises WrongState when the dossier is not to be read now, or somebody chosen may not read it.
    """
    require(policy.assign_readers_of, actor, project)
    _lock(session, project, assignment.ASSIGNABLE)
    readings = queries.readings_of(session, project)
    possible = {
        one.person.id: one.person
        for one in assignment.candidates(session, actor=actor, project=project, readings=readings)
        if not one.bar
    }
    chosen = list(dict.fromkeys(reader_ids))
    if not all(reader_id in possible for reader_id in chosen):
        raise WrongState(_("Une personne choisie ne peut pas lire ce dossier, ou le lit déjà."))
    added = [possible[reader_id] for reader_id in chosen]
    for person in added:
        _give(session, actor, project, person, {review.reader_id: review for review in readings})
    _start_review(session, actor, project)
    _tell_readers(session, actor, call, added)
    return added


def publish_proposal(session: Session, *, actor: Actor, call: Call, fingerprint: str) -> Proposal:
    """Create the readings of the draft the actor has seen; each reader is told once, whatever their number.

    Raises StaleVersion when the draft is no longer the one that was shown.
    """
    require(policy.assign_readers, actor, call)
    session.execute(select(Call.id).where(Call.id == call.id).with_for_update())  # two publications follow each other
    draft = assignment.proposal(session, actor=actor, call=call)
    if draft.fingerprint != fingerprint:
        raise StaleVersion(_("Les dossiers ou les lecteurs ont changé entre-temps : voici la répartition à jour."))
    for line in draft.lines:
        for person in line.added:
            _give(session, actor, line.project, person, {})
        if line.readers or line.added:
            _start_review(session, actor, line.project)
    _tell_readers(session, actor, call, [person for _project, person in draft.pairs])
    return draft


def unassign_reader(session: Session, *, actor: Actor, project: Project, reader_id: uuid.UUID) -> None:
    """Take a dossier back from a reader who has not finished; WrongState when they have, or do not read it."""
    require(policy.assign_readers_of, actor, project)
    _lock(session, project, assignment.ASSIGNABLE)
    review = session.scalars(
        select(Review)
        .where(Review.project_id == project.id, Review.reader_id == reader_id)
        .options(selectinload(Review.scores))
    ).one_or_none()
    if review is None or review.status not in queries.UNFINISHED:
        raise WrongState(_("Cette lecture est terminée ou n’existe plus : elle ne peut pas être retirée."))
    reader = session.get_one(Person, reader_id)
    session.delete(review)
    journal.record(
        session,
        Event.UNASSIGN_READER,
        actor_id=actor.person_id,
        project=project,
        before={"reader": reader.name, "status": review.status.value},
    )
    session.flush()  # a reader who saves at the same time is answered here, by a page


def _give(session: Session, actor: Actor, project: Project, person: Person, known: Mapping[uuid.UUID, Review]) -> None:
    if person.id in known:  # had stood aside, and the conflict was lifted
        known[person.id].status = ReviewStatus.ASSIGNED
    else:
        session.add(Review(project_id=project.id, reader_id=person.id, status=ReviewStatus.ASSIGNED))
    journal.record(
        session, Event.ASSIGN_READER, actor_id=actor.person_id, project=project, after={"reader": person.name}
    )


def _start_review(session: Session, actor: Actor, project: Project) -> None:
    session.flush()  # the step asks whether somebody reads the dossier
    if project.state is State.ADMISSIBLE:
        lifecycle.move(session, lifecycle.START_REVIEW, project=project, actor=actor)


def _tell_readers(session: Session, actor: Actor, call: Call, readers: Sequence[Person]) -> None:
    people = {person.id: person for person in readers}
    counts = Counter(person.id for person in readers)
    for email in mails.readings_assigned(session, call, [(people[key], count) for key, count in counts.items()]):
        outbox.queue(session, email)


def _lock(session: Session, project: Project, states: tuple[State, ...]) -> None:
    """Hold the dossier until the end of the transaction, so that two readings finished at once are both counted."""
    state = session.scalar(select(Project.state).where(Project.id == project.id).with_for_update())
    if state not in states:
        raise WrongState(_("Ce dossier n’est plus à cette étape : l’action n’est plus possible."))


# --- readings -------------------------------------------------------------------------------------------------------


def save_draft(session: Session, *, actor: Actor, project: Project, reading: Reading) -> Review:
    """Keep a reading that is not finished; nothing of it counts.

    Raises WrongState once it is finished or the committee has decided, StaleVersion when saved elsewhere meanwhile.
    """
    review = _open_reading(session, actor, project, reading.version)
    if review.status is ReviewStatus.FINAL:
        raise WrongState(_("Cette lecture est terminée : enregistrez vos changements avec « Terminer »."))
    if review.status is ReviewStatus.ASSIGNED:
        journal.record(session, Event.SAVE_REVIEW, actor_id=actor.person_id, project=project)
    review.status = ReviewStatus.DRAFT
    _write(review, queries.grid(session, project.call_id), reading)
    session.flush()  # a version saved at the same time elsewhere is answered here, by a page
    return review


def finish_reading(session: Session, *, actor: Actor, project: Project, reading: Reading) -> Review:
    """Finish a reading, or change a finished one: its total counts at once in the standing of the dossier.

    Raises NotReady when a mark is missing, WrongState once the committee has decided, StaleVersion as above.
    """
    review = _open_reading(session, actor, project, reading.version)
    criteria = queries.grid(session, project.call_id)
    total = rules.weighted_total(criteria, reading.marks)
    if total is None:
        raise NotReady([_("Donnez une note à chaque critère pour terminer votre lecture.")])
    before = {"status": review.status.value, "total": review.total}
    _write(review, criteria, reading)
    review.status, review.total, review.finished_at = ReviewStatus.FINAL, total, clock.now()
    journal.record(
        session,
        Event.FINISH_REVIEW,
        actor_id=actor.person_id,
        project=project,
        before=before,
        after={"status": review.status.value, "total": total},
    )
    standings.refresh(session, project, Round.COMMITTEE)
    return review


def _open_reading(session: Session, actor: Actor, project: Project, version: int) -> Review:
    require(policy.score_project, actor, project)
    state = session.scalar(select(Project.state).where(Project.id == project.id).with_for_update())
    if state is not State.UNDER_REVIEW:
        raise WrongState(_("Le comité a rendu sa décision sur ce dossier : les lectures sont closes."))
    review = queries.own_reading(session, actor=actor, project=project)
    if review.version != version:
        raise StaleVersion(_("Cette lecture a été enregistrée ailleurs entre-temps : comparez, puis enregistrez."))
    return review


def _write(review: Review, criteria: Sequence[Criterion], reading: Reading) -> None:
    given = {criterion.id: reading.marks[criterion.key] for criterion in criteria if criterion.key in reading.marks}
    known = {score.criterion_id: score for score in review.scores}
    for criterion_id, value in given.items():
        if criterion_id in known:
            known[criterion_id].value = value
        else:
            review.scores.append(Score(criterion_id=criterion_id, value=value))
    for criterion_id, score in known.items():
        if criterion_id not in given:
            review.scores.remove(score)
    review.opinion = reading.opinion
    review.committee_comment, review.candidate_comment = reading.committee_comment, reading.candidate_comment
    flag_modified(review, "committee_comment")  # marks alone must change the version of the reading too


# --- decisions ------------------------------------------------------------------------------------------------------


def prepare_decision(session: Session, *, actor: Actor, project: Project, choice: Choice) -> Decision:
    """Prepare the committee's decision for one dossier; StaleVersion when somebody prepared another meanwhile."""
    require(policy.decide_project, actor, project)
    return decisions.prepare_choice(session, actor=actor, project=project, round_=Round.COMMITTEE, choice=choice)


def draw_line(session: Session, *, actor: Actor, call: Call, place: int, waiting: int) -> Counter[Outcome]:
    """Prepare a decision for each dossier of the ranking that has none: shortlisted down to `place`, then `waiting`
    dossiers on the waiting list, the others not shortlisted. Return how many of each."""
    require(policy.decide_round, actor, call)
    ranks = ranking.whole_ranking(session, actor=actor, call=call)
    taken = [decision.rank for _project, decision in ranks if decision and decision.rank]
    last = max(taken, default=0)
    made: Counter[Outcome] = Counter()
    for number, (project, decision) in enumerate(ranks, start=1):
        if decision is not None or project.state is not State.UNDER_REVIEW:
            continue
        outcome = _outcome_at(number, place, waiting)
        made[outcome] += 1
        position = last + made[outcome] if outcome is Outcome.WAITING_LIST else None
        decisions.prepare(session, actor=actor, project=project, round_=Round.COMMITTEE, outcome=outcome, rank=position)
    return made


def _outcome_at(position: int, place: int, waiting: int) -> Outcome:
    if position <= place:
        return Outcome.SHORTLISTED
    return Outcome.WAITING_LIST if position <= place + waiting else Outcome.NOT_SHORTLISTED


def settle_waiting(session: Session, *, actor: Actor, project: Project, choice: Choice) -> Decision:
    """Take a project off the waiting list; WrongState when it is not on it, or to invite it to a jury day that is
    closed; StaleVersion when somebody just did."""
    require(policy.decide_project, actor, project)
    closed_at = session.scalar(select(Call.jury_closed_at).where(Call.id == project.call_id).with_for_update())
    if closed_at is not None and choice.outcome is Outcome.SHORTLISTED:
        raise WrongState(_("Le jour du jury est clos : ce projet ne peut plus être invité au pitch."))
    return waiting.settle(session, actor=actor, project=project, round_=Round.COMMITTEE, choice=choice)
