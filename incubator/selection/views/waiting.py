"""After the publication: a place for the pitch is free, or none will be, for a project of the waiting list."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import decisions, policy
from incubator.domain import waiting as waiting_lists
from incubator.domain.kinds import Round
from incubator.domain.models import Project
from incubator.domain.queries import find_project
from incubator.domain.states import State
from incubator.selection import operations
from incubator.selection.forms import waiting_form
from incubator.selection.views.blueprint import bp


@bp.route("/projects/<uuid:project_id>/waiting-list", methods=["GET", "POST"])
@guard(policy.view_readings, load=find_project)
def waiting(project: Project) -> ResponseReturnValue:
    """Take a project off the waiting list."""
    actor = current_actor()
    if request.method == "GET" and project.state is not State.WAITING_LIST:
        return redirect(url_for(".decision", project_id=project.id))
    current = decisions.decision_of(db.session, project, Round.COMMITTEE)
    form = waiting_form(current, project.call)
    refusal = ""
    if form.validate_on_submit():
        try:
            operations.settle_waiting(db.session, actor=actor, project=project, choice=form.choice())
        except (StaleVersion, WrongState) as error:
            refusal = str(error)
            form.see(current.version if current else 0)
        else:
            said = _("C’est décidé : l’équipe du dossier %(number)s reçoit sa lettre.", number=project.reference)
            flash(said, "success")
            return redirect(url_for(".ranking", code=project.call.code))
    page = render_template(
        "selection/waiting.html",
        project=project,
        form=form,
        refusal=refusal,
        first=waiting_lists.first_in_line(db.session, actor=actor, call=project.call, round_=Round.COMMITTEE),
        rank=current.rank if current else None,
        taken=waiting_lists.places_taken(db.session, project.call, Round.COMMITTEE),
    )
    return page, 409 if refusal else 422 if form.errors else 200
