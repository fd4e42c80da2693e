"""Following a procedure: what changed in it is fetched into an import; what was deleted there is withdrawn here."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock, jobs
from incubator.core.i18n import _, force_locale
from incubator.core.jobs import Job, JobStatus, Task
from incubator.domain.import_kinds import AT_WORK, ImportSource, ImportStatus
from incubator.domain.models import DemarcheLink, ImportChunk, ImportRun
from incubator.imports import attaching, preparing, queries, store
from incubator.imports.columns import REVIEW
from incubator.imports.demarches import addresses, reading
from incubator.imports.demarches.client import PAGE, Client
from incubator.imports.tables import packed

DAY = timedelta(hours=23)
# Each stage asks for one list: its name, the variables that ask for it.
STAGES: dict[str, tuple[str, str, str, str]] = {
    "dossiers": ("includeDossiers", "first", "after", "updatedSince"),
    "pendingDeletedDossiers": (
        "includePendingDeletedDossiers", "pendingDeletedFirst", "pendingDeletedAfter", "pendingDeletedSince",
    ),
    "deletedDossiers": ("includeDeletedDossiers", "deletedFirst", "deletedAfter", "deletedSince"),
}  # fmt: skip


def begin(session: Session, link: DemarcheLink, *, person_id: Any) -> ImportRun:  # Any: the key of a person, or None
    """Ask the worker for what changed in a procedure; a synchronisation already asked is the one returned."""
    going = select(ImportRun).where(
        ImportRun.call_id == link.call_id,
        ImportRun.source == ImportSource.DEMARCHES,
        ImportRun.status.in_(AT_WORK),
    )
    if (run := session.scalars(going.limit(1)).first()) is not None:
        return run
    run = ImportRun(
        call_id=link.call_id,
        person_id=person_id,
        source=ImportSource.DEMARCHES,
        status=ImportStatus.FETCHING,
        filename=_("Démarche %(number)s", number=link.number),
        sheets=[{"name": "", "columns": reading.columns_to_begin_with(), "rows": 0}],
        details={
            "format": "api",
            "procedure": [link.address, link.number],
            "stage": "dossiers",
            "since": link.since,
            "gone": [],
        },
    )
    session.add(run)
    session.flush()
    link.asked_at = clock.now()
    run.job_id = jobs.queue(session, "fetch-demarche", about=run.id).id
    return run


def fetch(task: Task) -> None:
    """Fetch page after page, each kept with the place where it ends: killed, the next worker goes on from there."""
    with task.new_session() as session:
        run = session.get_one(ImportRun, task.about)
        query = select(DemarcheLink).where(DemarcheLink.call_id == run.call_id).options(joinedload(DemarcheLink.call))
        link = session.scalars(query).one()
        token = addresses.token_of(link.call.code)
        since, reached = run.details["since"] or None, str(run.details["stage"])
        is_same = queries.link_followed_by(session, run) is not None
        language = queries.language_of(session, run)
        session.commit()
    with force_locale(language):
        if not token:
            variable = addresses.token_name(link.call.code)
            raise jobs.Refused(_("Il n’y a pas de jeton : la variable %(name)s est vide.", name=variable))
        if not is_same:
            raise jobs.Refused(_("Une autre démarche remplit maintenant cet appel : relancez la synchronisation."))
        client = Client(link.address, token, link.number, addresses.may_be_local(), task.pause)
        for stage in _stages_from(reached, since):
            while _fetch_page(task, client, stage, since):
                pass


def _stages_from(reached: str, since: str | None) -> list[str]:
    """Return the lists still to ask for; the first time, what was deleted never came."""
    stages = [*STAGES, "over"]
    left = stages[stages.index(reached) : -1]
    return left if since else [stage for stage in left if stage == "dossiers"]


def _fetch_page(task: Task, client: Client, stage: str, since: str | None) -> bool:
    """Fetch one page of a list and keep it; False when it was the last."""
    with task.new_session() as session:
        run = session.get_one(ImportRun, task.about)
        cursor = run.details.get("cursor") if run.details["stage"] == stage else None
        session.commit()
    include, first, after, changed = STAGES[stage]
    found = client.page(**{include: True, first: PAGE, after: cursor, changed: since}).get(stage) or {}
    more = bool((found.get("pageInfo") or {}).get("hasNextPage"))
    nodes = [node for node in found.get("nodes") or [] if node]
    attached = _fetch_files(task, nodes) if stage == "dossiers" else []
    with task.new_session() as session:
        run = session.get_one(ImportRun, task.about)
        _keep_dossiers(session, run, nodes, attached) if stage == "dossiers" else _keep_gone(run, nodes)
        end = (found.get("pageInfo") or {}).get("endCursor")
        run.details = {**run.details, "stage": stage, "cursor": end} if more else _next_stage(run.details, stage)
        task.advance(session, done=run.total)
        session.commit()
    if task.stopping.is_set():
        raise jobs.Interrupted
    return more


def _fetch_files(task: Task, nodes: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:  # Any: what JSON holds
    """Return what became of the files of each dossier; they are fetched at once, for their addresses do not last."""
    from incubator.imports.demarches import fetching  # with requests: 10 MB, which only a synchronisation needs

    with task.new_session() as session:
        run = session.get_one(ImportRun, task.about)
        link = queries.link_of(session, run.call_id)
        numbers = [str(node.get("number")) for node in nodes]
        worth = fetching.wanted(session, link, numbers) if link else fetching.Wanted({})
        session.commit()
    return [fetching.fetched(node, worth, task.keep) for node in nodes]


def _next_stage(details: dict[str, Any], stage: str) -> dict[str, Any]:  # Any: what JSON holds
    following = [*STAGES, "over"]
    return {**details, "stage": following[following.index(stage) + 1], "cursor": None}


def _keep_dossiers(
    session: Session, run: ImportRun, nodes: list[dict[str, Any]], attached: list[list[dict[str, Any]]]
) -> None:  # Any: as above
    columns = [dict(column) for column in run.sheets[0]["columns"]]
    lines = [(run.total + 2 + n, reading.line_of(node, columns)) for n, node in enumerate(nodes)]
    if lines:
        position = store.count_chunks(session, run.id, 0)
        session.add(ImportChunk(import_id=run.id, sheet=0, position=position, data=packed(lines)))
        found = {number: some for (number, _cells), some in zip(lines, attached, strict=True)}
        attaching.keep(session, run, position, found)
    run.total += len(lines)
    run.sheets = [{**run.sheets[0], "columns": columns, "rows": run.total}]
    newest = max(
        [str(run.details.get("newest", "")), *(str(one.get("dateDerniereModification") or "") for one in nodes)]
    )
    run.details = {**run.details, "newest": newest}


def _keep_gone(run: ImportRun, nodes: list[dict[str, Any]]) -> None:  # Any: as above
    numbers = [str(node["number"]) for node in nodes if node.get("number") is not None]
    run.details = {**run.details, "gone": [*run.details["gone"], *numbers]}


def note_end(session: Session, job: Job) -> None:
    """Once all is there: write it if the columns are known, else let somebody choose them."""
    run = session.get_one(ImportRun, job.about)
    link = queries.link_followed_by(session, run)
    if job.status is not JobStatus.DONE:
        run.status = ImportStatus.CANCELLED if job.status is JobStatus.CANCELLED else ImportStatus.FAILED
        run.finished_at, run.message = clock.now(), job.last_error
    elif link is not None and link.columns and not link.options.get(REVIEW):
        run.columns, run.options = dict(link.columns), dict(link.options)
        preparing.begin(session, run)
    else:
        run.status = ImportStatus.TO_MAP
        preparing.suggest(session, run)
        if link is not None and link.columns:
            run.columns, run.options = dict(link.columns), {**run.options, **link.options}


def queue_daily(session: Session) -> None:
    """Ask for the procedures that are followed every day and whose columns somebody has chosen."""
    for link in session.scalars(select(DemarcheLink).where(DemarcheLink.daily).order_by(DemarcheLink.id)):
        if (
            link.columns
            and not link.options.get(REVIEW)
            and (link.asked_at is None or link.asked_at < clock.now() - DAY)
        ):
            begin(session, link, person_id=None)
