"""Going to the form in use, for a draft begun with an older one."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Project
from incubator.submission import new_form, queries
from incubator.submission.views.blueprint import ONE_PROJECT, bp


@bp.post(f"{ONE_PROJECT}/new-form")
@guard(policy.edit_project, load=queries.texts)
def take_new_form(project: Project) -> ResponseReturnValue:
    """Answer the form in use from now on."""
    if ConfirmForm().validate_on_submit():
        new_form.take(db.session, actor=current_actor(), project=project)
        flash(_("Votre dossier suit maintenant le nouveau formulaire. Vos réponses sont gardées."), "success")
    return redirect(url_for(".edit", project_id=project.id))
