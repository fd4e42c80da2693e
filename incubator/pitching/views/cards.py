"""A juror's own cards."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call, Criterion, Project
from incubator.domain.queries import find_call
from incubator.pitching import forms, operations, queries
from incubator.pitching.views.blueprint import bp


@bp.get("/calls/<code>/pitches")
@guard(policy.view_cards, load=find_call)
def cards(call: Call) -> ResponseReturnValue:
    """The pitches, and where the juror's own cards stand."""
    actor = current_actor()
    lines = queries.own_cards(db.session, actor=actor, call=call)
    return render_template("pitching/cards.html", call=call, lines=lines, sent=_sent(lines))


def _sent(lines: Sequence[queries.OwnCard]) -> int:
    return sum(line.status == "sent" for line in lines)


@bp.route("/projects/<uuid:project_id>/pitch", methods=["GET", "POST"])
@guard(policy.pitch_project, load=queries.find_pitch)
def card(project: Project) -> ResponseReturnValue:
    """The juror's card for one pitch."""
    actor = current_actor()
    pitch = queries.pitch_of(db.session, project)
    own = queries.own_card(db.session, actor=actor, pitch=pitch)
    criteria = queries.grid(db.session, project.call_id)
    form = forms.card_form(criteria, own)
    refusal = ""
    if form.validate_on_submit():
        try:
            if saved := _save_card(form, criteria, project):
                return redirect(saved)
        except (StaleVersion, WrongState) as error:
            refusal = str(error)
            form.see(own.version if own else 0)
    lines = queries.own_cards(db.session, actor=actor, call=project.call)
    page = render_template(
        "pitching/card.html",
        project=project,
        pitch=pitch,
        card=own,
        criteria=criteria,
        form=form,
        refusal=refusal,
        lines=lines,
        sent=_sent(lines),
    )
    return page, 409 if refusal else 422 if form.errors else 200


def _save_card(form: forms.CardForm, criteria: Sequence[Criterion], project: Project) -> str:
    """Save as the button asks; return where to go, or nothing when a mark is missing."""
    given = form.given(criteria)
    if request.form.get("act") == "keep":
        operations.save_card(db.session, actor=current_actor(), project=project, given=given)
        flash(_("Votre fiche est gardée. Elle ne compte pas tant que vous ne l’avez pas envoyée."), "success")
        return url_for(".card", project_id=project.id)
    if not form.require_marks(criteria):
        return ""
    operations.send_card(db.session, actor=current_actor(), project=project, given=given)
    flash(_("Votre fiche est envoyée. Vous pouvez la changer jusqu’à la clôture de ce pitch."), "success")
    return url_for(".cards", code=project.call.code)
