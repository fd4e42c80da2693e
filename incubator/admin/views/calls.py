"""An edition: its texts, dates and places; the next one; whether the public sees it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.admin import editions, operations, queries, settings, words
from incubator.admin.call_forms import CallForm
from incubator.admin.edition_forms import CopyForm, closing_day, copy_form
from incubator.admin.views.blueprint import bp, refuse
from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.core.presentation import datetime_long
from incubator.domain import policy
from incubator.domain import queries as domain_queries
from incubator.domain.calls import AsTyped, time_offered, who_may_propose
from incubator.domain.models import Call


@bp.route("/calls/<code>/settings", methods=["GET", "POST"])
@guard(policy.manage_call, load=domain_queries.find_call)
def call(call: Call) -> ResponseReturnValue:
    values = settings.of_call(call)
    form = CallForm(values=values, version=settings.version_of(values))
    if not form.validate_on_submit():
        return _call(call, form), 422 if form.errors else 200
    typed, version = form.values(), form.version.data or ""
    if "preview" in request.form:
        return _preview(call, typed)
    try:
        operations.edit_call(
            db.session,
            actor=current_actor(),
            call=call,
            values=typed,
            closes_on=form.closes_on(),
            version=version,
            tell=bool(form.tell.data),
        )
    except DomainError as error:
        refuse(form, error, values)
        return _call(call, form), error.status
    moved = call.public and any(typed[name] != values[name] for name in settings.DATES)
    flash(" ".join((_("Les réglages de l’appel sont enregistrés."), *_told(call, moved, form))), "success")
    return redirect(url_for(".call", code=call.code))


def _told(call: Call, moved: bool, form: CallForm) -> list[str]:
    """Say, of dates that moved, whether anybody is told."""
    if not moved:
        return []
    if not form.tell.data:
        return [_("Personne n’est prévenu des nouvelles dates.")]
    return [words.told(domain_queries.concerned_by(db.session, call))]


@bp.route("/calls/<code>/copy", methods=["GET", "POST"])
@guard(policy.manage_call, load=queries.call_to_copy)
def copy(call: Call) -> ResponseReturnValue:
    """Prepare the next edition."""
    form = copy_form(call)
    if not form.validate_on_submit():
        return _copy(call, form), 422 if form.errors else 200
    try:
        copied = editions.copy_call(
            db.session,
            actor=current_actor(),
            call=call,
            edition=form.edition(),
            closed_on=closing_day(call),
            with_roles=bool(form.with_roles.data),
        )
    except DomainError as error:
        form.form_errors.append(str(error))
        return _copy(call, form), error.status
    flash(_("L’édition est prête à être relue. Personne ne la voit avant que vous ne la rendiez publique."), "success")
    return redirect(url_for(".call", code=copied.code))


@bp.post("/calls/<code>/visibility")
@guard(policy.manage_call, load=domain_queries.find_call)
def visibility(call: Call) -> ResponseReturnValue:
    """Let everybody read the call, or prepare it again, out of sight."""
    public = request.form.get("public") == "yes"
    if ConfirmForm().validate_on_submit():
        editions.set_visibility(db.session, actor=current_actor(), call=call, public=public)
        shown = _("L’appel est public : sa page se lit sur l’accueil.")
        if clock.now() < call.opens_at:
            opening = datetime_long(call.opens_at)
            shown += " " + _(
                "Il s’ouvre de lui-même le %(date)s ; vous pourrez alors l’annoncer aux agents.", date=opening
            )
        hidden = _("L’appel est de nouveau en préparation : le public ne voit plus sa page.")
        flash(shown if public else hidden, "success")
    return redirect(url_for(".call", code=call.code))


def _call(call: Call, form: CallForm) -> str:
    organisation = call.programme.organisation
    return render_template(
        "admin/call.html",
        call=call,
        form=form,
        confirm=ConfirmForm(),
        concerned=len(domain_queries.concerned_by(db.session, call)),
        has_dossiers=editions.has_dossiers(db.session, call),
        questions=queries.questions_of(db.session, call),
        grids=words.grids(queries.criteria_of(db.session, call)),
        tabs=words.tabs(current_actor(), organisation, [call], request.path),
    )


def _preview(call: Call, typed: settings.Values) -> str:
    """Show the public page as it would be; nothing is saved."""
    shown: Any = AsTyped(queries.call_to_preview(db.session, call), typed)  # Any: read like a call by the page
    clock.use_zone(shown.timezone)
    return render_template(
        "admin/preview.html", call=shown, who=who_may_propose(shown), time_offered=time_offered(shown)
    )


def _copy(call: Call, form: CopyForm) -> str:
    return render_template("admin/copy.html", call=call, form=form)
