"""The secretary fixes who pitches after whom."""

from collections.abc import Sequence
from datetime import time

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Project
from incubator.domain.queries import find_call
from incubator.domain.states import State
from incubator.pitching import forms, queries, scheduling
from incubator.pitching.views.blueprint import bp


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
