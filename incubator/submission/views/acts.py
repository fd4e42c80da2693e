"""The acts of a dossier: handing in, sending what was asked, taking back, coming back."""

from collections.abc import Callable
from functools import partial

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
    return _take(SUBMIT, project, operations.submit_project, done=_l("Votre dossier est déposé."))


@bp.route(f"{ONE_PROJECT}/send-information", methods=["GET", "POST"])
@guard(policy.submit_project, load=queries.dossier)
def send_information(project: Project) -> ResponseReturnValue:
    done = _l("Votre dossier complété est renvoyé.")
    return _take(SEND_INFORMATION, project, operations.send_information, done=done)


@bp.route(f"{ONE_PROJECT}/withdraw", methods=["GET", "POST"])
@guard(policy.withdraw_project, load=queries.dossier)
def withdraw(project: Project) -> ResponseReturnValue:
    form = WithdrawForm()
    act = partial(operations.withdraw_project, reason=form.reason.data or "")
    return _take(WITHDRAW, project, act, done=_l("Votre dossier est retiré."), form=form)


@bp.route(f"{ONE_PROJECT}/come-back", methods=["GET", "POST"])
@guard(policy.come_back, load=queries.dossier)
def come_back(project: Project) -> ResponseReturnValue:
    done = _l("Votre dossier est de nouveau un brouillon : pensez à le déposer avant la clôture.")
    return _take(COME_BACK, project, operations.come_back, done=done)


def _take(
    step: Step, project: Project, act: Callable[..., Project], *, done: LazyString, form: BaseForm | None = None
) -> ResponseReturnValue:
    """Show the page of a step, or take it; pressed twice or done in another tab, lead to the dossier and say so."""
    form = form or ConfirmForm()
    state = project.state.candidate_label
    if project.state is step.target:
        return back(project, _("C’est déjà fait : votre dossier est « %(state)s ».", state=state), "info")
    if project.state not in step.sources:
        raise WrongState(_("Votre dossier est « %(state)s » : cette action n’est plus possible.", state=state))
    status = 200
    if form.validate_on_submit():
        try:
            act(db.session, actor=current_actor(), project=project)
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
