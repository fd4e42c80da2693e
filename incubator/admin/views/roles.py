"""Who holds which role."""

import uuid

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.admin import operations, queries, words
from incubator.admin.forms import GrantForm
from incubator.admin.views.blueprint import bp
from incubator.core.db import db
from incubator.core.errors import DomainError, NotFound
from incubator.core.i18n import _, in_language
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Organisation
from incubator.domain.queries import find_organisation


@bp.route("/organisations/<slug>/roles", methods=["GET", "POST"])
@guard(policy.manage_roles, load=find_organisation)
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
@guard(policy.manage_roles, load=find_organisation)
def end_role(organisation: Organisation) -> ResponseReturnValue:
    grant = queries.find_grant(db.session, organisation, _grant_id())
    operations.end_role(db.session, actor=current_actor(), organisation=organisation, grant=grant)
    name = grant.person.name or grant.person.email
    flash(_("%(name)s n’a plus le rôle « %(role)s ».", name=name, role=grant.role.label), "success")
    return redirect(url_for(".roles", slug=organisation.slug))


def _grant_id() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("grant_id", ""))
    except ValueError as error:
        raise NotFound from error


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
