"""A file arrives; its columns are chosen."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.import_kinds import NOT_STARTED
from incubator.domain.models import Call, ImportRun
from incubator.domain.queries import find_call
from incubator.imports import columns, forms, operations, preview, queries, store, values
from incubator.imports.tables import Unreadable
from incubator.imports.views.blueprint import MEGABYTES, bp

SAMPLES, CUT = 3, 80


@bp.route("/calls/<code>/imports", methods=["GET", "POST"])
@guard(policy.import_dossiers, load=find_call)
def history(call: Call) -> ResponseReturnValue:
    """The imports of a call, and the place to begin one."""
    form = forms.UploadForm()
    if not form.validate_on_submit():
        return _history(call, form), 422 if form.errors else 200
    filename, data = form.received()
    db.let_go()  # a long file is read without holding what others write
    try:
        arrived = store.Arrived(data)
    except Unreadable as error:
        form.file.errors = [str(error.sentence)]
        return _history(call, form), 422
    run = operations.keep_file(db.session, actor=current_actor(), call=call, filename=filename, arrived=arrived)
    return redirect(url_for(".columns_of", import_id=run.id))


def _history(call: Call, form: forms.UploadForm) -> str:
    runs = queries.runs_of(db.session, call)
    link = queries.link_of(db.session, call.id)
    return render_template("imports/history.html", call=call, form=form, runs=runs, link=link, megabytes=MEGABYTES)


@bp.route("/imports/<uuid:import_id>/columns", methods=["GET", "POST"])
@guard(policy.manage_import, load=queries.find_run)
def columns_of(run: ImportRun) -> ResponseReturnValue:
    """Which column holds what."""
    if run.status not in NOT_STARTED:
        return redirect(url_for(".show", import_id=run.id))
    questions = queries.questions_of(db.session, run.call_id)
    form = forms.columns_form(run, questions)
    if not form.validate_on_submit() or not form.check_together(run, questions):
        return _columns(run, form), 422 if form.errors else 200
    chosen, options, name = form.chosen(run), form.options(), form.name.data or ""
    operations.choose_columns(db.session, actor=current_actor(), run=run, chosen=chosen, options=options, name=name)
    return redirect(url_for(".show", import_id=run.id))


def _columns(run: ImportRun, form: forms.ColumnsForm) -> str:
    lines = preview.lines_to_show(db.session, run, current_actor())
    found = run.sheets[run.sheet]["columns"]
    names = forms.column_fields(found)
    samples = [values.samples_of(lines, position, at_most=SAMPLES) for position in range(len(names))]
    shown = [[text if len(text) <= CUT else text[: CUT - 1] + "…" for text in some] for some in samples]
    mappings = queries.mappings_of(db.session, run.call.programme.organisation_id)
    return render_template(
        "imports/columns.html",
        run=run,
        call=run.call,
        form=form,
        confirm=ConfirmForm(),
        rows=list(zip(run.labels, names, shown, (bool(column.get("block")) for column in found), strict=True)),
        ignored=sum(not form[name].data for name in names),
        sheets=forms.sheet_form(run) if sum(bool(sheet["rows"]) for sheet in run.sheets) > 1 else None,
        mappings=forms.mapping_form(mappings) if mappings else None,
        from_demarches=columns.come_from_demarches(run.labels),
    )


@bp.post("/imports/<uuid:import_id>/sheet")
@guard(policy.manage_import, load=queries.find_run)
def sheet(run: ImportRun) -> ResponseReturnValue:
    """Import another sheet."""
    form = forms.sheet_form(run)
    if form.validate_on_submit():
        operations.choose_sheet(db.session, actor=current_actor(), run=run, sheet=form.sheet.data)
    else:
        flash(_("Choisissez une des feuilles proposées."), "danger")
    return redirect(url_for(".columns_of", import_id=run.id))


@bp.post("/imports/<uuid:import_id>/mapping")
@guard(policy.manage_import, load=queries.find_run)
def mapping(run: ImportRun) -> ResponseReturnValue:
    """Follow choices kept once."""
    mappings = {str(one.id): one for one in queries.mappings_of(db.session, run.call.programme.organisation_id)}
    form = forms.mapping_form(mappings.values())
    if form.validate_on_submit():
        found = mappings[form.mapping.data]
        operations.apply_mapping(db.session, actor=current_actor(), run=run, mapping=found)
        flash(
            _("Les colonnes suivent « %(name)s » ; celles qu’il ne connaît pas sont devinées.", name=found.name),
            "success",
        )
    else:
        flash(_("Ces choix ne sont plus gardés : choisissez les colonnes, ou d’autres choix."), "danger")
    return redirect(url_for(".columns_of", import_id=run.id))
