"""What an organisation and its programme show to everyone."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.admin import colours, operations, queries, settings, words
from incubator.admin.forms import OrganisationForm
from incubator.admin.views.blueprint import bp, refuse
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Organisation
from incubator.domain.queries import find_organisation


@bp.route("/organisations/<slug>/settings", methods=["GET", "POST"])
@guard(policy.manage_organisation, load=find_organisation)
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
        refuse(form, error, values)
        return _organisation(organisation, form), error.status
    flash(_("Les réglages de l’organisation sont enregistrés."), "success")
    return redirect(url_for(".organisation", slug=organisation.slug))


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
