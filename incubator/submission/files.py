"""Writes of the files of a dossier; the answer of such a question is the list of its files, in words."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import DomainError, NotFound, WrongState
from incubator.core.i18n import _, ngettext
from incubator.core.permissions import require
from incubator.domain import attachments, journal, policy
from incubator.domain.actors import Actor
from incubator.domain.attachments import Received
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.events import Event
from incubator.domain.models import Answer, Attachment, Project, Question
from incubator.domain.states import State
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
    if reason := journey.locked_reason(project) or handed_in_reason(project):
        raise WrongState(reason)


def handed_in_reason(project: Project) -> str:
    """Say why the files of a dossier that was handed in stay as they are; "" for another.

    Its texts may be replaced by another version, kept beside the first; a file is one for all versions.
    """
    if project.state is not State.SUBMITTED:
        return ""
    return _("Ce dossier est déposé : ses fichiers restent. Pour en changer, retirez le dossier, puis reprenez-le.")


def refuse_too_many(session: Session, project: Project, question: Question) -> None:
    """Raise WrongState when the answer has all the files it may have."""
    limit = attachments.limits_of(question).count
    there = attachments.by_question(session, project, [question])[question.id]
    if len(there) >= limit:
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
    attachment = Attachment(
        project_id=project.id,
        question_id=question.id,
        name=received.name,
        media_type=received.media_type,
        size=received.size,
        sha256=received.sha256,
        storage_name=received.storage_name,
        preview_name=received.preview_name,
        verdict=received.verdict,
        uploaded_by_id=actor.person_id,
    )
    session.add(attachment)
    _note(session, Event.ATTACH_FILE, actor, project, question, attachment)
    return attachment


def remove_file(session: Session, *, actor: Actor, project: Project, key: uuid.UUID) -> Attachment:
    """Take a file away; it can be put back for a day. Done twice, nothing more happens. Raises as `attach_file`."""
    attachment, question = _find(session, actor, project, key)
    if attachment.removed_at is None:
        attachment.removed_at = clock.now()
        _note(session, Event.REMOVE_FILE, actor, project, question, attachment)
    return attachment


def restore_file(session: Session, *, actor: Actor, project: Project, key: uuid.UUID) -> Attachment:
    """Put a file back that was taken away; done twice, nothing more happens. Raises as `attach_file`."""
    attachment, question = _find(session, actor, project, key)
    if attachment.removed_at is not None:
        refuse_too_many(session, project, question)
        attachment.removed_at = None
        _note(session, Event.RESTORE_FILE, actor, project, question, attachment)
    return attachment


def _lock(session: Session, actor: Actor, project: Project) -> None:
    """Let one change of the files at a time pass, on a dossier as it is now: it may have been handed in meanwhile."""
    session.refresh(project, ["state", "submitted_at", "version"], with_for_update=True)
    refuse_when_locked(actor, project)


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
