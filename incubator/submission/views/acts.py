"""The acts of a dossier: handing in, sending what was asked, taking back, coming back."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import NotReady, WrongState
from incubator.core.forms import BaseForm, ConfirmForm
from incubator.core.i18n import LazyString, _
from incubator.core.i18n import lazy as _l
from incubator.core.permissions import current_actor, guard
from incubator.domain import agreements, information, policy, rules
from incubator.domain.dossier_kinds import AgreementMoment
from incubator.domain.lifecycle import COME_BACK, SEND_INFORMATION, SUBMIT, WITHDRAW, Step
from incubator.domain.models import Project
from incubator.domain.states import State
from incubator.submission import operations, queries, reading
from incubator.submission.forms import WithdrawForm
from incubator.submission.views import shared
from incubator.submission.views.blueprint import ONE_PROJECT, bp


@bp.route(f"{ONE_PROJECT}/submit", methods=["GET", "POST"])
@guard(policy.submit_project, load=queries.dossier)
def submit(project: Project) -> ResponseReturnValue:
    return _take(
        SUBMIT,
        project,
        ConfirmForm(),
        lambda _form: operations.submit_project(db.session, actor=current_actor(), project=project),
        done=_l("Votre dossier est déposé."),
    )


@bp.route(f"{ONE_PROJECT}/send-information", methods=["GET", "POST"])
@guard(policy.submit_project, load=queries.dossier)
def send_information(project: Project) -> ResponseReturnValue:
    return _take(
        SEND_INFORMATION,
        project,
        ConfirmForm(),
        lambda _form: operations.send_information(db.session, actor=current_actor(), project=project),
        done=_l("Votre dossier complété est renvoyé."),
    )


@bp.route(f"{ONE_PROJECT}/withdraw", methods=["GET", "POST"])
@guard(policy.withdraw_project, load=queries.dossier)
def withdraw(project: Project) -> ResponseReturnValue:
    return _take(
        WITHDRAW,
        project,
        WithdrawForm(),
        lambda form: operations.withdraw_project(
            db.session, actor=current_actor(), project=project, reason=form.reason.data or ""
        ),
        done=_l("Votre dossier est retiré."),
    )


@bp.route(f"{ONE_PROJECT}/come-back", methods=["GET", "POST"])
@guard(policy.come_back, load=queries.dossier)
def come_back(project: Project) -> ResponseReturnValue:
    return _take(
        COME_BACK,
        project,
        ConfirmForm(),
        lambda _form: operations.come_back(db.session, actor=current_actor(), project=project),
        done=_l("Votre dossier est de nouveau un brouillon : pensez à le déposer avant la clôture."),
    )


def _take(
    step: Step, project: Project, form: BaseForm, act: Callable[[Any], Project], *, done: LazyString
) -> ResponseReturnValue:  # Any: each act knows its own form
    """Show the page of a step, or take it; pressed twice or done in another tab, lead to the dossier and say so."""
    state = project.state.candidate_label
    if project.state is step.target:
        return back(project, _("C’est déjà fait : votre dossier est « %(state)s ».", state=state), "info")
    if project.state not in step.sources:
        raise WrongState(_("Votre dossier est « %(state)s » : cette action n’est plus possible.", state=state))
    status = 200
    if form.validate_on_submit():
        try:
            act(form)
        except NotReady:
            status = 409
        else:
            return back(project, str(done), "success")
    return _step_page(step, project, form), 422 if form.errors else status


def back(project: Project, sentence: str, category: str) -> ResponseReturnValue:
    """Lead back to the dossier and say what happened; a dossier just handed in shows its receipt."""
    flash(sentence, category)
    receipt = 1 if category == "success" and project.state is State.SUBMITTED else None
    return redirect(url_for(".show", project_id=project.id, receipt=receipt))


def _step_page(step: Step, project: Project, form: BaseForm) -> str:
    return render_template(
        f"submission/{step.name}.html",
        project=project,
        form=form,
        step=step,
        missing=shared.missing(project),
        is_open=rules.draft_is_open(project) if step is SUBMIT else rules.call_is_open(project.call),
        late_until=rules.late_until(project),
        asked_for=shared.asked_for(project),
        request_in_hand=information.loaded(project),
        recipients=reading.recipients(project),
        no_agreement=agreements.missing(db.session, project, AgreementMoment.SUBMISSION) if step is SUBMIT else [],
    )
