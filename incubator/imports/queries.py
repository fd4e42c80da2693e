"""Reads of imports."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from incubator.core.i18n import DEFAULT_LANGUAGE
from incubator.core.jobs import Job
from incubator.domain.actors import Actor
from incubator.domain.import_kinds import ImportSource, LineOutcome
from incubator.domain.models import (
    Call,
    DemarcheLink,
    ImportLine,
    ImportMapping,
    ImportRun,
    Person,
    Programme,
    Project,
    Question,
)
from incubator.domain.queries import find_call

RUNS_SHOWN = 30


def find_run(session: Session, actor: Actor, import_id: uuid.UUID) -> ImportRun:
    """Return an import with its call, if the actor manages it; NoResultFound otherwise."""
    query = (
        select(ImportRun)
        .where(ImportRun.id == import_id)
        .options(
            joinedload(ImportRun.call).joinedload(Call.programme).joinedload(Programme.organisation),
            joinedload(ImportRun.person),
            joinedload(ImportRun.undone_by),
        )
    )
    run = session.scalars(query).one()
    find_call(session, actor, run.call.code)  # out of reach, it does not exist
    return run


def runs_of(session: Session, call: Call) -> list[ImportRun]:
    """Return the imports into a call, newest first, with who asked for them."""
    query = (
        select(ImportRun)
        .where(ImportRun.call_id == call.id)
        .options(joinedload(ImportRun.person))
        .order_by(ImportRun.created_at.desc(), ImportRun.id)
        .limit(RUNS_SHOWN)
    )
    return list(session.scalars(query))


def questions_of(session: Session, call_id: uuid.UUID) -> list[Question]:
    """Return the questions of the form in use of a call, in order."""
    in_use = select(Call.form_version).where(Call.id == call_id).scalar_subquery()
    query = select(Question).where(Question.call_id == call_id, Question.form_version == in_use)
    return list(session.scalars(query.order_by(Question.position)))


def question_ids(session: Session, call_id: uuid.UUID) -> dict[int, dict[str, uuid.UUID]]:
    """Return the key of each question in each version of the form of a call."""
    found: dict[int, dict[str, uuid.UUID]] = {}
    for question in session.scalars(select(Question).where(Question.call_id == call_id)):
        found.setdefault(question.form_version, {})[question.key] = question.id
    return found


def call_to_fill(session: Session, call_id: uuid.UUID) -> Call:
    """Return a call with its questions and organisations."""
    options = (selectinload(Call.questions), selectinload(Call.organisations))
    return session.scalars(select(Call).where(Call.id == call_id).options(*options)).one()


def job_of(session: Session, run: ImportRun) -> Job | None:
    """Return the work in hand for an import, or the last one done."""
    return None if run.job_id is None else session.get(Job, run.job_id)


def mappings_of(session: Session, organisation_id: uuid.UUID) -> list[ImportMapping]:
    """Return the mappings an organisation keeps, by name."""
    query = select(ImportMapping).where(ImportMapping.organisation_id == organisation_id).order_by(ImportMapping.name)
    return list(session.scalars(query))


def refused_lines(session: Session, run: ImportRun, actor: Actor) -> list[ImportLine]:
    """Return the lines an import refused, in order, but those about dossiers from which the actor stays away."""
    query = select(ImportLine).where(ImportLine.import_id == run.id, ImportLine.outcome == LineOutcome.REFUSED)
    aside = keys_aside(session, run.call_id, actor)
    return [line for line in session.scalars(query.order_by(ImportLine.number)) if line.key not in aside]


def keys_aside(session: Session, call_id: uuid.UUID, actor: Actor) -> set[str]:
    """Return what the dossiers of a call from which the actor stays away are called in their source."""
    if not actor.aside:
        return set()
    query = select(Project.import_key).where(Project.call_id == call_id, Project.id.in_(actor.aside))
    return {key for key in session.scalars(query) if key}


def link_of(session: Session, call_id: uuid.UUID) -> DemarcheLink | None:
    """Return the procedure that feeds a call, if one does."""
    return session.scalars(select(DemarcheLink).where(DemarcheLink.call_id == call_id)).one_or_none()


def link_followed_by(session: Session, run: ImportRun) -> DemarcheLink | None:
    """Return the procedure an import was fetched from, if it still is the one that feeds the call."""
    link = link_of(session, run.call_id) if run.source is ImportSource.DEMARCHES else None
    asked = run.details.get("procedure")
    return link if link is not None and asked in (None, [link.address, link.number]) else None


def language_of(session: Session, run: ImportRun) -> str:
    """Return the language of whoever asked for an import."""
    person = session.get(Person, run.person_id) if run.person_id else None
    return person.language if person else DEFAULT_LANGUAGE
