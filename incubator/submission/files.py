"""Writes of the files of a dossier; the answer of such a question is the list of its files, in words."""

import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import DomainError, NotFound, WrongState
from incubator.core.i18n import _, ngettext
from incubator.core.permissions import require
from incubator.domain import attachments, journal, policy, revisions, rules
from incubator.domain.actors import Actor
from incubator.domain.attachments import Received
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.events import Event
from incubator.domain.models import Answer, Attachment, Project, Question
from incubator.submission import journey
from incubator.submission.content import by_field


def question_of(project: Project, key: str) -> Question:
    """Return the question of the project's call that asks for files under `key`; NotFound when there is none."""
    for question in list(by_field(project).values()):
        if question.key == key and question.kind is QuestionKind.FILE:
            return question
    raise NotFound(_("Cette question n’attend pas de fichier."))


def refuse_when_locked(actor: Actor, project: Project) -> None:
    """Raise NotAllowed or WrongState unless `actor` may change the dossier now."""
    require(policy.edit_project, actor, project)
    if reason := journey.locked_reason(project):
        raise WrongState(reason)


def is_there(project: Project, attachment: Attachment) -> bool:
    """Tell whether a file is among those the team is writing: in a dossier handed in, those of its next version."""
    waits = attachment.waits and rules.may_be_replaced(project)
    return (attachment.removed_at is None) is not waits


def refuse_too_many(session: Session, project: Project, question: Question) -> None:
    """Raise WrongState when the answer has all the files it may have."""
    limit = attachments.limits_of(question).count
    known = attachments.by_question(session, project, [question], removed=True)[question.id]
    if sum(is_there(project, one) for one in known) >= limit:
        raise WrongState(
            ngettext(
                "Cette réponse a déjà son fichier : retirez-le d’abord.",
                "Cette réponse a déjà ses %(num)s fichiers : retirez-en un d’abord.",
                limit,
            )
        )


def attach_file(
    session: Session, *, actor: Actor, project: Project, question: Question, received: Received
) -> Attachment:
    """Add a file that was received to an answer. Raises NotAllowed, or WrongState: locked, or too many files.

    What is refused here is taken out of the store again.
    """
    try:
        _lock(session, actor, project)
        refuse_too_many(session, project, question)
    except DomainError:
        attachments.discard(received)
        raise
    attachment = attachments.row_of(received, project=project, question=question, by_id=actor.person_id)
    session.add(attachment)
    if rules.may_be_replaced(project):  # what is handed in stays as it is
        attachment.removed_at, attachment.waits = clock.now(), True
    else:
        _note(session, Event.ATTACH_FILE, actor, project, question, attachment)
    return attachment


def remove_file(session: Session, *, actor: Actor, project: Project, key: uuid.UUID) -> Attachment:
    """Take a file away; it can be put back for a day. Done twice, nothing more happens. Raises as `attach_file`."""
    attachment, question = _find(session, actor, project, key)
    if is_there(project, attachment):
        if rules.may_be_replaced(project):
            attachment.waits = not attachment.waits
            return attachment
        attachment.removed_at = clock.now()
        _note(session, Event.REMOVE_FILE, actor, project, question, attachment)
    return attachment


def restore_file(session: Session, *, actor: Actor, project: Project, key: uuid.UUID) -> Attachment:
    """Put a file back that was taken away; done twice, nothing more happens. Raises as `attach_file`."""
    attachment, question = _find(session, actor, project, key)
    if not is_there(project, attachment):
        refuse_too_many(session, project, question)
        if rules.may_be_replaced(project):
            attachment.waits = not attachment.waits
            return attachment
        attachment.removed_at = None
        _note(session, Event.RESTORE_FILE, actor, project, question, attachment)
    return attachment


def hand_in(session: Session, *, actor: Actor, project: Project) -> bool:
    """Make the files of the next version those of the dossier; False when they are the same."""
    session.refresh(project, ["state", "submitted_at", "version"], with_for_update=True)
    questions = {question.id: question for question in by_field(project).values()}
    waiting = select(Attachment).where(Attachment.project_id == project.id, Attachment.waits)
    found = list(session.scalars(waiting.order_by(Attachment.created_at, Attachment.id)))
    if found:
        revisions.keep_first(session, project)
    for one in found:
        one.waits, question = False, questions.get(one.question_id) if one.question_id else None
        if question is not None:
            event = Event.REMOVE_FILE if one.removed_at is None else Event.ATTACH_FILE
            one.removed_at = clock.now() if one.removed_at is None else None
            _note(session, event, actor, project, question, one)
    return bool(found)


def _lock(session: Session, actor: Actor, project: Project) -> None:
    """Let one change of the files at a time pass, on a dossier as it is now: it may have been handed in meanwhile."""
    session.refresh(project, ["state", "submitted_at", "version"], with_for_update=True)
    refuse_when_locked(actor, project)
    if not rules.may_be_replaced(project):  # a version that never came
        left = update(Attachment).where(Attachment.project_id == project.id, Attachment.waits).values(waits=False)
        session.execute(left)


def _find(session: Session, actor: Actor, project: Project, key: uuid.UUID) -> tuple[Attachment, Question]:
    _lock(session, actor, project)
    attachment = session.scalars(
        select(Attachment).where(Attachment.id == key, Attachment.project_id == project.id)
    ).one_or_none()
    question = next(
        (one for one in list(by_field(project).values()) if attachment and one.id == attachment.question_id), None
    )
    if attachment is None or question is None:
        raise NotFound(_("Ce fichier n’est plus dans le dossier."))
    return attachment, question


def _note(
    session: Session, event: Event, actor: Actor, project: Project, question: Question, attachment: Attachment
) -> None:
    session.flush()  # the answer is made of the rows there are
    there = attachments.by_question(session, project, [question])[question.id]
    text = "\n".join(one.name for one in there)
    answer = session.get(Answer, (project.id, question.id))
    if answer is None:
        answer = Answer(project_id=project.id, question_id=question.id)
    answer.value = text
    if answer not in project.answers:
        project.answers.append(answer)
    facts = {"question": question.key, "name": attachment.name}
    journal.record(session, event, actor_id=actor.person_id, project=project, after=facts)
