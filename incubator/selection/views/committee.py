"""What the committee makes of the readings: ranking, decisions, letters, publication."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _, ngettext
from incubator.core.permissions import current_actor, guard
from incubator.domain import decisions, policy
from incubator.domain import letters as letters_of
from incubator.domain.kinds import OUTCOMES, Outcome, ReviewStatus, Round
from incubator.domain.models import Call, Project
from incubator.domain.queries import find_call, find_project
from incubator.domain.states import State
from incubator.selection import operations, queries
from incubator.selection import ranking as rankings
from incubator.selection.forms import LineForm, decision_form
from incubator.selection.views.blueprint import bp, page_number, pages_of


@bp.route("/calls/<code>/ranking", methods=["GET", "POST"])
@guard(policy.view_ranking, load=find_call)
def ranking(call: Call) -> ResponseReturnValue:
    """The ranking, and the line drawn in it for every dossier at once."""
    actor = current_actor()
    form = LineForm(place=call.pitch_places)
    if form.validate_on_submit():
        made = operations.draw_line(
            db.session, actor=actor, call=call, place=form.place.data or 0, waiting=form.waiting.data or 0
        )
        flash(_said_of(made), "success")
        return redirect(url_for(".ranking", code=call.code, _anchor="top"))  # else a browser stays at the line
    make_url = pages_of(".ranking", code=call.code)
    counts = rankings.counts(db.session, actor=actor, call=call)
    page = rankings.ranking(
        db.session, actor=actor, call=call, total=counts.ranked, number=page_number(), make_url=make_url
    )
    html = render_template(
        "selection/ranking.html",
        call=call,
        form=form,
        page=page,
        unread=rankings.not_yet_read(db.session, actor=actor, call=call, counts=counts, page=page),
        tie=rankings.tie_at_the_line(db.session, actor=actor, call=call, page=page),
        hidden=rankings.hidden_from(db.session, actor=actor, call=call),
        progress=rankings.progress(db.session, actor=actor, call=call, page=page),
    )
    return html, 422 if form.errors else 200


def _said_of(made: dict[Outcome, int]) -> str:
    if not made:
        return str(_("Chaque dossier du classement avait déjà une décision préparée : rien n’a changé."))
    sentence = _(
        "Décisions préparées : %(shortlisted)s à inviter, %(waiting)s en liste d’attente, %(others)s à ne pas "
        "présélectionner. Personne n’est prévenu avant la publication.",
        shortlisted=made.get(Outcome.SHORTLISTED, 0),
        waiting=made.get(Outcome.WAITING_LIST, 0),
        others=made.get(Outcome.NOT_SHORTLISTED, 0),
    )
    return str(sentence)


@bp.route("/projects/<uuid:project_id>/committee-decision", methods=["GET", "POST"])
@guard(policy.view_readings, load=find_project)
def decide(project: Project) -> ResponseReturnValue:
    """Prepare the decision of one dossier."""
    actor = current_actor()
    if request.method == "GET" and project.state is not State.UNDER_REVIEW:
        return redirect(url_for(".decision", project_id=project.id))
    current = decisions.decision_of(db.session, project, Round.COMMITTEE)
    readings = queries.readings_of(db.session, project)
    form = decision_form(current, queries.feedback_from(readings))
    refusal = ""
    if form.validate_on_submit():
        try:
            operations.prepare_decision(db.session, actor=actor, project=project, choice=form.choice())
        except (StaleVersion, WrongState) as error:
            refusal = str(error)
            form.see(current.version if current else 0)
        else:
            return _after_decision(project)
    page = render_template(
        "selection/decide.html",
        project=project,
        current=current,
        form=form,
        refusal=refusal,
        finished=[one for one in readings if one.status is ReviewStatus.FINAL],
        standing=queries.standing_of(db.session, project),
        current_tab="selection.decision",
    )
    return page, 409 if refusal else 422 if form.errors else 200


def _after_decision(project: Project) -> ResponseReturnValue:
    said = _("Décision préparée pour le dossier %(number)s. Personne n’est prévenu.", number=project.reference)
    if request.form.get("act") == "next":
        following = rankings.next_to_write(db.session, actor=current_actor(), call=project.call)
        if following is not None:
            left = rankings.left_to_write(db.session, actor=current_actor(), call=project.call)
            rest = ngettext("Voici le dernier à écrire.", "Voici le suivant : il en reste %(num)s.", left)
            flash(f"{said} {rest}", "success")
            return redirect(url_for(".decide", project_id=following.id))
    flash(said, "success")
    return redirect(url_for(".ranking", code=project.call.code))


@bp.get("/calls/<code>/letters")
@guard(policy.decide_round, load=find_call)
def letters(call: Call) -> ResponseReturnValue:
    """Every prepared letter, as it will be read."""
    actor = current_actor()
    make_url = pages_of(".letters", code=call.code)
    return render_template(
        "selection/letters.html",
        call=call,
        page=letters_of.prepared_letters(
            db.session, actor=actor, call=call, round_=Round.COMMITTEE, number=page_number(), make_url=make_url
        ),
        missing=decisions.missing_for_publication(db.session, call, Round.COMMITTEE, actor),
        following=rankings.next_to_write(db.session, actor=actor, call=call),
    )


@bp.route("/calls/<code>/publish", methods=["GET", "POST"])
@guard(policy.publish_decisions, load=find_call)
def publish(call: Call) -> ResponseReturnValue:
    """Publish the committee's decisions, all together."""
    actor = current_actor()
    form = ConfirmForm()
    status = 200
    if form.validate_on_submit():
        try:
            published = decisions.publish(db.session, actor=actor, call=call, round_=Round.COMMITTEE)
        except NotReady:
            status = 409
        else:
            flash(ngettext("%(num)s décision publiée.", "%(num)s décisions publiées.", len(published)), "success")
            return redirect(url_for(".ranking", code=call.code))
    page = render_template(
        "selection/publish.html",
        call=call,
        form=form,
        outcomes=OUTCOMES[Round.COMMITTEE],
        counts=letters_of.prepared_counts(db.session, actor=actor, call=call, round_=Round.COMMITTEE),
        recipients=letters_of.letters_to_send(db.session, actor=actor, call=call, round_=Round.COMMITTEE),
        missing=decisions.missing_for_publication(db.session, call, Round.COMMITTEE, actor),
        following=rankings.next_to_write(db.session, actor=actor, call=call),
        hidden=rankings.hidden_from(db.session, actor=actor, call=call),
    )
    return page, status


@bp.get("/projects/<uuid:project_id>/decision")
@guard(policy.view_decision, load=find_project)
def decision(project: Project) -> ResponseReturnValue:
    """What both rounds decided; those who run the call also see what is prepared."""
    inside = policy.view_readings(current_actor(), project)
    return render_template(
        "selection/decision.html",
        project=project,
        current_tab="selection.decision",
        decisions=queries.decisions_of(db.session, project, prepared=inside),
        inside=inside,
        decidable=inside and project.state is State.UNDER_REVIEW,
        waiting=inside and project.state is State.WAITING_LIST,
    )
