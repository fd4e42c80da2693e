"""Pages of screening."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.core.spreadsheets import XLSX, csv_file, xlsx_file
from incubator.domain import agreements, answers, attachments, lifecycle, policy
from incubator.domain.models import Call, Project
from incubator.domain.queries import find_call
from incubator.domain.timeline import latest
from incubator.screening import memory, operations, queries, words
from incubator.screening.filters import Filters
from incubator.screening.forms import ChosenForm, ReconsiderForm, ScreeningForm

bp = Blueprint("screening", __name__)


@bp.get("/calls/<code>/screening")
@guard(policy.view_worklist, load=find_call)
def worklist(call: Call) -> ResponseReturnValue:
    remembered = memory.recall(call)
    if not request.args and remembered is not None:
        return redirect(words.address(call, remembered))
    filters = Filters.read(request.args)
    memory.remember(call, filters)
    return render_template("screening/worklist.html", call=call, filters=filters, **_list(call, filters))


def _list(call: Call, filters: Filters) -> dict[str, Any]:  # Any: what the template reads
    actor = current_actor()
    counts = queries.count_by_state(db.session, actor, call, filters)
    themes, departments = queries.choices(db.session, actor, call)
    return {
        "page": queries.worklist(
            db.session,
            actor,
            call,
            filters,
            number=request.args.get("page", 1, type=int),
            total=sum(counts.values()) if filters.state is None else counts.get(filters.state, 0),
            make_url=lambda number: words.address(call, filters, page=number),
        ),
        "views": words.views(call, filters, counts),
        "chips": words.chips(call, filters),
        "sort_urls": words.sort_urls(call, filters),
        "themes": [(theme, theme) for theme in themes],
        "departments": [(department, department) for department in departments],
        "clear_url": words.address(call, filters.but(words="", theme="", department="")),
        "awaiting": counts.get(queries.AWAITING, 0),
        "choosing": filters.state is queries.AWAITING,
        "next_id": queries.next_awaiting(db.session, actor, call, filters),
    }


@bp.get("/calls/<code>/screening/export")
@guard(policy.view_worklist, load=find_call)
def export(call: Call) -> ResponseReturnValue:
    """What the list holds, as a CSV, or as a workbook with `?format=xlsx`."""
    projects = queries.exported(db.session, current_actor(), call, Filters.read(request.args))
    header, rows = [str(title) for title in words.EXPORT_COLUMNS], map(words.export_row, projects)
    if request.args.get("format") == "xlsx":
        content, kind, mimetype = xlsx_file(_("Recevabilité"), header, rows), "xlsx", XLSX
    else:
        content, kind, mimetype = csv_file(header, rows), "csv", "text/csv"
    response = Response(content, mimetype=mimetype)
    name = f"recevabilite-{call.code}-{clock.today().isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.post("/calls/<code>/screening/admit")
@guard(policy.view_worklist, load=find_call)
def admit(call: Call) -> ResponseReturnValue:
    """Declare the chosen dossiers admissible: first the list of them, then the act."""
    form, actor = ChosenForm(), current_actor()
    versions = form.versions(request.form.getlist("selected"))
    projects = queries.chosen(db.session, actor, call, versions)
    back = words.address(call, memory.recall(call) or Filters())
    if not projects:
        flash(_("Cochez d’abord les dossiers à déclarer recevables."), "info")
        return redirect(back)
    if "confirm" not in request.form or not form.validate_on_submit():
        waiting = [project for project in projects if project.state in lifecycle.ADMIT.sources]
        return render_template("screening/admit.html", call=call, projects=waiting, form=form, back=back)
    told = operations.admit_together(db.session, actor=actor, projects=projects, versions=versions)
    for sentence, category in words.admitted(told.done, told.left):
        flash(sentence, category)
    return redirect(back)


@bp.route("/projects/<uuid:project_id>/screening", methods=["GET", "POST"])
@guard(policy.screen_project, load=queries.find_dossier)
def screen(project: Project) -> ResponseReturnValue:
    form = ScreeningForm(version=project.version)
    if not form.validate_on_submit():
        return _dossier(project, form), 422 if form.errors else 200
    decision = {"outcome": form.outcome.data, "reason": form.reason.data or "", "version": form.version.data or 0}
    try:
        operations.screen_project(db.session, actor=current_actor(), project=project, **decision)
    except DomainError as error:
        return _dossier(_refused(project, form, error), form), error.status
    flash(words.done(project), "success")
    return _to_next(project)


@bp.route("/projects/<uuid:project_id>/screening/reconsider", methods=["GET", "POST"])
@guard(policy.screen_project, load=queries.find_dossier)
def reconsider(project: Project) -> ResponseReturnValue:
    form = ReconsiderForm(version=project.version)
    if not form.validate_on_submit():
        if project.state not in lifecycle.RECONSIDER.sources:
            return redirect(url_for(".screen", project_id=project.id))
        return _reconsider(project, form), 422 if form.errors else 200
    reason, version = form.reason.data or "", form.version.data or 0
    try:
        operations.reconsider_project(
            db.session, actor=current_actor(), project=project, reason=reason, version=version
        )
    except DomainError as error:
        return _reconsider(_refused(project, form, error), form), error.status
    flash(_("Le dossier %(number)s est de nouveau à examiner.", number=project.reference), "success")
    return redirect(url_for(".screen", project_id=project.id))


def _refused(project: Project, form: ScreeningForm | ReconsiderForm, error: DomainError) -> Project:
    """Undo what was begun, say why in the form, and return the dossier as it is now; the text typed stays."""
    project_id = project.id
    db.session.rollback()
    form.form_errors.append(str(error))
    fresh = queries.find_dossier(db.session, current_actor(), project_id)
    form.version.data = form.version.raw_data = None
    form.version.process(None, fresh.version)
    return fresh


def _to_next(project: Project) -> ResponseReturnValue:
    filters = memory.recall(project.call) or Filters()
    following = queries.next_awaiting(db.session, current_actor(), project.call, filters, after=project)
    if following is not None:
        return redirect(url_for(".screen", project_id=following))
    flash(_("Plus aucun dossier n’attend votre examen dans cette liste."), "info")
    return redirect(words.address(project.call, filters))


def _dossier(project: Project, form: ScreeningForm) -> str:
    actor, call = current_actor(), project.call
    filters = memory.recall(call) or Filters()
    return render_template(
        "screening/screen.html",
        project=project,
        current_tab="screening",
        form=form,
        filters=filters,
        answers=[
            (question, answers.as_read(question, value))
            for question, value in answers.reference_answers(
                answers.shown_in(project.state, project.questions), project.answers
            )
        ],
        files=attachments.by_question(db.session, project, project.questions),
        awaiting=project.state is queries.AWAITING,
        can_reconsider=project.state in lifecycle.RECONSIDER.sources,
        progress=queries.progress(db.session, actor, call, filters),
        next_id=queries.next_awaiting(db.session, actor, call, filters, after=project),
        list_url=words.address(call, filters),
        facts=words.facts(project),
        checklist=words.CHECKLIST,
        agreement=agreements.current(db.session, project),
        time=agreements.days_in_words,
        journal=latest(db.session, actor, project, limit=10),
    )


def _reconsider(project: Project, form: ReconsiderForm) -> str:
    return render_template("screening/reconsider.html", project=project, form=form)
