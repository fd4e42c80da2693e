"""Making one dossier of two: proposing it, answering, taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.keys import key_in
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.link_kinds import MergeStatus
from incubator.domain.models import MergeProposal, Project
from incubator.similar import merging, queries
from incubator.similar.forms import AnswerForm, MergeForm
from incubator.similar.views.blueprint import ONE_PROJECT, bp


@bp.route(f"{ONE_PROJECT}/propose-merge", methods=["GET", "POST"])
@guard(policy.propose_merge, load=queries.dossier)
def propose_merge(project: Project) -> ResponseReturnValue:
    """The address names the other dossier (`with`)."""
    key = key_in(request.args.get("with"))
    if key is None:
        return redirect(url_for(".show", project_id=project.id))
    project, other = queries.pair(db.session, current_actor(), project, key)
    form, status = MergeForm(), 200
    form.offer(project, other)
    if form.validate_on_submit():
        kept, absorbed = (project, other) if form.kept.data == str(project.id) else (other, project)
        note = form.note.data or ""
        try:
            merging.propose(db.session, actor=current_actor(), kept=kept, absorbed=absorbed, note=note)
        except WrongState as refusal:
            form.form_errors.append(str(refusal))
            status = 409
        else:
            flash(_("La proposition est partie aux deux porteurs : ils ont quatorze jours pour répondre."), "success")
            return redirect(url_for(".show", project_id=project.id))
    reason = merging.why_not(db.session, project, other)
    page = render_template("similar/propose_merge.html", project=project, other=other, form=form, reason=reason)
    return page, 422 if form.errors and status == 200 else status


@bp.post(f"{ONE_PROJECT}/cancel-merge")
@guard(policy.propose_merge, load=queries.dossier)
def cancel_merge(project: Project) -> ResponseReturnValue:
    merging.cancel(db.session, actor=current_actor(), project=project)
    flash(_("La proposition est annulée : les deux porteurs en sont prévenus."), "success")
    return redirect(url_for(".show", project_id=project.id))


@bp.route(f"{ONE_PROJECT}/merge", methods=["GET", "POST"])
@guard(policy.view_merge, load=queries.dossier)
def merge(project: Project) -> ResponseReturnValue:
    """What is proposed to the team, in plain words; whoever carries the dossier answers."""
    form, proposal = AnswerForm(), merging.proposal_of(db.session, project)
    if proposal is None:
        return redirect(url_for("submission.show", project_id=project.id))
    if form.validate_on_submit():
        return _answered(project, form)
    kept, absorbed = proposal.kept, proposal.absorbed
    mine, theirs = (kept, absorbed) if kept.id == project.id else (absorbed, kept)
    page = render_template(
        "similar/merge.html",
        project=project,
        proposal=proposal,
        other=theirs,
        form=form,
        may_answer=proposal.is_open and policy.answer_merge(current_actor(), project),
        agreed_at=proposal.kept_agreed_at if mine is kept else proposal.absorbed_agreed_at,
        other_agreed=bool(proposal.absorbed_agreed_at if mine is kept else proposal.kept_agreed_at),
    )
    return page, 422 if form.errors else 200


def _answered(project: Project, form: AnswerForm) -> ResponseReturnValue:
    actor, key, answer = current_actor(), key_in(request.form.get("proposal")), request.form.get("answer", "")
    if answer == "refuse":
        merging.refuse(db.session, actor=actor, project=project, key=key, reason=form.reason.data or "")
        flash(_("C’est noté : votre dossier continue seul. L’équipe du programme en est prévenue."), "success")
    elif answer == "take-back":
        merging.take_back(db.session, actor=actor, project=project, key=key)
        flash(_("Votre accord est repris : rien ne se fera sans un nouvel accord de votre part."), "success")
    elif answer == "agree":
        return _agreed(merging.agree(db.session, actor=actor, project=project, key=key), project)
    return redirect(url_for(".merge", project_id=project.id))


def _agreed(proposal: MergeProposal, project: Project) -> ResponseReturnValue:
    if proposal.status is MergeStatus.MERGED:
        flash(_("Les deux équipes n’en font plus qu’une. Voici le dossier qui continue."), "success")
        return redirect(url_for("submission.show", project_id=proposal.kept_id))
    flash(_("Votre accord est enregistré. Rien ne change tant que l’autre équipe n’a pas accepté."), "success")
    return redirect(url_for(".merge", project_id=project.id))
