"""The procedure of Démarches Simplifiées that feeds a call."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call
from incubator.domain.queries import find_call
from incubator.imports import columns, forms, operations, queries
from incubator.imports.demarches import addresses
from incubator.imports.views.blueprint import bp


@bp.route("/calls/<code>/imports/demarche", methods=["GET", "POST"])
@guard(policy.import_dossiers, load=find_call)
def demarche(call: Call) -> ResponseReturnValue:
    """Which procedure, and how often."""
    link = queries.link_of(db.session, call.id)
    stored = {"address": link.address, "number": link.number, "daily": link.daily} if link else {}
    stored |= {"review": bool(link.options.get(columns.REVIEW))} if link else {}
    form = forms.DemarcheForm(data={"address": addresses.DEFAULT, **stored})
    if not form.validate_on_submit():
        return _page(call, form), 422 if form.errors else 200
    operations.link_demarche(
        db.session,
        actor=current_actor(),
        call=call,
        address=form.address.data or "",
        number=form.number.data or 0,
        daily=bool(form.daily.data),
        review=bool(form.review.data),
    )
    flash(_("La démarche est enregistrée."), "success")
    return redirect(url_for(".demarche", code=call.code))


def _page(call: Call, form: forms.DemarcheForm) -> str:
    return render_template(
        "imports/demarche.html",
        call=call,
        form=form,
        link=queries.link_of(db.session, call.id),
        variable=addresses.token_name(call.code),
        has_token=bool(addresses.token_of(call.code)),
        default=addresses.DEFAULT,
        confirm=ConfirmForm(),
    )


@bp.post("/calls/<code>/imports/demarche/synchronise")
@guard(policy.import_dossiers, load=find_call)
def synchronise(call: Call) -> ResponseReturnValue:
    """Fetch what changed."""
    if ConfirmForm().validate_on_submit():
        try:
            run = operations.synchronise(db.session, actor=current_actor(), call=call)
        except DomainError as error:
            flash(str(error), "danger")
        else:
            return redirect(url_for(".show", import_id=run.id))
    return redirect(url_for(".demarche", code=call.code))
