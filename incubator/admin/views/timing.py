"""The calendar of a call: where it stands, and the acts that move its dates."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.admin import timing, words
from incubator.admin.edition_forms import CloseForm, PostponeForm, postpone_form
from incubator.admin.views.blueprint import bp
from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import BaseForm, ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.core.presentation import datetime_long
from incubator.domain import policy
from incubator.domain.models import Call
from incubator.domain.queries import concerned_by, find_call


@bp.get("/calls/<code>/calendar")
@guard(policy.manage_call, load=find_call)
def calendar(call: Call) -> ResponseReturnValue:
    """The dates of the call as a road, and what may be moved today."""
    return render_template(
        "admin/calendar.html", call=call, stage=timing.stage_of(call), Stage=timing.Stage, road=words.road(call)
    )


@bp.route("/calls/<code>/open-now", methods=["GET", "POST"])
@guard(policy.manage_call, load=find_call)
def open_now(call: Call) -> ResponseReturnValue:
    """Open the call before its day."""
    form = ConfirmForm()
    if form.validate_on_submit():
        timing.open_now(db.session, actor=current_actor(), call=call)
        return _done(call, f"{_('L’appel est ouvert : il reçoit des dossiers dès maintenant.')} {_told(call)}")
    if timing.stage_of(call) is not timing.Stage.BEFORE:
        return _done(call, _("Cet appel n’attend pas son ouverture."), "info")
    return _act("open_now", call, form)


@bp.route("/calls/<code>/close-now", methods=["GET", "POST"])
@guard(policy.manage_call, load=find_call)
def close_now(call: Call) -> ResponseReturnValue:
    """Close the call before its day."""
    form = CloseForm()
    if form.validate_on_submit():
        timing.close_now(db.session, actor=current_actor(), call=call, reason=form.reason.data or "")
        return _done(call, f"{_('L’appel est clos : il ne reçoit plus de dossiers.')} {_told(call)}")
    if timing.stage_of(call) is not timing.Stage.OPEN:
        return _done(call, _("Cet appel ne reçoit pas de dossiers en ce moment."), "info")
    return _act("close_now", call, form)


@bp.route("/calls/<code>/postpone", methods=["GET", "POST"])
@guard(policy.manage_call, load=find_call)
def postpone(call: Call) -> ResponseReturnValue:
    """Close the call later, and move the dates that follow if need be."""
    form = postpone_form(call)
    if form.validate_on_submit():
        try:
            _put_off(call, form)
        except DomainError as error:
            form.form_errors.append(str(error))
            return _act("postpone", call, form, error.status)
        closing = _("L’appel reçoit des dossiers jusqu’au %(date)s.", date=datetime_long(call.closes_at))
        return _done(call, f"{closing} {_told(call)}")
    return _act("postpone", call, form)


def _put_off(call: Call, form: PostponeForm) -> None:
    timing.put_off(
        db.session,
        actor=current_actor(),
        call=call,
        closes_at=form.closing(),
        closes_on=form.closing().date(),
        days_after=form.days_after(call),
        reason=form.reason.data or "",
    )


def _act(name: str, call: Call, form: BaseForm, status: int | None = None) -> ResponseReturnValue:
    page = render_template(
        f"admin/{name}.html",
        call=call,
        form=form,
        now=clock.now(),
        drafts=timing.drafts_in(db.session, call),
        concerned=len(concerned_by(db.session, call)),
    )
    return page, status or (422 if form.errors else 200)


def _told(call: Call) -> str:
    return words.told(concerned_by(db.session, call)) if call.public else words.told_nobody()


def _done(call: Call, sentence: str, tone: str = "success") -> ResponseReturnValue:
    flash(sentence, tone)
    return redirect(url_for(".calendar", code=call.code))
