"""The checks of a call, for those who manage it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.checklists import checklist_of
from incubator.domain.models import Call, ChecklistItem
from incubator.domain.queries import find_call
from incubator.screening import checks
from incubator.screening.forms import CheckForm
from incubator.screening.views.blueprint import bp

ONE_ITEM = "/calls/<code>/screening/checklist/<uuid:item_id>"


@bp.get("/calls/<code>/screening/checklist")
@guard(policy.edit_checklist, load=find_call)
def checklist(call: Call) -> ResponseReturnValue:
    """The checks, in order."""
    items = checklist_of(db.session, call)
    return render_template("screening/checklist.html", call=call, items=items, confirm=ConfirmForm())


@bp.post("/calls/<code>/screening/checklist/propose")
@guard(policy.edit_checklist, load=find_call)
def propose_checklist(call: Call) -> ResponseReturnValue:
    """Start with the list proposed."""
    if ConfirmForm().validate_on_submit():
        checks.propose_items(db.session, actor=current_actor(), call=call)
    return redirect(url_for(".checklist", code=call.code))


@bp.route("/calls/<code>/screening/checklist/new", methods=["GET", "POST"])
@guard(policy.edit_checklist, load=find_call)
def add_check(call: Call) -> ResponseReturnValue:
    """Check one more thing."""
    return _write(call, None, CheckForm())


@bp.route(ONE_ITEM, methods=["GET", "POST"])
@guard(policy.change_check, load=checks.find_item)
def edit_check(item: ChecklistItem) -> ResponseReturnValue:
    """Check something otherwise."""
    return _write(db.session.get_one(Call, item.call_id), item, CheckForm(obj=item))


def _write(call: Call, item: ChecklistItem | None, form: CheckForm) -> ResponseReturnValue:
    status = 200
    if form.validate_on_submit():
        try:
            checks.write_item(db.session, actor=current_actor(), call=call, item=item, texts=form.texts())
        except DomainError as error:
            form.form_errors.append(str(error))
            status = error.status
        else:
            flash(_("Le point à vérifier est enregistré."), "success")
            return redirect(url_for(".checklist", code=call.code))
    page = render_template("screening/check.html", call=call, item=item, form=form, confirm=ConfirmForm())
    return page, 422 if form.errors and status == 200 else status


@bp.post(f"{ONE_ITEM}/move")
@guard(policy.change_check, load=checks.find_item)
def move_check(item: ChecklistItem) -> ResponseReturnValue:
    """Check something sooner or later."""
    call = db.session.get_one(Call, item.call_id)
    if ConfirmForm().validate_on_submit():
        checks.move_item(db.session, actor=current_actor(), call=call, item=item, up=request.form.get("to") == "up")
    return redirect(url_for(".checklist", code=call.code))


@bp.post(f"{ONE_ITEM}/delete")
@guard(policy.change_check, load=checks.find_item)
def delete_check(item: ChecklistItem) -> ResponseReturnValue:
    """Check something no more."""
    call = db.session.get_one(Call, item.call_id)
    if ConfirmForm().validate_on_submit():
        checks.remove_item(db.session, actor=current_actor(), call=call, item=item)
        flash(_("Ce point n’est plus à vérifier."), "success")
    return redirect(url_for(".checklist", code=call.code))
