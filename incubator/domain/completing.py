"""What teams invited to pitch still have to answer, for lists and for what is asked of them."""

import uuid
from collections.abc import Iterable

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from incubator.domain import answers, rules
from incubator.domain.dossier_kinds import AnswerMoment
from incubator.domain.models import Answer, Project, Question


def unanswered(session: Session, projects: Iterable[Project]) -> dict[uuid.UUID, int]:
    """Return how many questions asked after the selection have no answer, by project that may still be completed.

    A project with none is not there. The calls must be loaded; nothing is asked of the database without such projects.
    """
    ids = [one.id for one in projects if one.state in answers.SECOND_STEP and rules.second_step_is_open(one)]
    if not ids:
        return {}
    later = or_(
        Question.second_step, and_(Question.required, Question.needed_from != AnswerMoment.SUBMISSION)
    )  # `answers.is_asked_later`
    rows = session.execute(
        select(Project.id, func.count(Question.id))
        .join(Question, and_(Question.call_id == Project.call_id, Question.form_version == Project.form_version))
        .outerjoin(Answer, and_(Answer.project_id == Project.id, Answer.question_id == Question.id))
        .where(Project.id.in_(ids), later, func.coalesce(Answer.value, "") == "")
        .group_by(Project.id)
        .order_by(Project.id)
    )
    return {project_id: count for project_id, count in rows}
