"""Pages of second chances."""

from flask import Blueprint, flash, render_template, request, url_for
from flask import redirect as go_to
from flask.typing import ResponseReturnValue

from incubator.again import files, operations, queries
from incubator.again.forms import AgainForm, RedirectForm
from incubator.core.db import db
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import chances, policy
from incubator.domain.models import Project

bp = Blueprint("again", __name__)


@bp.route("/projects/<uuid:project_id>/propose-again", methods=["GET", "POST"])
@guard(policy.propose_again, load=queries.whole)
def propose(project: Project) -> ResponseReturnValue:
    """Carry a dossier over into an open call, in one act."""
    actor, form = current_actor(), AgainForm()
    if not chances.may_be_carried_over(project):
        raise WrongState(_("Ce dossier suit son chemin : il n’y a pas lieu de le proposer à nouveau."))
    calls = queries.open_calls(db.session, actor, project)
    form.offer(calls)
    if request.method == "GET" and request.args.get("call"):
        form.call.data = request.args["call"]
    if form.validate_on_submit():
        call = next(one for one in calls if one.code == form.call.data)
        wanted = files.to_copy(db.session, project, call)
        db.let_go()  # the store may take its time
        copies, refusals = files.copies_of(wanted)
        draft = operations.carry_over(db.session, actor=actor, project=project, call=call, copies=copies)
        for sentence in refusals:
            flash(sentence, "error")
        flash(_("Voici votre nouveau brouillon : relisez, complétez, puis déposez-le."), "success")
        return go_to(url_for("submission.edit", project_id=draft.id))
    done = chances.successors(db.session, actor, project)
    left = [call for call in calls if call.id not in {one.call_id for one in done}]
    form.offer(left)
    carried = [(call, queries.count_kept(project, call), len(call.questions)) for call in left]
    page = render_template("again/propose.html", project=project, form=form, carried=carried, done=done)
    return page, 422 if form.errors else 200


@bp.route("/projects/<uuid:project_id>/redirect", methods=["GET", "POST"])
@guard(policy.redirect_project, load=queries.whole)
def redirect(project: Project) -> ResponseReturnValue:
    """Show the team a service or a training."""
    form = RedirectForm()
    if request.method == "GET":
        form["name"].data = form["name"].data or request.args.get("name", "")[:160]
        form.contact.data = form.contact.data or request.args.get("contact", "")[:300]
    if form.validate_on_submit():
        operations.redirect(
            db.session,
            actor=current_actor(),
            project=project,
            name=form["name"].data or "",
            contact=form.contact.data or "",
            note=form.note.data or "",
        )
        flash(_("L’équipe est prévenue : elle lit votre conseil sur son dossier."), "success")
        return go_to(url_for("submission.show", project_id=project.id))
    usual = chances.usual_redirections(db.session, project)
    page = render_template("again/redirect.html", project=project, form=form, usual=usual)
    return page, 422 if form.errors else 200
