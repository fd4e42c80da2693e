"""Writes of submission."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from incubator.core import clock
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import drafts, journal, lifecycle, policy, revisions, rules
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Answer, Call, Project
from incubator.submission import files, journey, loading, queries, saving, spells
from incubator.submission.content import (
    FACTS,
    asked,
    differences,
    field_name,
    key_of,
    missing_with,
    values_of,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of words kept while they are typed: the fields left alone, and who else is writing ("" for nobody)."""

    clashes: list[str]
    also_writing: str


def start_project(session: Session, *, actor: Actor, call: Call) -> Project:
    """Open a draft in `call` for the actor; pressing twice gives the same draft, as long as nothing is written in it.

    Raises NotAllowed, or WrongState when the call takes no dossier at this instant.
    """
    require(policy.start_project, actor, call)
    if not rules.call_is_open(call):
        raise WrongState(_("Cet appel ne reçoit pas de dossier en ce moment : aucun dossier n’a été créé."))
    owner = queries.lock_person(session, actor.person_id)
    draft = queries.untouched_draft(session, owner=owner, call=call)
    if draft is not None:
        return draft
    return drafts.open_draft(session, actor=actor, call=call, owner=owner)


def save_answers(
    session: Session, *, actor: Actor, project: Project, version: int | None, typed: Mapping[str, str]
) -> Project:
    """Keep what was typed, by name of field; a draft may be incomplete. Nothing happens when nothing changed.

    Raises NotAllowed, WrongState when the dossier is locked, StaleVersion when `version` is no longer the project's.
    """
    _refuse_when_handed_in(project)
    stored, changed = _changes(actor, project, typed)
    if changed:
        _save(session, actor=actor, project=project, version=version, stored=stored, changed=changed)
    return project


def _refuse_when_handed_in(project: Project) -> None:
    if reason := journey.handed_in_reason(project):
        raise WrongState(reason)


def _save(
    session: Session,
    *,
    actor: Actor,
    project: Project,
    version: int | None,
    stored: Mapping[str, str],
    changed: Mapping[str, str],
) -> None:
    if version != project.version:
        raise StaleVersion(_("Quelqu’un d’autre vient de modifier ce dossier."))
    revisions.keep_first(session, project)
    _write(session, project, changed)
    journal.record(
        session,
        Event.EDIT_PROJECT,
        actor_id=actor.person_id,
        project=project,
        before={key_of(name): stored[name] for name in changed},
        after={key_of(name): text for name, text in changed.items()},
    )
    lifecycle.flush(session)


def keep_words(
    session: Session, *, actor: Actor, project: Project, typed: Mapping[str, str], seen: Mapping[str, Collection[str]]
) -> Kept:
    """Keep what is being typed, each field on its own, in the journal's line of this spell of writing.

    `seen` holds, by name of field, the texts that the author may believe to be stored: a field in which somebody else
    has put another one is left as it is, and named in the answer. Raises as `save_answers`.
    """
    _refuse_when_handed_in(project)
    stored, changed = _changes(actor, project, typed)
    clashes = [name for name in changed if stored[name] not in seen.get(name, ())]
    mine = {name: text for name, text in changed.items() if name not in clashes}
    recent = loading.entries_since(session, project, clock.now() - spells.PAUSE)
    if mine:
        revisions.keep_first(session, project)
        saving.put(session, project, mine)
        before = {key_of(name): stored[name] for name in mine}
        after = {key_of(name): text for name, text in mine.items()}
        spells.record(session, recent, actor=actor, project=project, before=before, after=after)
    return Kept(clashes, spells.also_writing(recent, actor))


def _changes(actor: Actor, project: Project, typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is stored and what would change in it, by name of field, once sure that the actor may change it."""
    require(policy.edit_project, actor, project)
    if reason := journey.locked_reason(project):
        raise WrongState(reason)
    stored = values_of(project)
    return stored, {name: text for name, text in differences(typed, stored).items() if name in stored}


def _write(session: Session, project: Project, changed: Mapping[str, str]) -> None:
    for name in FACTS:
        if name in changed:
            setattr(project, name, changed[name])
    flag_modified(project, "title")  # an answer is a part of the dossier: its version counts for the whole
    rows = {answer.question_id: answer for answer in project.answers}
    for question in asked(project):
        text = changed.get(field_name(question))
        if text is None:
            continue
        if question.id in rows:
            rows[question.id].value = text
        else:
            project.answers.append(Answer(question_id=question.id, value=text))


def submit_project(session: Session, *, actor: Actor, project: Project) -> Project:
    """Hand the dossier in; the team receives a receipt."""
    return lifecycle.move(session, lifecycle.SUBMIT, project=project, actor=actor)


def revise_project(
    session: Session, *, actor: Actor, project: Project, version: int | None, typed: Mapping[str, str]
) -> bool:
    """Put another version in the place of the one handed in, while the call is open; False when nothing changed.

    Raises as `save_answers`, and NotReady when it would lack something: what is handed in stays whole.
    """
    stored, changed = _changes(actor, project, typed)
    handed = files.hand_in(session, actor=actor, project=project)
    if not changed and not handed and revisions.is_as_kept(session, project):
        return False
    if missing := missing_with(project, changed):
        raise NotReady([sentence for _name, sentence in missing])
    if changed:
        _save(session, actor=actor, project=project, version=version, stored=stored, changed=changed)
    lifecycle.move(session, lifecycle.REVISE, project=project, actor=actor)
    return True


def send_information(session: Session, *, actor: Actor, project: Project) -> Project:
    """Hand the completed dossier back to the team of the call."""
    return lifecycle.move(session, lifecycle.SEND_INFORMATION, project=project, actor=actor)


def withdraw_project(session: Session, *, actor: Actor, project: Project, reason: str = "") -> Project:
    """Take the dossier out of the call; `reason` may be empty."""
    return lifecycle.move(session, lifecycle.WITHDRAW, project=project, actor=actor, note=reason)


def come_back(session: Session, *, actor: Actor, project: Project) -> Project:
    """Make a withdrawn dossier a draft again."""
    return lifecycle.move(session, lifecycle.COME_BACK, project=project, actor=actor)
