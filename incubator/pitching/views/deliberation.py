"""What the jury makes of the pitches: ranking, decisions, letters, publication."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import decisions, policy
from incubator.domain import letters as letters_of
from incubator.domain.kinds import OUTCOMES, Round
from incubator.domain.models import Call, Project
from incubator.domain.queries import find_call
from incubator.domain.states import State
from incubator.pitching import forms, operations, queries, results
from incubator.pitching.views.blueprint import bp


@bp.get("/calls/<code>/deliberation")
@guard(policy.decide_jury, load=find_call)
def deliberation(call: Call) -> ResponseReturnValue:
    """The ranking, once the day is closed."""
    actor = current_actor()
    ranks = results.deliberation(db.session, actor=actor, call=call)
    return render_template(
        "pitching/deliberation.html",
        call=call,
        ranks=ranks,
        progress=results.progress_of(ranks),
        tie=results.tie_at_the_line(ranks),
        outcomes=OUTCOMES[Round.JURY],
        counts=results.outcomes_of(ranks),
        away=queries.stays_away(db.session, actor=actor, call=call),
    )


@bp.route("/projects/<uuid:project_id>/jury-decision", methods=["GET", "POST"])
@guard(policy.decide_project, load=results.find_judged)
def decide(project: Project) -> ResponseReturnValue:
    """Prepare the decision of one dossier."""
    actor = current_actor()
    ranks = results.deliberation(db.session, actor=actor, call=project.call)
    if request.method == "GET" and project.state is not State.PITCHED:
        return redirect(url_for(".deliberation", code=project.call.code))
    current = decisions.decision_of(db.session, project, Round.JURY)
    form = forms.decision_form(current)
    refusal = ""
    if form.validate_on_submit():
        try:
            operations.prepare_decision(db.session, actor=actor, project=project, choice=form.choice())
        except (StaleVersion, WrongState) as error:
            refusal = str(error)
            form.see(current.version if current else 0)
        else:
            said = _("Décision préparée pour le dossier %(number)s. Personne n’est prévenu.", number=project.reference)
            flash(said, "success")
            return redirect(url_for(".deliberation", code=project.call.code))
    page = render_template(
        "pitching/decide.html",
        project=project,
        current=current,
        current_tab="selection.decision",
        form=form,
        refusal=refusal,
        rank=next(rank for rank in ranks if rank.project.id == project.id),
        next_rank=results.next_rank(ranks),
        notes=results.notes_of(db.session, project),
    )
    return page, 409 if refusal else 422 if form.errors else 200


@bp.get("/calls/<code>/jury-letters")
@guard(policy.decide_jury, load=find_call)
def letters(call: Call) -> ResponseReturnValue:
    """Every prepared letter, as it will be read."""
    actor = current_actor()
    page = results.letters(
        db.session,
        actor=actor,
        call=call,
        number=request.args.get("page", 1, type=int),
        make_url=lambda number: url_for(".letters", code=call.code, page=number),
    )
    missing = decisions.missing_for_publication(db.session, call, Round.JURY, actor)
    return render_template("pitching/letters.html", call=call, page=page, missing=missing)


@bp.route("/calls/<code>/jury-publish", methods=["GET", "POST"])
@guard(policy.decide_jury, load=find_call)
def publish(call: Call) -> ResponseReturnValue:
    """Publish the jury's decisions, all together."""
    actor = current_actor()
    results.require_closed_day(call)
    form = ConfirmForm()
    status = 200
    if form.validate_on_submit():
        try:
            operations.publish(db.session, actor=actor, call=call)
        except NotReady:
            status = 409
        else:
            flash(_("Les décisions du jury sont publiées : chaque équipe reçoit sa lettre."), "success")
            return redirect(url_for(".deliberation", code=call.code))
    page = render_template(
        "pitching/publish.html",
        call=call,
        form=form,
        outcomes=OUTCOMES[Round.JURY],
        counts=letters_of.prepared_counts(db.session, actor=actor, call=call, round_=Round.JURY),
        recipients=letters_of.letters_to_send(db.session, actor=actor, call=call, round_=Round.JURY),
        missing=decisions.missing_for_publication(db.session, call, Round.JURY, actor),
        away=queries.stays_away(db.session, actor=actor, call=call),
    )
    return page, status
