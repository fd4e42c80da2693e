"""Saved views of the worklist: opening one, saving, renaming, sharing, opening the list with it, deleting."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call, SavedView
from incubator.domain.queries import find_call
from incubator.screening import around, memory, saved_views, words
from incubator.screening.filters import Filters
from incubator.screening.forms import SaveViewForm
from incubator.screening.views.blueprint import bp, list_address

ONE_VIEW = "/calls/<code>/screening/views/<uuid:view_id>"


@bp.route("/calls/<code>/screening/views", methods=["GET", "POST"])
@guard(policy.view_worklist, load=find_call)
def views(call: Call) -> ResponseReturnValue:
    """The views saved; a new one holds the filters in place."""
    form, status = SaveViewForm(), 200
    filters = memory.recall(call) or Filters()
    if form.validate_on_submit():
        actor, name = current_actor(), form.name.data or ""
        try:
            view = saved_views.save_view(
                db.session, actor=actor, call=call, name=name, filters=filters, shared=bool(form.shared.data)
            )
        except DomainError as error:
            form.form_errors.append(str(error))
            return _views(call, form, filters), error.status
        saved_views.open_with(db.session, actor=actor, view=view, always=bool(form.always.data))
        flash(_("La vue « %(name)s » est enregistrée.", name=name), "success")
        return redirect(words.address(call, filters))
    return _views(call, form, filters), 422 if form.errors else status


def _views(call: Call, form: SaveViewForm, filters: Filters) -> str:
    actor = current_actor()
    choices = around.choices(db.session, actor, call)
    return render_template(
        "screening/views.html",
        call=call,
        form=form,
        confirm=ConfirmForm(),
        filters_in_words=words.filters_in_words(call, filters, choices),
        views=[
            (view, default, words.filters_in_words(call, Filters.read(view.filters), choices))
            for view, default in around.views_of(db.session, actor, call)
        ],
        back=list_address(call),
    )


@bp.get(ONE_VIEW)
@guard(policy.use_view, load=around.find_view)
def view(view: SavedView) -> ResponseReturnValue:
    """The worklist with the filters of a view."""
    return redirect(words.address(db.session.get_one(Call, view.call_id), Filters.read(view.filters)))


@bp.route(f"{ONE_VIEW}/edit", methods=["GET", "POST"])
@guard(policy.change_view, load=around.find_view)
def edit_view(view: SavedView) -> ResponseReturnValue:
    """Another name; shared or not."""
    code, form = (request.view_args or {})["code"], SaveViewForm(obj=view)
    if form.validate_on_submit():
        try:
            saved_views.change_view(
                db.session, actor=current_actor(), view=view, name=form.name.data or "", shared=bool(form.shared.data)
            )
        except DomainError as error:
            form.form_errors.append(str(error))
            return render_template("screening/view.html", code=code, view=view, form=form), error.status
        flash(_("La vue « %(name)s » est enregistrée.", name=view.name), "success")
        return redirect(url_for(".views", code=code))
    page = render_template("screening/view.html", code=code, view=view, form=form)
    return page, 422 if form.errors else 200


@bp.post(f"{ONE_VIEW}/default")
@guard(policy.use_view, load=around.find_view)
def default_view(view: SavedView) -> ResponseReturnValue:
    """Open the list with this view, or no longer."""
    always = request.form.get("always") == "yes"
    if ConfirmForm().validate_on_submit():
        saved_views.open_with(db.session, actor=current_actor(), view=view, always=always)
        flash(
            _("La liste s’ouvrira sur « %(name)s ».", name=view.name)
            if always
            else _("La liste ne s’ouvre plus sur « %(name)s ».", name=view.name),
            "success",
        )
    return redirect(url_for(".views", code=(request.view_args or {})["code"]))


@bp.post(f"{ONE_VIEW}/delete")
@guard(policy.change_view, load=around.find_view)
def delete_view(view: SavedView) -> ResponseReturnValue:
    """Forget a view."""
    if ConfirmForm().validate_on_submit():
        saved_views.delete_view(db.session, actor=current_actor(), view=view)
        flash(_("La vue « %(name)s » est supprimée.", name=view.name), "success")
    return redirect(url_for(".views", code=(request.view_args or {})["code"]))
