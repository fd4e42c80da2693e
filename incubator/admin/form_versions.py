"""The versions of a call's form: one is prepared out of sight, then published in one act."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.core import outbox
from incubator.core.errors import NotReady, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import form_versions, journal, mails, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Call, Project, Question
from incubator.domain.states import State


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a form, and how many dossiers answer it, drafts and others."""

    number: int
    questions: int
    drafts: int
    received: int
    status: str  # past, used or prepared

    @property
    def dossiers(self) -> int:
        """All that answer it."""
        return self.drafts + self.received


def versions_of(session: Session, call: Call) -> list[Version]:
    """Return the versions of the call's form, the newest first; a form without a question has one all the same."""
    sizes = session.execute(
        select(Question.form_version, func.count(Question.id))
        .where(Question.call_id == call.id)
        .group_by(Question.form_version)
    )
    asked = {version: count for version, count in sizes}
    counts = session.execute(
        select(Project.form_version, Project.state, func.count(Project.id))
        .where(Project.call_id == call.id)
        .group_by(Project.form_version, Project.state)
    )
    answering: Counter[tuple[int, bool]] = Counter()
    for version, state, count in counts:
        answering[version, state is State.DRAFT] += count
    numbers = {*asked, call.form_version, *(version for version, _is_draft in answering)}
    return [
        Version(
            number,
            asked.get(number, 0),
            answering[number, True],
            answering[number, False],
            "used" if number == call.form_version else "prepared" if number > call.form_version else "past",
        )
        for number in sorted(numbers, reverse=True)
    ]


def editable(session: Session, call: Call) -> int | None:
    """Return the version whose questions may change: the one in preparation, or the one in use while none answers it.

    None when dossiers answer the one in use and nothing is in preparation.
    """
    following = call.form_version + 1
    mine = (Question.call_id == call.id, Question.form_version == following)
    if session.scalar(select(Question.id).where(*mine).limit(1)) is not None:
        return following
    return None if _is_answered(session, call) else call.form_version


def _is_answered(session: Session, call: Call) -> bool:
    mine = (Project.call_id == call.id, Project.form_version == call.form_version)
    return session.scalar(select(Project.id).where(*mine).limit(1)) is not None


def prepare(session: Session, *, actor: Actor, call: Call) -> int:
    """Begin another version of the form, the same as the one in use; done twice, it is begun once.

    Raises WrongState while nobody answers the version in use: its questions are changed in place.
    """
    _lock(session, actor, call)
    version = editable(session, call)
    if version == call.form_version:
        raise WrongState(_("Aucun dossier ne répond encore à ces questions : changez-les directement."))
    if version is None:
        version = call.form_version + 1
        session.add_all(_copy(one, version) for one in form_versions.questions_of(session, call, call.form_version))
        session.flush()  # the next question asks for the version being changed
        _record(session, Event.PREPARE_FORM, actor, call, version)
    return version


def _copy(question: Question, version: int) -> Question:
    own = {"id", "created_at", "form_version"}
    names = [column.key for column in Question.__mapper__.column_attrs if column.key not in own]
    return Question(form_version=version, **{name: getattr(question, name) for name in names})


def publish(session: Session, *, actor: Actor, call: Call) -> tuple[int, int]:
    """Put the version in preparation in use: dossiers begun from now on answer it, those begun keep theirs.

    The teams of drafts are told. Return the version, and how many drafts these are.

    Raises WrongState when none is in preparation, NotReady when it asks the same as the one in use.
    """
    questions = _prepared(session, actor, call)
    before = form_versions.questions_of(session, call, call.form_version)
    if not form_versions.compare(before, questions).is_other:
        raise NotReady([_("Cette version est la même que celle en service : changez une question, ou abandonnez-la.")])
    call.form_version += 1
    session.flush()
    _record(session, Event.PUBLISH_FORM, actor, call, call.form_version)
    emails = mails.form_changed(session, call)
    for email in emails:
        outbox.queue(session, email)
    return call.form_version, len({email.about for email in emails})


def drop(session: Session, *, actor: Actor, call: Call) -> None:
    """Give up the version in preparation; WrongState when there is none."""
    for question in _prepared(session, actor, call):
        session.delete(question)
    _record(session, Event.DROP_FORM, actor, call, call.form_version + 1)


def _prepared(session: Session, actor: Actor, call: Call) -> Sequence[Question]:
    _lock(session, actor, call)
    questions = form_versions.questions_of(session, call, call.form_version + 1)
    if not questions:
        raise WrongState(_("Aucune version n’est en préparation."))
    return questions


def _lock(session: Session, actor: Actor, call: Call) -> None:
    """Let one person at a time change which version is which (on SQLite, writers queue anyway)."""
    require(policy.manage_call, actor, call)
    session.refresh(call, attribute_names=["form_version"], with_for_update=True)


def _record(session: Session, event: Event, actor: Actor, call: Call, version: int) -> None:
    journal.record(session, event, actor_id=actor.person_id, call_id=call.id, after={"form_version": version})
