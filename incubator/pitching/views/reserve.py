"""After the publication: a place is free, or none will be, for a project of the reserve list."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import StaleVersion
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import decisions, policy, waiting
from incubator.domain.kinds import Round
from incubator.domain.models import Project
from incubator.domain.states import State
from incubator.pitching import forms, operations, results
from incubator.pitching.views.blueprint import bp


@bp.route("/projects/<uuid:project_id>/reserve", methods=["GET", "POST"])
@guard(policy.decide_project, load=results.find_judged)
def reserve(project: Project) -> ResponseReturnValue:
    """Take a project off the reserve list."""
    actor = current_actor()
    if request.method == "GET" and project.state is not State.RESERVE:
        return redirect(url_for(".deliberation", code=project.call.code))
    current = decisions.decision_of(db.session, project, Round.JURY)
    form = forms.ReserveForm(data={"version": current.version if current else 0})
    refusal = ""
    if form.validate_on_submit():
        try:
            operations.settle_reserve(db.session, actor=actor, project=project, choice=form.choice())
        except StaleVersion as error:
            refusal = str(error)
            form.see(current.version if current else 0)
        else:
            flash(
                _("C’est décidé : l’équipe du dossier %(number)s reçoit sa lettre.", number=project.reference),
                "success",
            )
            return redirect(url_for(".deliberation", code=project.call.code))
    page = render_template(
        "pitching/reserve.html",
        project=project,
        form=form,
        refusal=refusal,
        first=waiting.first_in_line(db.session, actor=actor, call=project.call, round_=Round.JURY),
        rank=current.rank if current else None,
        taken=waiting.places_taken(db.session, project.call, Round.JURY),
    )
    return page, 409 if refusal else 422 if form.errors else 200
