"""The worklist: what one asks of it, what it shows, its export."""

from typing import Any

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.core.spreadsheets import XLSX, csv_file, xlsx_file
from incubator.domain import policy
from incubator.domain.models import Call
from incubator.domain.queries import find_call
from incubator.domain.screening_kinds import Flag
from incubator.screening import around, checks, late, memory, queries, words
from incubator.screening.filters import Filters
from incubator.screening.views.blueprint import bp


@bp.get("/calls/<code>/screening")
@guard(policy.view_worklist, load=find_call)
def worklist(call: Call) -> ResponseReturnValue:
    """The dossiers received; without anything asked, as the person left the list, or by the view they chose."""
    if not request.args and (filters := memory.recall(call) or _default(call)) is not None:
        return redirect(words.address(call, filters))
    filters = Filters.read(request.args)
    memory.remember(call, filters)
    return render_template("screening/worklist.html", call=call, filters=filters, **_list(call, filters))


def _default(call: Call) -> Filters | None:
    view = around.default_view(db.session, current_actor(), call)
    return None if view is None else Filters.read(view.filters)


def _list(call: Call, filters: Filters) -> dict[str, Any]:  # Any: what the template reads
    actor = current_actor()
    counts = queries.count_by_state(db.session, actor, call, filters)
    choices = around.choices(db.session, actor, call)
    page = queries.worklist(
        db.session,
        actor,
        call,
        filters,
        number=request.args.get("page", 1, type=int),
        total=sum(counts.values()) if filters.state is None else counts.get(filters.state, 0),
        make_url=lambda number: words.address(call, filters, page=number),
    )
    awaiting = counts.get(queries.AWAITING, 0)
    return {
        "page": page,
        "marks": around.marks_of(db.session, actor, call, page.items, choices.tags),
        "views": words.views(call, filters, counts),
        "saved": words.saved(call, choices.views),
        "chips": words.chips(call, filters, choices.tag(filters.tag)),
        "sort_urls": words.sort_urls(call, filters),
        "themes": [(theme, theme) for theme in choices.themes],
        "departments": [(department, department) for department in choices.departments],
        "tags": [(tag.id, tag.name) for tag in choices.tags],
        "flags": [(flag.value, flag.label) for flag in Flag],
        "clear_url": words.address(call, filters.cleared()),
        "awaiting": awaiting,
        "next_id": queries.next_of_page(db.session, actor, call, filters, page, awaiting),
        "today": clock.today(),
        "notes_of": words.notes_of(call),
    }


@bp.get("/calls/<code>/screening/export")
@guard(policy.view_worklist, load=find_call)
def export(call: Call) -> ResponseReturnValue:
    """What the list holds, as a CSV, or as a workbook with `?format=xlsx`."""
    actor = current_actor()
    projects = queries.exported(db.session, actor, call, Filters.read(request.args))
    marks = around.marks_of(db.session, actor, call, projects, around.choices(db.session, actor, call).tags)
    checked = checks.results_of(db.session, call)
    header = [str(title) for title in words.EXPORT_COLUMNS]
    late_ones = late.let_in(db.session, call, projects)
    rows = (
        words.export_row(project, call, marks.get(project.id), checked[project.id], late_ones.get(project.id))
        for project in projects
    )
    if request.args.get("format") == "xlsx":
        content, kind, mimetype = xlsx_file(_("Recevabilité"), header, rows), "xlsx", XLSX
    else:
        content, kind, mimetype = csv_file(header, rows), "csv", "text/csv"
    response = Response(content, mimetype=mimetype)
    name = f"recevabilite-{call.code}-{clock.today().isoformat()}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
