"""Reads of what the jury made of the pitches, once the day is closed: ranking, notes, letters."""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, joinedload

from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.paging import Page
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.decisions import DECIDABLE
from incubator.domain.kinds import Outcome, Round
from incubator.domain.letters import Letter, prepared_letters
from incubator.domain.models import Call, Decision, Pitch, PitchCard, Project, Standing
from incubator.domain.states import REACHED_PITCH

LETTERS_A_PAGE = 10


def require_closed_day(call: Call) -> None:
    """Raise WrongState until the jury day of `call` is closed: no total is shown to anybody before."""
    if call.jury_closed_at is None:
        raise WrongState(_("Les notes du jury restent cachées à tous jusqu’à la clôture du jour du jury."))


def find_judged(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return a project that has pitched and that the actor may decide on, with its call; NoResultFound otherwise."""
    return session.scalars(
        select(Project)
        .where(Project.id == project_id, policy.judged_projects(actor), Project.state.in_(REACHED_PITCH))
        .options(joinedload(Project.call))
    ).one()


# --- deliberation ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of the ranking: equal means share a place; no place, and no standing, when nobody sent a card."""

    place: int | None
    project: Project
    standing: Standing | None
    favourites: int
    decision: Decision | None
    wins: bool


def deliberation(session: Session, *, actor: Actor, call: Call) -> list[Rank]:
    """Return the pitched projects that the actor may judge, best mean first, then by number; WrongState too early."""
    require_closed_day(call)
    hearts = _favourites(call)
    rows = session.execute(
        select(Project, Standing, func.coalesce(hearts.c.count, 0), Decision)
        .outerjoin(Standing, (Standing.project_id == Project.id) & (Standing.round == Round.JURY))
        .outerjoin(Decision, (Decision.project_id == Project.id) & (Decision.round == Round.JURY))
        .outerjoin(hearts, hearts.c.project_id == Project.id)
        .where(Project.call_id == call.id, policy.judged_projects(actor), Project.state.in_(REACHED_PITCH))
        .order_by(Standing.mean.desc().nulls_last(), Project.number, Project.id)
    ).all()
    means = [standing.mean for _project, standing, _count, _decision in rows if standing is not None]
    return [
        Rank(
            place=None if standing is None else means.index(standing.mean) + 1,
            project=project,
            standing=standing,
            favourites=count,
            decision=decision,
            wins=standing is not None and index < call.winner_places,
        )
        for index, (project, standing, count, decision) in enumerate(rows)
    ]


def _favourites(call: Call) -> Subquery:
    return (
        select(Pitch.project_id, func.count().label("count"))
        .join(PitchCard, PitchCard.pitch_id == Pitch.id)
        .where(Pitch.call_id == call.id, PitchCard.favourite, PitchCard.locked_at.is_not(None))
        .group_by(Pitch.project_id)
        .subquery()
    )


def next_rank(ranks: Sequence[Rank]) -> int:
    """Return the first rank that no project of `ranks` has on the reserve list."""
    taken = {rank.decision.rank for rank in ranks if rank.decision is not None}
    return next(number for number in range(1, len(ranks) + 2) if number not in taken)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the decisions of a ranking are: how many wait, the first of them, how many are ready to publish."""

    undecided: int
    first: Project | None
    prepared: int


def progress_of(ranks: Sequence[Rank]) -> Progress:
    """Tell how far the decisions of `ranks` are; those that are published count no more."""
    open_ranks = [rank for rank in ranks if rank.project.state in DECIDABLE[Round.JURY]]
    waiting = [rank.project for rank in open_ranks if rank.decision is None]
    return Progress(len(waiting), waiting[0] if waiting else None, len(open_ranks) - len(waiting))


def tie_at_the_line(ranks: Sequence[Rank]) -> bool:
    """Tell whether the last project above the line and the first below have the same mean."""
    placed = [rank for rank in ranks if rank.place is not None]
    above, below = [rank for rank in placed if rank.wins], [rank for rank in placed if not rank.wins]
    return bool(above and below) and above[-1].place == below[0].place


def outcomes_of(ranks: Sequence[Rank]) -> Counter[Outcome]:
    """Count the decisions prepared or published in `ranks`, by outcome."""
    return Counter(rank.decision.outcome for rank in ranks if rank.decision is not None)


def notes_of(session: Session, project: Project) -> Sequence[str]:
    """Return what the jurors wrote on the cards they sent, in no order that would tell who wrote."""
    return session.scalars(
        select(PitchCard.notes)
        .join(Pitch, Pitch.id == PitchCard.pitch_id)
        .where(Pitch.project_id == project.id, PitchCard.locked_at.is_not(None), PitchCard.notes != "")
        .order_by(PitchCard.id)
    ).all()


# --- letters --------------------------------------------------------------------------------------------------------


def letters(session: Session, *, actor: Actor, call: Call, number: int, make_url: Callable[[int], str]) -> Page[Letter]:
    """Return a page of the letters as the projects' owners would read them; WrongState until the day is closed."""
    require_closed_day(call)
    return prepared_letters(session, actor=actor, call=call, round_=Round.JURY, number=number, make_url=make_url)
