"""Pages of second chances."""

from flask import Blueprint, flash, g, render_template, request, url_for
from flask import redirect as go_to
from flask.typing import ResponseReturnValue

from incubator.again import files, operations, queries, usual
from incubator.again.forms import OTHER, AgainForm, RedirectForm, UsualForm
from incubator.core.db import db
from incubator.core.errors import WrongState
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import chances, policy
from incubator.domain.models import Organisation, Project, UsualRedirection
from incubator.domain.queries import find_organisation

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
    form, known = RedirectForm(), chances.usual_redirections(db.session, project)
    form.offer(known)
    if request.method == "GET" and request.args.get("name"):
        form.usual.data = OTHER
        form["name"].data, form.contact.data = request.args["name"][:160], request.args.get("contact", "")[:300]
    if form.validate_on_submit():
        operations.redirect(db.session, actor=current_actor(), project=project, **form.chosen(known))
        flash(_("L’équipe est prévenue : elle lit votre conseil sur son dossier."), "success")
        return go_to(url_for("submission.show", project_id=project.id))
    names = {one.name for one in known}
    page = render_template(
        "again/redirect.html",
        project=project,
        form=form,
        usual=known,
        given=[pair for pair in chances.given_redirections(db.session, project) if pair[0] not in names],
        authority=project.call.programme.organisation,
    )
    return page, 422 if form.errors else 200


@bp.get("/organisations/<slug>/redirections", endpoint="usual")
@guard(policy.manage_redirections, load=find_organisation)
def usual_list(organisation: Organisation) -> ResponseReturnValue:
    """What is usually proposed."""
    g.organisation = organisation
    rows = usual.list_of(db.session, organisation)
    return render_template("again/usual.html", authority=organisation, rows=rows)


@bp.route("/organisations/<slug>/redirections/new", methods=["GET", "POST"])
@guard(policy.manage_redirections, load=find_organisation)
def add_usual(organisation: Organisation) -> ResponseReturnValue:
    """Propose one more thing."""
    return _write(organisation, None, UsualForm())


@bp.route("/organisations/<slug>/redirections/<uuid:key>", methods=["GET", "POST"])
@guard(policy.change_redirection, load=usual.find)
def edit_usual(row: UsualRedirection) -> ResponseReturnValue:
    """Say it otherwise."""
    return _write(usual.organisation_of(db.session, current_actor(), row), row, UsualForm(obj=row))


def _write(organisation: Organisation, row: UsualRedirection | None, form: UsualForm) -> ResponseReturnValue:
    status = 200
    g.organisation = organisation
    if form.validate_on_submit():
        actor, values = current_actor(), form.values()
        try:
            usual.write(db.session, actor=actor, organisation=organisation, row=row, values=values)
        except WrongState as error:
            form.form_errors.append(str(error))
            status = error.status
        else:
            flash(_("L’orientation est enregistrée : elle sera proposée à la prochaine équipe à orienter."), "success")
            return go_to(url_for(".usual", slug=organisation.slug))
    page = render_template("again/usual_one.html", authority=organisation, row=row, form=form, confirm=ConfirmForm())
    return page, 422 if form.errors and status == 200 else status


@bp.post("/organisations/<slug>/redirections/<uuid:key>/remove")
@guard(policy.change_redirection, load=usual.find)
def remove_usual(row: UsualRedirection) -> ResponseReturnValue:
    """Propose it no more."""
    organisation = usual.organisation_of(db.session, current_actor(), row)
    if ConfirmForm().validate_on_submit():
        usual.remove(db.session, actor=current_actor(), row=row)
        flash(_("« %(name)s » ne sera plus proposé.", name=row.name), "success")
    return go_to(url_for(".usual", slug=organisation.slug))
