"""Pages of the jury: the order, the day, the cards, the deliberation, the letters."""

from collections.abc import Callable, Sequence
from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import NotReady, StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import decisions, policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Criterion, Pitch, Project
from incubator.domain.queries import find_call
from incubator.domain.states import OUTCOMES, Round, State
from incubator.pitching import forms, operations, queries, results, scheduling

bp = Blueprint("pitching", __name__)


# --- the running order ----------------------------------------------------------------------------------------------


@bp.route("/calls/<code>/jury-day/order", methods=["GET", "POST"])
@guard(policy.schedule_pitches, load=find_call)
def schedule(call: Call) -> ResponseReturnValue:
    """The order in hand, and the order typed by hand."""
    actor = current_actor()
    projects, starts_at = _in_order(actor, call)
    form = forms.order_form(projects, starts_at, filled=True)
    if form.validate_on_submit() and form.require_distinct(projects):
        scheduling.set_order(
            db.session, actor=actor, call=call, starts_at=form.start_on(call.jury_on), places=form.places(projects)
        )
        flash(_("L’ordre de passage est enregistré."), "success")
        return redirect(url_for(".schedule", code=call.code))
    return _schedule_page(call, projects, forms.draw_form(starts_at, filled=False), form)


@bp.post("/calls/<code>/jury-day/draw")
@guard(policy.schedule_pitches, load=find_call)
def draw(call: Call) -> ResponseReturnValue:
    """Draw the order by lot."""
    actor = current_actor()
    projects, starts_at = _in_order(actor, call)
    form = forms.draw_form(starts_at, filled=True)
    if form.validate_on_submit():
        scheduling.draw_order(db.session, actor=actor, call=call, starts_at=form.start_on(call.jury_on))
        flash(_("L’ordre de passage est tiré au sort ; la graine du tirage est écrite au journal."), "success")
        return redirect(url_for(".schedule", code=call.code))
    return _schedule_page(call, projects, form, forms.order_form(projects, starts_at, filled=False))


@bp.post("/calls/<code>/jury-day/append")
@guard(policy.schedule_pitches, load=find_call)
def append(call: Call) -> ResponseReturnValue:
    """Give a place to the projects shortlisted since the order was fixed."""
    scheduling.append_late(db.session, actor=current_actor(), call=call)
    flash(_("L’ordre de passage est complété."), "success")
    return redirect(url_for(".schedule", code=call.code))


def _in_order(actor: Actor, call: Call) -> tuple[list[Project], time]:
    pitches = queries.running_order(db.session, actor=actor, call=call)
    placed = [pitch.project for pitch in pitches if pitch.project.state is State.SHORTLISTED]
    return [*placed, *queries.unscheduled(db.session, actor=actor, call=call)], forms.first_start(pitches)


def _schedule_page(
    call: Call, projects: Sequence[Project], draw: forms.StartForm, order: forms.OrderForm
) -> ResponseReturnValue:
    actor = current_actor()
    page = render_template(
        "pitching/schedule.html",
        call=call,
        draw_form=draw,
        order_form=order,
        projects=projects,
        pitches=queries.running_order(db.session, actor=actor, call=call),
        fixed=queries.order_is_fixed(db.session, call),
        last=queries.last_schedule(db.session, call),
        away=queries.stays_away(db.session, actor=actor, call=call),
    )
    return page, 422 if draw.errors or order.errors else 200


# --- the day --------------------------------------------------------------------------------------------------------


@bp.get("/calls/<code>/jury-day")
@guard(policy.view_jury_day, load=find_call)
def day(call: Call) -> ResponseReturnValue:
    """The board of those who run the day; for the other jurors, the order only."""
    actor = current_actor()
    if not policy.close_jury_day(actor, call):
        pitches = queries.running_order(db.session, actor=actor, call=call)
        return render_template("pitching/running_order.html", call=call, pitches=pitches)
    return render_template(
        "pitching/day.html",
        call=call,
        lines=queries.board(db.session, actor=actor, call=call),
        missing=queries.missing_for_closing(db.session, actor=actor, call=call),
        away=queries.stays_away(db.session, actor=actor, call=call),
    )


@bp.post("/projects/<uuid:project_id>/pitch/open", endpoint="open")
@guard(policy.close_pitch, load=queries.find_pitch)
def open_pitch(project: Project) -> ResponseReturnValue:
    """Let the cards come in."""
    said = _("La notation du dossier %(number)s est ouverte.", number=project.reference)
    return _on_the_day(operations.open_pitch, project, said)


@bp.post("/projects/<uuid:project_id>/pitch/close", endpoint="close")
@guard(policy.close_pitch, load=queries.find_pitch)
def close_pitch(project: Project) -> ResponseReturnValue:
    """No card comes in any more."""
    said = _("La notation du dossier %(number)s est close.", number=project.reference)
    return _on_the_day(operations.close_pitch, project, said)


@bp.post("/projects/<uuid:project_id>/pitch/reopen", endpoint="reopen")
@guard(policy.close_pitch, load=queries.find_pitch)
def reopen_pitch(project: Project) -> ResponseReturnValue:
    """The cards may change again."""
    said = _("La notation du dossier %(number)s est rouverte.", number=project.reference)
    return _on_the_day(operations.reopen_pitch, project, said)


def _on_the_day(act: Callable[..., Pitch], project: Project, said: str) -> ResponseReturnValue:
    act(db.session, actor=current_actor(), project=project)
    flash(said, "success")
    return redirect(url_for(".day", code=project.call.code))


@bp.route("/calls/<code>/jury-day/close", methods=["GET", "POST"])
@guard(policy.close_jury_day, load=find_call)
def close_day(call: Call) -> ResponseReturnValue:
    """Close the marks for good, and open the deliberation."""
    actor = current_actor()
    form = forms.ConfirmForm()
    status = 200
    if form.validate_on_submit():
        try:
            operations.close_day(db.session, actor=actor, call=call)
        except NotReady:
            status = 409
        else:
            flash(_("Le jour du jury est clos. Voici le classement, pour délibérer."), "success")
            return redirect(url_for(".deliberation", code=call.code))
    missing = queries.missing_for_closing(db.session, actor=actor, call=call)
    return render_template("pitching/close_day.html", call=call, form=form, missing=missing), status


# --- a juror's cards ------------------------------------------------------------------------------------------------


@bp.get("/calls/<code>/pitches")
@guard(policy.sits_in_jury, load=find_call)
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


# --- the deliberation -----------------------------------------------------------------------------------------------


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
    form = forms.ConfirmForm()
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
        counts=results.prepared_counts(db.session, actor=actor, call=call),
        recipients=results.letters_to_send(db.session, actor=actor, call=call),
        missing=decisions.missing_for_publication(db.session, call, Round.JURY, actor),
        away=queries.stays_away(db.session, actor=actor, call=call),
    )
    return page, status
