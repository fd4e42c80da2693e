"""The secretary fixes who pitches after whom."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call, Pitch, Project
from incubator.domain.queries import find_call
from incubator.domain.states import State
from incubator.pitching import forms, queries, scheduling
from incubator.pitching.views.blueprint import bp


@bp.route("/calls/<code>/jury-day/order", methods=["GET", "POST"])
@guard(policy.schedule_pitches, load=find_call)
def schedule(call: Call) -> ResponseReturnValue:
    """The order in hand, and the order typed by hand."""
    page = _page(call, filled="order")
    form = page.order
    if form.validate_on_submit() and form.require_distinct(page.projects):
        scheduling.set_order(
            db.session,
            actor=current_actor(),
            call=call,
            starts_at=form.start_on(call.jury_on),
            places=form.places(page.projects),
        )
        return _saved(call, _("L’ordre de passage est enregistré."))
    return page.shown()


@bp.post("/calls/<code>/jury-day/draw")
@guard(policy.schedule_pitches, load=find_call)
def draw(call: Call) -> ResponseReturnValue:
    """Draw the order by lot."""
    page = _page(call, filled="draw")
    if page.draw.validate_on_submit():
        starts_at = page.draw.start_on(call.jury_on)
        scheduling.draw_order(db.session, actor=current_actor(), call=call, starts_at=starts_at)
        return _saved(call, _("L’ordre de passage est tiré au sort ; la graine du tirage est écrite au journal."))
    return page.shown()


@bp.post("/calls/<code>/jury-day/move")
@guard(policy.schedule_pitches, load=find_call)
def move(call: Call) -> ResponseReturnValue:
    """Move one project to another place."""
    page = _page(call, filled="move")
    form = page.move
    if form.validate_on_submit():
        scheduling.move_pitch(
            db.session, actor=current_actor(), call=call, project_id=form.project_id(), place=form.place.data or 1
        )
        return _saved(call, _("L’ordre de passage est enregistré."))
    return page.shown()


@bp.post("/calls/<code>/jury-day/append")
@guard(policy.schedule_pitches, load=find_call)
def append(call: Call) -> ResponseReturnValue:
    """Give a place to the projects shortlisted since the order was fixed."""
    scheduling.append_late(db.session, actor=current_actor(), call=call)
    return _saved(call, _("L’ordre de passage est complété."))


def _saved(call: Call, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".schedule", code=call.code))


@dataclass(frozen=True, slots=True)
class _Page:
    """The order in place and the three forms that change it; one of them at most is filled from the request."""

    call: Call
    pitches: list[Pitch]
    projects: list[Project]
    draw: forms.StartForm
    move: forms.MoveForm
    order: forms.OrderForm

    def shown(self) -> ResponseReturnValue:
        """Return the page, with what is wrong beside what was typed."""
        actor = current_actor()
        page = render_template(
            "pitching/schedule.html",
            call=self.call,
            draw_form=self.draw,
            move_form=self.move,
            order_form=self.order,
            projects=self.projects,
            pitches=self.pitches,
            fixed=queries.order_is_fixed(db.session, self.call),
            last=queries.last_schedule(db.session, self.call),
            lacking=queries.lacking_agreement(db.session, actor=actor, call=self.call),
            away=queries.stays_away(db.session, actor=actor, call=self.call),
        )
        return page, 422 if self.draw.errors or self.move.errors or self.order.errors else 200


def _page(call: Call, *, filled: str) -> _Page:
    actor = current_actor()
    pitches = list(queries.running_order(db.session, actor=actor, call=call))
    placed = [pitch for pitch in pitches if pitch.project.state is State.SHORTLISTED]
    projects = [*(pitch.project for pitch in placed), *queries.unscheduled(db.session, actor=actor, call=call)]
    starts_at = forms.first_start(pitches)
    return _Page(
        call=call,
        pitches=pitches,
        projects=projects,
        draw=forms.draw_form(starts_at, filled=filled == "draw"),
        move=forms.move_form(placed, filled=filled == "move"),
        order=forms.order_form(projects, starts_at, filled=filled == "order"),
    )
