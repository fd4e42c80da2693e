"""Several opinions on one dossier: each person's own, what they amount to, who may read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Project, ScreeningOpinion
from incubator.domain.screening_kinds import Verdict


@dataclass(frozen=True, slots=True)
class Opinions:
    """The opinions given about a dossier since it was last handed in; `wanted` must be the same."""

    given: Sequence[ScreeningOpinion]
    wanted: int

    @property
    def divided(self) -> bool:
        """Two people disagree."""
        return len({one.verdict for one in self.given}) > 1

    @property
    def agreed(self) -> bool:
        """As many as wanted say the same, and nobody says otherwise."""
        return len(self.given) >= self.wanted and not self.divided

    @property
    def reasons(self) -> str:
        """Every reason given, each once."""
        return "\n\n".join(dict.fromkeys(one.reason for one in self.given if one.reason))

    def of(self, actor: Actor) -> ScreeningOpinion | None:
        """Return the opinion of one person."""
        return next((one for one in self.given if one.person_id == actor.person_id), None)

    def shown_to(self, actor: Actor, project: Project) -> Sequence[ScreeningOpinion]:
        """Return the opinions a person reads: all of them once they gave theirs, or when they are to settle."""
        settles = self.divided and policy.settle_screening(actor, project)
        return self.given if self.of(actor) is not None or settles else ()


def opinions_on(session: Session, project: Project) -> Opinions:
    """Return the opinions on `project`, the first given first; its call must be loaded."""
    rows = session.scalars(
        select(ScreeningOpinion)
        .where(ScreeningOpinion.project_id == project.id, ScreeningOpinion.given_at >= project.state_changed_at)
        .order_by(ScreeningOpinion.given_at, ScreeningOpinion.person_id)
        .options(joinedload(ScreeningOpinion.person))
    )
    return Opinions(rows.all(), project.call.screening_persons)


def give(session: Session, *, actor: Actor, project: Project, verdict: Verdict, reason: str) -> Opinions:
    """Keep the opinion of the actor, in place of the one before, and return all of them; the journal says not which."""
    opinion = session.get(ScreeningOpinion, (project.id, actor.person_id))
    if opinion is None:
        opinion = ScreeningOpinion(project_id=project.id, person_id=actor.person_id)
        session.add(opinion)
    opinion.verdict, opinion.reason, opinion.given_at = verdict, reason.strip(), clock.now()
    journal.record(session, Event.GIVE_OPINION, actor_id=actor.person_id, project=project)
    session.flush()
    return opinions_on(session, project)
