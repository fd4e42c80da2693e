"""The letters that prepared decisions will send: read before they leave, counted, never shown to who stays away."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import outbox
from incubator.core.outbox import OutboxEmail
from incubator.core.paging import Page, paginate
from incubator.domain import mails, policy, queries
from incubator.domain.actors import Actor
from incubator.domain.decisions import DECIDABLE
from incubator.domain.kinds import Outcome, Round
from incubator.domain.models import Call, Decision, Person, Project, TeamMember

LETTERS_A_PAGE = 10
_JUDGED = {Round.COMMITTEE: policy.staffed_projects, Round.JURY: policy.judged_projects}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, written for the person who carries the project, and who else receives it."""

    decision: Decision
    project: Project
    email: OutboxEmail
    recipients: tuple[Person, ...]


def prepared_letters(
    session: Session, *, actor: Actor, call: Call, round_: Round, number: int, make_url: Callable[[int], str]
) -> Page[Letter]:
    """Return a page of the prepared letters as the projects' owners would read them, by number of dossier.

    `call.programme` must be loaded: the letters speak in its name.
    """
    query = (
        select(Decision)
        .join(Project, Project.id == Decision.project_id)
        .where(*_prepared(actor, call, round_))
        .order_by(Project.number, Project.id)
        .options(joinedload(Decision.project).joinedload(Project.owner))
    )
    page = paginate(session, query, number=number, size=LETTERS_A_PAGE, make_url=make_url)
    teams = queries.teams(session, [decision.project_id for decision in page.items])
    items = [_letter(call, decision, teams.get(decision.project_id, ())) for decision in page.items]
    return Page(items, page.number, page.size, page.total, page.make_url)


def prepared_counts(session: Session, *, actor: Actor, call: Call, round_: Round) -> dict[Outcome, int]:
    """Count the prepared decisions that the actor may see, by outcome."""
    rows = session.execute(
        select(Decision.outcome, func.count())
        .join(Project, Project.id == Decision.project_id)
        .where(*_prepared(actor, call, round_))
        .group_by(Decision.outcome)
    )
    return {outcome: count for outcome, count in rows}


def letters_to_send(session: Session, *, actor: Actor, call: Call, round_: Round) -> int:
    """Count the letters that publication would send for the dossiers the actor may see."""
    query = (
        select(func.count())
        .select_from(Decision)
        .join(Project, Project.id == Decision.project_id)
        .join(TeamMember, TeamMember.project_id == Project.id)
        .join(Person, Person.id == TeamMember.person_id)
        .where(*_prepared(actor, call, round_), Person.disabled_at.is_(None))
    )
    return session.scalar(query) or 0


def _prepared(actor: Actor, call: Call, round_: Round) -> tuple[ColumnElement[bool], ...]:
    return (
        Project.call_id == call.id,
        Decision.round == round_,
        Decision.published_at.is_(None),
        Project.state.in_(DECIDABLE[round_]),
        _JUDGED[round_](actor),
    )


def _letter(call: Call, decision: Decision, recipients: tuple[Person, ...]) -> Letter:
    project = decision.project
    email = outbox.write(mails.decision_letter(call, project, project.owner, decision))
    return Letter(decision, project, email, recipients)
