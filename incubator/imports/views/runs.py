"""One import: what it will do, how far it is, what it did; start, stop, take back."""

import re

from flask import Response, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _, in_language
from incubator.core.jobs import Job, JobStatus
from incubator.core.permissions import current_actor, guard
from incubator.core.presentation import number
from incubator.core.spreadsheets import XLSX
from incubator.domain import answers, policy
from incubator.domain.import_kinds import UNDOABLE, ImportStatus
from incubator.domain.models import ImportRun
from incubator.imports import attaching, columns, operations, preview, queries, store, undoing
from incubator.imports.views.blueprint import bp

SLOW = 30  # seconds without anybody taking the job


@bp.get("/imports/<uuid:import_id>")
@guard(policy.manage_import, load=queries.find_run)
def show(run: ImportRun) -> ResponseReturnValue:
    if run.status is ImportStatus.TO_MAP:
        return redirect(url_for(".columns_of", import_id=run.id))
    if run.status is ImportStatus.TO_CONFIRM:
        return _preview(run)
    if run.is_at_work:
        job = queries.job_of(db.session, run)
        words = _progress_words(run, job)
        return render_template(
            "imports/progress.html", run=run, call=run.call, job=job, words=words, confirm=ConfirmForm()
        )
    return _report(run)


def _preview(run: ImportRun) -> str:
    found = preview.preview_of(db.session, run, current_actor())
    questions = queries.questions_of(db.session, run.call_id)
    words = columns.field_choices(questions)
    titles = {column["key"]: column["label"] for column in run.sheets[run.sheet]["columns"]}
    return render_template(
        "imports/preview.html",
        run=run,
        call=run.call,
        preview=found,
        outcomes=preview.WORDS,
        sample=[(in_language(one, "label"), answers.as_read(one, text)) for one, text in found.sample(questions)],
        refusals=found.refusals[: preview.REFUSALS_SHOWN],
        confirm=ConfirmForm(),
        pairs=[(titles[key], words.get(field, field)) for key, field in run.columns.items() if key in titles],
        ignored=[label for key, label in titles.items() if not run.columns.get(key)],
        receipts=bool(run.options.get("receipts")),
    )


def _report(run: ImportRun) -> str:
    refused = queries.refused_lines(db.session, run, current_actor())
    undoable = run.status in UNDOABLE and run.confirmed_at is not None and run.created + run.updated > 0
    held = store.count_chunks(db.session, run.id, run.sheet) > 0
    stopped = run.status in (ImportStatus.FAILED, ImportStatus.CANCELLED) and run.confirmed_at is not None
    return render_template(
        "imports/report.html",
        run=run,
        call=run.call,
        refused=[(line.number, line.sentence) for line in refused[: preview.REFUSALS_SHOWN]],
        files_refused=_files_refused(run),
        has_file=held and bool(refused),
        resumable=stopped and held,
        written=run.created + run.updated + run.unchanged + run.refused,
        undoable=undoable,
        why_not=undoing.why_not(db.session, run) if undoable else "",
        moved=attaching.to_give_back(db.session, run) if undoable else (0, 0, 0),
        confirm=ConfirmForm(),
    )


def _files_refused(run: ImportRun) -> list[str]:
    """Return the sentences about files that were not taken, but those of dossiers from which the reader stays away."""
    aside = queries.keys_aside(db.session, run.call_id, current_actor())
    return [sentence for key, sentence in run.details.get("files_refused", ()) if key not in aside]


def _progress_words(run: ImportRun, job: Job | None) -> str:
    if job is None or (job.status is JobStatus.WAITING and job.attempts == 0):
        waits = job is not None and (clock.now() - job.available_at).total_seconds() > SLOW
        return (
            _("Personne ne s’en occupe : le programme « flask work » ne tourne pas.") if waits else _("Cela commence…")
        )
    if job.cancel_asked:
        return _("Arrêt demandé : ce qui est commencé se termine.")
    if job.status is JobStatus.WAITING:
        return _("Une erreur est survenue : nouvel essai dans un instant, à partir de la dernière ligne écrite.")
    if not job.total:
        return _("En cours…")
    return _("%(done)s lignes sur %(total)s", done=number(job.done), total=number(job.total))


@bp.get("/imports/<uuid:import_id>/progress")
@guard(policy.manage_import, load=queries.find_run)
def progress(run: ImportRun) -> ResponseReturnValue:
    """How far the work is, for the page that shows it."""
    job = queries.job_of(db.session, run)
    words = _progress_words(run, job)
    done, total = (job.done, job.total) if job else (0, 0)
    answer = jsonify(done=done, total=total, words=words, over=not run.is_at_work)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/imports/<uuid:import_id>/start")
@guard(policy.manage_import, load=queries.find_run)
def start(run: ImportRun) -> ResponseReturnValue:
    """Write the dossiers."""
    return _act(operations.start, run)


@bp.post("/imports/<uuid:import_id>/stop")
@guard(policy.manage_import, load=queries.find_run)
def stop(run: ImportRun) -> ResponseReturnValue:
    """Write no more of them."""
    return _act(operations.stop, run)


@bp.post("/imports/<uuid:import_id>/undo")
@guard(policy.manage_import, load=queries.find_run)
def undo(run: ImportRun) -> ResponseReturnValue:
    """Take them all back."""
    return _act(operations.undo, run)


def _act(operation, run: ImportRun) -> ResponseReturnValue:  # type: ignore[no-untyped-def]
    if ConfirmForm().validate_on_submit():
        try:
            operation(db.session, actor=current_actor(), run=run)
        except DomainError as error:
            flash(str(error), "danger")
    return redirect(url_for(".show", import_id=run.id))


@bp.get("/imports/<uuid:import_id>/errors")
@guard(policy.manage_import, load=queries.find_run)
def errors(run: ImportRun) -> ResponseReturnValue:
    """The refused lines, to be mended and sent again."""
    refusals = preview.refusals_of(db.session, run, current_actor())
    data = preview.errors_file(db.session, run, refusals)
    is_xlsx = run.details.get("format") == "xlsx"
    answer = Response(data, mimetype=XLSX if is_xlsx else "text/csv")
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", run.filename.rsplit(".", 1)[0]).strip("-")[:80] or "import"
    name = f"{stem}-{_('erreurs')}.{'xlsx' if is_xlsx else 'csv'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
