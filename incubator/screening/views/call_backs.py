"""Calls to make to a team: asked for by the team, planned, made."""

from datetime import datetime
from typing import cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.core.presentation import datetime_long
from incubator.domain import policy
from incubator.domain.models import CallBack, Project
from incubator.screening import call_backs, queries
from incubator.screening.forms import AskCallBackForm, CalledForm, CancelCallBackForm, PlanCallBackForm
from incubator.screening.views.blueprint import bp

ONE_PROJECT = "/projects/<uuid:project_id>"


@bp.route(f"{ONE_PROJECT}/ask-call-back", methods=["GET", "POST"])
@guard(policy.ask_call_back, load=call_backs.own_project)
def ask_call_back(project: Project) -> ResponseReturnValue:
    """For the team: ask to be called back, and see when."""
    form, status = AskCallBackForm(), 200
    if form.validate_on_submit():
        try:
            call_backs.ask(
                db.session,
                actor=current_actor(),
                project=project,
                subject=form.subject.data or "",
                phone=form.phone.data or "",
            )
        except DomainError as error:
            form.form_errors.append(str(error))
            status = error.status
        else:
            flash(_("Votre demande est transmise : vous recevrez un courriel avec le moment de l’appel."), "success")
            return redirect(url_for(".ask_call_back", project_id=project.id))
    page = render_template(
        "screening/ask_call_back.html",
        project=project,
        form=form,
        call_backs=call_backs.call_backs_of(db.session, project),
    )
    return page, 422 if form.errors and status == 200 else status


@bp.route(f"{ONE_PROJECT}/call-backs", methods=["GET", "POST"])
@guard(policy.screen_project, load=queries.find_dossier)
def plan_call_back(project: Project) -> ResponseReturnValue:
    """Plan a call that nobody asked for."""
    return _plan(project, None, PlanCallBackForm())


@bp.route(f"{ONE_PROJECT}/call-backs/<uuid:call_back_id>", methods=["GET", "POST"])
@guard(policy.change_call_back, load=call_backs.find_call_back)
def call_back(row: CallBack) -> ResponseReturnValue:
    """Plan a call that was asked for, or at another moment."""
    planned = row.planned_at and row.planned_at.astimezone(clock.zone()).replace(tzinfo=None)
    form = PlanCallBackForm(subject=row.subject, phone=row.phone, planned_at=planned)
    return _plan(row.project, row, form)


def _plan(project: Project, row: CallBack | None, form: PlanCallBackForm) -> ResponseReturnValue:
    status = 200
    if form.validate_on_submit():
        typed: datetime = cast(datetime, form.planned_at.data)
        at = typed.replace(tzinfo=clock.zone())
        words = {"subject": form.subject.data or "", "phone": form.phone.data or ""}
        try:
            call_backs.plan(db.session, actor=current_actor(), project=project, row=row, at=at, **words)
        except DomainError as error:
            form.form_errors.append(str(error))
            status = error.status
        else:
            flash(_("Appel prévu le %(date)s : l’équipe en est prévenue.", date=datetime_long(at)), "success")
            return redirect(url_for(".screen", project_id=project.id, _anchor="call-backs"))
    page = _page(project, row, form)
    return page, 422 if form.errors and status == 200 else status


def _page(
    project: Project,
    row: CallBack | None,
    form: PlanCallBackForm,
    *,
    called: CalledForm | None = None,
    given_up: CancelCallBackForm | None = None,
) -> str:
    return render_template(
        "screening/call_back.html",
        project=project,
        row=row,
        form=form,
        called=called or CalledForm(formdata=None),
        given_up=given_up or CancelCallBackForm(formdata=None),
    )


@bp.post(f"{ONE_PROJECT}/call-backs/<uuid:call_back_id>/done")
@guard(policy.change_call_back, load=call_backs.find_call_back)
def called(row: CallBack) -> ResponseReturnValue:
    """Note that the call was made."""
    project, form = row.project, CalledForm()
    if not form.validate_on_submit():
        planning = PlanCallBackForm(formdata=None, subject=row.subject, phone=row.phone)
        return _page(project, row, planning, called=form), 422
    call_backs.close(db.session, actor=current_actor(), row=row, note=form.note.data or "")
    flash(_("C’est noté : l’équipe du dossier %(number)s a été rappelée.", number=project.reference), "success")
    return redirect(url_for(".screen", project_id=project.id, _anchor="call-backs"))


@bp.post(f"{ONE_PROJECT}/call-backs/<uuid:call_back_id>/cancel")
@guard(policy.cancel_call_back, load=call_backs.find_cancellable)
def cancel_call_back(row: CallBack) -> ResponseReturnValue:
    """Give a call up, for whoever asked for it or those who run the call."""
    actor, project, form = current_actor(), row.project, CancelCallBackForm()
    by_team = row.project_id in actor.team_of
    if not form.validate_on_submit():
        if by_team:
            return redirect(url_for(".ask_call_back", project_id=project.id))
        planning = PlanCallBackForm(formdata=None, subject=row.subject, phone=row.phone)
        return _page(project, row, planning, given_up=form), 422
    call_backs.cancel(db.session, actor=actor, row=row, reason=form.reason.data or "")
    if by_team:
        flash(
            _("Votre demande est annulée : personne ne vous rappellera, sauf si vous le demandez à nouveau."), "success"
        )
        return redirect(url_for(".ask_call_back", project_id=project.id))
    flash(
        _("L’appel est annulé : l’équipe du dossier %(number)s en est prévenue.", number=project.reference), "success"
    )
    return redirect(url_for(".screen", project_id=project.id, _anchor="call-backs"))
