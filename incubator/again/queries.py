"""Reads of second chances."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Carryover, Programme, Project, Question, TeamMember
from incubator.domain.queries import find_project, takes_dossiers


def whole(session: Session, actor: Actor, project_id: uuid.UUID) -> Project:
    """Return the project with its call, questions, answers and team; NoResultFound for what the actor may not see."""
    return find_project(
        session,
        actor,
        project_id,
        joinedload(Project.call).joinedload(Call.programme).joinedload(Programme.organisation),
        joinedload(Project.organisation),
        selectinload(Project.questions),
        selectinload(Project.answers),
        selectinload(Project.members).joinedload(TeamMember.person),
    )


def open_calls(session: Session, actor: Actor, project: Project) -> list[Call]:
    """Return the calls other than its own where `actor` may propose now, the first to close first."""
    query = (
        select(Call)
        .where(takes_dossiers(), policy.proposable_calls(actor), Call.id != project.call_id)
        .order_by(Call.closes_at, Call.code)
        .options(
            joinedload(Call.programme).joinedload(Programme.organisation),
            selectinload(Call.organisations),
            selectinload(Call.questions),
        )
    )
    return list(session.scalars(query).unique())


def carried_into(session: Session, project: Project, call: Call) -> Project | None:
    """Return the dossier of `call` that `project` was already carried over into."""
    query = select(Project).join(Carryover, Carryover.project_id == Project.id)
    return session.scalars(
        query.where(Carryover.former_id == project.id, Project.call_id == call.id).limit(1)
    ).one_or_none()


def matches(project: Project, call: Call) -> list[tuple[Question, str]]:
    """Return the questions of `call` that `project` has answered, with the answers that may stand there as they are.

    A question is the same by its key or its words; a choice must still be offered.
    """
    old = _answered(project)
    found = []
    for question in call.questions:
        same = (pair for pair in old if _is_same(pair[0], question))
        pair = next(same, None)
        if pair is not None and not question.second_step and _fits(question, pair[1]):
            found.append((question, pair[1]))
    return found


def file_pairs(project: Project, call: Call) -> list[tuple[Question, Question]]:
    """Return the questions of `project` that files answer, each with the same question of `call`."""
    old = [question for question, _value in _answered(project) if question.kind == "file"]
    pairs = [(next((one for one in old if _is_same(one, new)), None), new) for new in call.questions]
    return [(one, new) for one, new in pairs if one is not None and not new.second_step]


def count_kept(project: Project, call: Call) -> int:
    """Return how many questions of `call` begin with an answer of `project`, texts and files."""
    return len(matches(project, call)) + len(file_pairs(project, call))


def _answered(project: Project) -> list[tuple[Question, str]]:
    given = {answer.question_id: answer.value for answer in project.answers if answer.value}
    return [(question, given[question.id]) for question in project.questions if question.id in given]


def _is_same(old: Question, new: Question) -> bool:
    same_words = old.label.casefold().split() == new.label.casefold().split()
    return old.kind is new.kind and (old.key == new.key or same_words)


def _fits(question: Question, value: str) -> bool:
    if question.kind in ("choice", "several"):
        return set(value.splitlines()) <= {str(option["value"]) for option in question.options}
    return question.kind != "file"
