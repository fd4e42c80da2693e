"""The versions of a form: one is begun, published or given up."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from incubator.admin import form_versions
from incubator.admin.views.blueprint import bp
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _, ngettext
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call
from incubator.domain.queries import find_call


@bp.post("/calls/<code>/questions/versions/prepare")
@guard(policy.manage_call, load=find_call)
def prepare_form(call: Call) -> ResponseReturnValue:
    """Begin another version of the form."""
    if ConfirmForm().validate_on_submit():
        version = form_versions.prepare(db.session, actor=current_actor(), call=call)
        flash(_("La version %(n)s est en préparation : les équipes ne la voient pas.", n=version), "success")
    return _back(call)


@bp.post("/calls/<code>/questions/versions/publish")
@guard(policy.manage_call, load=find_call)
def publish_form(call: Call) -> ResponseReturnValue:
    """Put the version in preparation in use."""
    if ConfirmForm().validate_on_submit():
        try:
            version, told = form_versions.publish(db.session, actor=current_actor(), call=call)
        except DomainError as error:
            flash(str(error), "warning")
        else:
            flash(_("La version %(n)s est en service pour les prochains dossiers.", n=version), "success")
            if told:
                flash(
                    ngettext(
                        "L’équipe d’un brouillon est prévenue par courriel de ce qui change.",
                        "Les équipes de %(num)s brouillons sont prévenues par courriel de ce qui change.",
                        told,
                    ),
                    "info",
                )
    return _back(call)


@bp.post("/calls/<code>/questions/versions/drop")
@guard(policy.manage_call, load=find_call)
def drop_form(call: Call) -> ResponseReturnValue:
    """Give up the version in preparation."""
    if ConfirmForm().validate_on_submit():
        form_versions.drop(db.session, actor=current_actor(), call=call)
        flash(_("La version en préparation est abandonnée : rien n’a changé pour personne."), "success")
    return _back(call)


def _back(call: Call) -> ResponseReturnValue:
    return redirect(url_for(".questions_of", code=call.code))
