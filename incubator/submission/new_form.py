"""A draft goes to the form that its call uses now; what it answered to questions kept goes with it."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import form_versions, journal, policy
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.events import Event
from incubator.domain.form_versions import Changes
from incubator.domain.models import Answer, Attachment, Project, Question
from incubator.domain.states import State
from incubator.submission import journey


def changes_offered(session: Session, project: Project) -> Changes | None:
    """Return what the form in use asks otherwise than the draft's; None when there is nothing to offer.

    The call and the questions must be loaded.
    """
    if project.state is not State.DRAFT or project.form_version == project.call.form_version:
        return None
    return form_versions.compare(project.questions, _in_use(session, project))


def left_aside(session: Session, project: Project) -> list[tuple[Question, str]]:
    """Return the answers to questions that the form of the project no longer asks; only its own team reads them.

    Questions and answers must be loaded; nothing is asked of the database when there is none.
    """
    asked = {question.id for question in project.questions}
    if all(answer.question_id in asked or not answer.value for answer in project.answers):
        return []
    rows = session.scalars(
        select(Answer)
        .where(Answer.project_id == project.id, Answer.question_id.not_in(asked), Answer.value != "")
        .options(joinedload(Answer.question))
    )
    found = sorted(rows, key=lambda one: (-one.question.form_version, one.question.position))
    return [(answer.question, answer.value) for answer in found]


def take(session: Session, *, actor: Actor, project: Project) -> Project:
    """Make a draft answer the form in use: answers to kept questions follow, the others are set aside, none is lost.

    Done twice, it is done once. Call, questions and answers must be loaded. Raises WrongState when the dossier is no
    longer a draft that may be written: once handed in, a dossier stays on the form its readers know.
    """
    require(policy.edit_project, actor, project)
    if project.state is not State.DRAFT or journey.locked_reason(project):
        raise WrongState(journey.locked_reason(project) or _("Ce dossier n’est plus un brouillon."))
    before, after = project.form_version, project.call.form_version
    if before == after:
        return project
    new = {question.key: question for question in _in_use(session, project)}
    kept = {
        was.id: new[was.key]
        for was in project.questions
        if was.key in new and form_versions.answers_fit(was, new[was.key])
    }
    for answer in project.answers:
        if answer.question_id in kept:
            answer.question_id = kept[answer.question_id].id
    for old, question in kept.items():
        if question.kind is QuestionKind.FILE:
            mine = (Attachment.project_id == project.id, Attachment.question_id == old)
            session.execute(update(Attachment).where(*mine).values(question_id=question.id))
    project.form_version = after
    journal.record(
        session,
        Event.TAKE_FORM,
        actor_id=actor.person_id,
        project=project,
        before={"form_version": before},
        after={"form_version": after},
    )
    return project


def _in_use(session: Session, project: Project) -> Sequence[Question]:
    return form_versions.questions_of(session, project.call, project.call.form_version)
