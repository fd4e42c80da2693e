"""Pages of the candidates: my projects, starting, writing, handing in, taking back; the journal of a project."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import NotReady, StaleVersion
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.core.presentation import time_of
from incubator.domain import agreements, completing, information, policy, rules
from incubator.domain.lifecycle import WITHDRAW
from incubator.domain.models import Call, Project
from incubator.domain.states import State
from incubator.domain.timeline import timeline
from incubator.submission import journey, new_form, operations, queries, reading
from incubator.submission.content import by_field, closed_to, differences, facts_of, is_second_step, values_of
from incubator.submission.forms import DossierForm, dossier_form
from incubator.submission.views import files, locked
from incubator.submission.views.acts import asked_for, back
from incubator.submission.views.blueprint import ONE_PROJECT, bp


@bp.get("/projects")
@guard(policy.view_own_projects)
def mine() -> ResponseReturnValue:
    actor = current_actor()
    number = request.args.get("page", 1, type=int)
    page = queries.my_projects(db.session, actor=actor, number=number, make_url=lambda n: url_for(".mine", page=n))
    left = completing.unanswered(db.session, page.items)
    return render_template(
        "submission/mine.html",
        page=page,
        projects=[(one, journey.next_act(actor, one, unanswered=one.id in left)) for one in page.items],
        calls=queries.open_calls(db.session, actor=actor),
        what_next=journey.what_next,
    )


@bp.route("/calls/<code>/propose", methods=["GET", "POST"])
@guard(policy.start_project, load=queries.call_to_propose)
def start(call: Call) -> ResponseReturnValue:
    actor, form = current_actor(), ConfirmForm()
    if form.validate_on_submit():
        project = operations.start_project(db.session, actor=actor, call=call)
        return redirect(url_for(".edit", project_id=project.id))
    return render_template(
        "submission/start.html",
        call=call,
        form=form,
        questions=queries.questions_of(db.session, call),
        drafts=queries.my_drafts(db.session, actor=actor, call=call),
        is_open=rules.call_is_open(call),
        now=clock.now(),
    )


@bp.get(ONE_PROJECT)
@guard(policy.view_project, load=queries.dossier)
def show(project: Project) -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "submission/show.html",
        project=project,
        answers=locked.answers(project),
        act=journey.next_act_of_complete(actor, project),
        what_next=journey.what_next,
        road=journey.road(project),
        asked_for=asked_for(project),
        request_in_hand=information.loaded(project),
        recipients=reading.recipients(project),
        receipt="receipt" in request.args and project.state is State.SUBMITTED,
        agreement=agreements.current(db.session, project) if policy.view_agreement(actor, project) else None,
        time=agreements.days_in_words,
        may_replace=policy.edit_project(actor, project) and rules.may_be_replaced(project),
        may_complete=journey.may_complete(actor, project),
        missing_later=reading.missing_later(project),
        may_withdraw=project.state in WITHDRAW.sources and policy.withdraw_project(actor, project),
    )


@bp.route(f"{ONE_PROJECT}/edit", methods=["GET", "POST"])
@guard(policy.edit_project, load=queries.dossier)
def edit(project: Project) -> ResponseReturnValue:
    form = dossier_form(project)
    if reason := journey.locked_reason(project):
        return locked.whole(form, project, reason)
    if closed_to(project, request.form):
        return locked.part_closed(project)
    if request.method == "POST":
        files.take(project)
    if form.validate_on_submit():
        write = _replace if rules.may_be_replaced(project) else _save
        try:
            return write(form, project)
        except StaleVersion:
            return _somebody_was_faster(form, project.id)
    return _form_page(form, project), 422 if form.errors else 200


def _save(form: DossierForm, project: Project) -> ResponseReturnValue:
    seen, typed = form.seen_version, form.typed()
    operations.save_answers(db.session, actor=current_actor(), project=project, version=seen, typed=typed)
    return _saved(project.id)


def _replace(form: DossierForm, project: Project) -> ResponseReturnValue:
    """Hand in the version that was typed; what it lacks is said above it, and nothing of it is lost."""
    seen, typed = form.seen_version, form.typed()
    try:
        done = operations.revise_project(db.session, actor=current_actor(), project=project, version=seen, typed=typed)
    except NotReady:
        return _form_page(form, project, lacking=reading.missing_of(project, typed)), 422
    if done:
        return back(project, _("Votre nouvelle version est déposée : elle remplace la précédente."), "success")
    flash(_("Vous n’avez rien changé : le dossier déposé reste le même."), "info")
    return redirect(url_for(".show", project_id=project.id))


def _form_page(form: DossierForm, project: Project, lacking: Sequence[tuple[str, str]] = ()) -> str:
    return render_template(
        "submission/edit.html",
        form=form,
        project=project,
        facts=list(facts_of(project)),
        questions=by_field(project),
        files=files.boxes(project),
        second_step=is_second_step(project),
        changes=new_form.changes_offered(db.session, project),
        aside=reading.in_words(new_form.left_aside(db.session, project)),
        progress=journey.answered(project),
        progress_label=journey.progress_label(project),
        stored=_stored_otherwise(form, project),
        zone=clock.zone().key,
        last_save=queries.last_save(db.session, project),
        asked_for=asked_for(project),
        request_in_hand=information.loaded(project),
        late_until=rules.late_until(project),
        replaces=rules.may_be_replaced(project),
        lacking=lacking,
        today=clock.today(),
    )


def _stored_otherwise(form: DossierForm, project: Project) -> dict[str, str]:
    """Return what is stored in the fields that show something else: refused, or typed before a session ended."""
    values = values_of(project)
    return {name: values[name] for name in differences(form.typed(), values)}


def _saved(project_id: uuid.UUID) -> ResponseReturnValue:
    flash(_("Vos réponses sont enregistrées (%(time)s).", time=time_of(clock.now())), "success")
    if request.form.get("then") == "review":
        return redirect(url_for(".show", project_id=project_id))
    return redirect(url_for(".edit", project_id=project_id, _anchor=files.place()))


def _somebody_was_faster(form: DossierForm, project_id: uuid.UUID) -> ResponseReturnValue:
    """Show both texts side by side; nothing is saved until the person has compared."""
    db.session.rollback()  # the dossier is read again, as the other person left it
    project = queries.dossier(db.session, current_actor(), project_id)
    different = differences(form.typed(), values_of(project))
    if not different:
        return _saved(project.id)
    form.version.data = str(project.version)
    page = render_template(
        "submission/conflict.html",
        form=form,
        project=project,
        questions=by_field(project),
        different=list(different),
        theirs=reading.values_in_words(project),
        last_save=queries.last_save(db.session, project),
    )
    return page, 409


@bp.get(f"{ONE_PROJECT}/journal")
@guard(policy.view_timeline, load=queries.dossier)
def journal(project: Project) -> ResponseReturnValue:
    page = timeline(
        db.session,
        current_actor(),
        project,
        number=request.args.get("page", 1, type=int),
        make_url=lambda number: url_for(".journal", project_id=project.id, page=number),
    )
    return render_template("submission/journal.html", project=project, page=page)
