"""Pages of settings."""

import uuid

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.admin import colours, editions, operations, queries, settings, words
from incubator.admin.call_forms import CallForm, ConfirmForm, CopyForm, closing_day, copy_form
from incubator.admin.forms import GrantForm, OrganisationForm
from incubator.core.db import db
from incubator.core.errors import DomainError, NotFound
from incubator.core.i18n import _, in_language
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain import queries as domain_queries
from incubator.domain.models import Call, Organisation
from incubator.domain.states import Role

bp = Blueprint("admin", __name__)


@bp.route("/organisations/<slug>/settings", methods=["GET", "POST"])
@guard(policy.manage_organisation, load=queries.find_organisation)
def organisation(organisation: Organisation) -> ResponseReturnValue:
    values = settings.of_organisation(organisation)
    form = OrganisationForm(data=values, version=settings.version_of(values))
    if not form.validate_on_submit():
        return _organisation(organisation, form), 422 if form.errors else 200
    typed, version = form.values(), form.version.data or ""
    try:
        operations.edit_organisation(
            db.session,
            actor=current_actor(),
            organisation=organisation,
            values=typed,
            version=version,
            logo=form.new_logo(),
        )
    except DomainError as error:
        _refuse(form, error, values)
        return _organisation(organisation, form), error.status
    flash(_("Les réglages de l’organisation sont enregistrés."), "success")
    return redirect(url_for(".organisation", slug=organisation.slug))


@bp.route("/organisations/<slug>/roles", methods=["GET", "POST"])
@guard(policy.manage_roles, load=queries.find_organisation)
def roles(organisation: Organisation) -> ResponseReturnValue:
    calls = queries.calls_of(db.session, organisation)
    form = GrantForm()
    form.scope.choices = words.scopes(organisation, calls)
    if not form.validate_on_submit():
        return _roles(organisation, calls, form), 422 if form.errors else 200
    email, role = str(form.email.data).lower(), Role(form.role.data)
    call = next((call for call in calls if call.code == form.scope.data), None)
    try:
        operations.grant_role(
            db.session, actor=current_actor(), organisation=organisation, email=email, role=role, call=call
        )
    except DomainError as error:
        form.form_errors.append(str(error))
        return _roles(organisation, calls, form), error.status
    flash(_("%(email)s a maintenant le rôle « %(role)s ».", email=email, role=role.label), "success")
    return redirect(url_for(".roles", slug=organisation.slug))


@bp.post("/organisations/<slug>/roles/end")
@guard(policy.manage_roles, load=queries.find_organisation)
def end_role(organisation: Organisation) -> ResponseReturnValue:
    grant = queries.find_grant(db.session, organisation, _grant_id())
    operations.end_role(db.session, actor=current_actor(), organisation=organisation, grant=grant)
    name = grant.person.name or grant.person.email
    flash(_("%(name)s n’a plus le rôle « %(role)s ».", name=name, role=grant.role.label), "success")
    return redirect(url_for(".roles", slug=organisation.slug))


@bp.route("/calls/<code>/settings", methods=["GET", "POST"])
@guard(policy.manage_call, load=domain_queries.find_call)
def call(call: Call) -> ResponseReturnValue:
    values = settings.of_call(call)
    form = CallForm(values=values, version=settings.version_of(values))
    if not form.validate_on_submit():
        return _call(call, form), 422 if form.errors else 200
    typed, version = form.values(), form.version.data or ""
    try:
        operations.edit_call(
            db.session, actor=current_actor(), call=call, values=typed, closes_on=form.closes_on(), version=version
        )
    except DomainError as error:
        _refuse(form, error, values)
        return _call(call, form), error.status
    flash(_("Les réglages de l’appel sont enregistrés."), "success")
    return redirect(url_for(".call", code=call.code))


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


@bp.post("/calls/<code>/show")
@guard(policy.manage_call, load=domain_queries.find_call)
def show(call: Call) -> ResponseReturnValue:
    """Let everybody read the call."""
    if ConfirmForm().validate_on_submit():
        editions.show_call(db.session, actor=current_actor(), call=call)
        flash(_("L’appel est public : sa page se lit sur l’accueil."), "success")
    return redirect(url_for(".call", code=call.code))


@bp.post("/calls/<code>/hide")
@guard(policy.manage_call, load=domain_queries.find_call)
def hide(call: Call) -> ResponseReturnValue:
    """Prepare the call again, out of sight."""
    if ConfirmForm().validate_on_submit():
        editions.hide_call(db.session, actor=current_actor(), call=call)
        flash(_("L’appel est de nouveau en préparation : le public ne voit plus sa page."), "success")
    return redirect(url_for(".call", code=call.code))


def _grant_id() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("grant_id", ""))
    except ValueError as error:
        raise NotFound from error


def _refuse(form: OrganisationForm | CallForm, error: DomainError, values: settings.Values) -> None:
    """Say why in the form; what was typed stays, and may be saved again once the page has been read anew."""
    form.form_errors.append(str(error))
    form.version.data = settings.version_of(values)


def _organisation(organisation: Organisation, form: OrganisationForm) -> str:
    g.organisation = organisation
    calls = queries.calls_of(db.session, organisation)
    return render_template(
        "admin/organisation.html",
        form=form,
        authority=organisation,
        samples={name: colours.sample(form[name].data) for name in ("accent", "second")},
        tabs=words.tabs(current_actor(), organisation, calls, request.path),
    )


def _roles(organisation: Organisation, calls: list[Call], form: GrantForm) -> str:
    g.organisation = organisation
    actor, query = current_actor(), request.args.get("q", "")
    page = queries.holders(
        db.session,
        organisation,
        words=query,
        number=request.args.get("page", 1, type=int),
        make_url=lambda number: url_for(".roles", slug=organisation.slug, q=query or None, page=number),
    )
    return render_template(
        "admin/roles.html",
        form=form,
        page=page,
        query=query,
        grants=queries.grants_of(db.session, organisation, page.items),
        own_last=queries.own_last_grants(db.session, actor, organisation),
        call_titles={call.id: in_language(call, "title") for call in calls},
        hints={role.value: sentence for role, sentence in words.GRANTABLE.items()},
        tabs=words.tabs(actor, organisation, calls, request.path),
    )


def _call(call: Call, form: CallForm) -> str:
    organisation = call.programme.organisation
    return render_template(
        "admin/call.html",
        call=call,
        form=form,
        confirm=ConfirmForm(),
        has_dossiers=editions.has_dossiers(db.session, call),
        questions=queries.questions_of(db.session, call),
        grids=words.grids(queries.criteria_of(db.session, call)),
        tabs=words.tabs(current_actor(), organisation, [call], request.path),
    )


def _copy(call: Call, form: CopyForm) -> str:
    return render_template("admin/copy.html", call=call, form=form)
