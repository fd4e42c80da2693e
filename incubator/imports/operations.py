"""Writes of imports: a file arrives, its columns are chosen, it is started, stopped, taken back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from incubator.core import clock, jobs
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.import_kinds import NOT_STARTED, UNDOABLE, ImportStatus
from incubator.domain.models import Call, DemarcheLink, ImportMapping, ImportRun
from incubator.imports import preparing, queries, store, undoing
from incubator.imports.columns import REVIEW
from incubator.imports.demarches import syncing


def keep_file(session: Session, *, actor: Actor, call: Call, filename: str, arrived: store.Arrived) -> ImportRun:
    """Keep a file that was read, its columns guessed; nothing else is written before somebody confirms."""
    require(policy.import_dossiers, actor, call)
    return preparing.arrive(session, call=call, filename=filename, arrived=arrived, person_id=actor.person_id)


def choose_sheet(session: Session, *, actor: Actor, run: ImportRun, sheet: int) -> ImportRun:
    """Import another sheet of the workbook; its columns are guessed again."""
    _require_not_started(actor, run)
    if not 0 <= sheet < len(run.sheets):
        raise WrongState(_("Ce classeur n’a pas cette feuille."))
    run.sheet, run.status = sheet, ImportStatus.TO_MAP
    preparing.suggest(session, run)
    return run


def apply_mapping(session: Session, *, actor: Actor, run: ImportRun, mapping: ImportMapping) -> ImportRun:
    """Choose the columns as a saved mapping does, by their titles."""
    _require_not_started(actor, run)
    preparing.suggest(session, run, mapping)
    return run


def choose_columns(
    session: Session,
    *,
    actor: Actor,
    run: ImportRun,
    chosen: Mapping[str, str],
    options: Mapping[str, Any],
    name: str,
) -> ImportRun:
    """Say which column holds what; under a `name`, the organisation keeps it for the next file."""
    _require_not_started(actor, run)
    run.columns, run.options, run.status = dict(chosen), dict(options), ImportStatus.TO_CONFIRM
    if name:
        _save_mapping(session, run, name)
    link = queries.link_followed_by(session, run)
    if link is not None:
        link.columns, link.options = dict(chosen), dict(options)
    return run


def _save_mapping(session: Session, run: ImportRun, name: str) -> None:
    organisation_id = run.call.programme.organisation_id
    saved = {one.name: one for one in queries.mappings_of(session, organisation_id)}
    mapping = saved.get(name) or ImportMapping(organisation_id=organisation_id, name=name)
    titles = {column["key"]: column["label"] for column in run.sheets[run.sheet]["columns"]}
    mapping.columns = {title: run.columns.get(key, "") for key, title in titles.items()}
    mapping.options = {name: value for name, value in run.options.items() if name != "receipts"}
    session.add(mapping)


def start(session: Session, *, actor: Actor, run: ImportRun) -> ImportRun:
    """Ask the worker to write the dossiers; asking twice starts it once. One that stopped goes on where it was."""
    require(policy.manage_import, actor, run)
    stopped = run.status in (ImportStatus.FAILED, ImportStatus.CANCELLED) and run.confirmed_at is not None
    if run.status is not ImportStatus.TO_CONFIRM and not stopped:
        return run
    if not store.count_chunks(session, run.id, run.sheet):
        raise WrongState(_("Les lignes de ce fichier ne sont plus gardées : envoyez-le de nouveau."))
    preparing.begin(session, run)
    return run


def stop(session: Session, *, actor: Actor, run: ImportRun) -> ImportRun:
    """Stop an import: what was written stays and can be taken back; before it started, it is only forgotten."""
    require(policy.manage_import, actor, run)
    job = queries.job_of(session, run)
    if run.status in NOT_STARTED:
        run.status, run.finished_at = ImportStatus.CANCELLED, clock.now()
        store.forget(session, [run.id])
    elif run.is_at_work and job is not None and run.status is not ImportStatus.UNDOING:
        jobs.cancel(session, job)
    return run


def undo(session: Session, *, actor: Actor, run: ImportRun) -> ImportRun:
    """Ask the worker to take the whole import back; WrongState when somebody has touched what it wrote."""
    require(policy.manage_import, actor, run)
    if run.status is ImportStatus.UNDOING:
        return run
    if run.status not in UNDOABLE or run.confirmed_at is None:
        raise WrongState(_("Cet import n’a rien écrit qui s’annule."))
    if reason := undoing.why_not(session, run):
        raise WrongState(reason)
    run.status, run.undone_by_id, run.message = ImportStatus.UNDOING, actor.person_id, ""
    run.job_id = jobs.queue(session, "undo-import", about=run.id).id
    return run


def link_demarche(
    session: Session, *, actor: Actor, call: Call, address: str, number: int, daily: bool, review: bool = False
) -> DemarcheLink:
    """Say which procedure feeds a call; another one is fetched from its beginning, with its own columns.

    With `review`, somebody sees the columns again before the next synchronisation writes anything.
    """
    require(policy.import_dossiers, actor, call)
    link = queries.link_of(session, call.id)
    before = None if link is None else _said_of(link)
    after = {"address": address, "number": number, "daily": daily, REVIEW: review}
    if before == after and link is not None:
        return link
    if link is None:
        link = DemarcheLink(call_id=call.id, address=address, number=number, options={})
        session.add(link)
    if (link.address, link.number) != (address, number):
        link.columns, link.options, link.since = {}, {}, ""
    link.address, link.number, link.daily = address, number, daily
    options = {name: value for name, value in link.options.items() if name != REVIEW}
    link.options = {**options, REVIEW: True} if review else options
    session.flush()
    journal.record(session, Event.LINK_DEMARCHE, actor_id=actor.person_id, call_id=call.id, before=before, after=after)
    return link


def _said_of(link: DemarcheLink) -> dict[str, Any]:  # Any: what JSON holds
    review = bool(link.options.get(REVIEW))
    return {"address": link.address, "number": link.number, "daily": link.daily, REVIEW: review}


def synchronise(session: Session, *, actor: Actor, call: Call) -> ImportRun:
    """Ask the worker for what changed in the procedure that feeds a call; WrongState when there is none."""
    require(policy.import_dossiers, actor, call)
    link = queries.link_of(session, call.id)
    if link is None:
        raise WrongState(_("Dites d’abord quelle démarche remplit cet appel."))
    return syncing.begin(session, link, person_id=actor.person_id)


def _require_not_started(actor: Actor, run: ImportRun) -> None:
    require(policy.manage_import, actor, run)
    if run.status not in NOT_STARTED:
        raise WrongState(_("Cet import est déjà lancé : ses colonnes ne changent plus."))
