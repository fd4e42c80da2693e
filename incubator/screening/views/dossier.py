"""The examination of one dossier: the decision, taking it up again."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import DomainError, NotReady
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import agreements, answers, attachments, information, lifecycle, policy
from incubator.domain.actors import Actor
from incubator.domain.checklists import checklist_of
from incubator.domain.models import ChecklistItem, Project
from incubator.domain.screening_kinds import CheckAnswer
from incubator.domain.timeline import latest
from incubator.screening import call_backs, checks, late, memory, notes, operations, opinions, queries, tagging, words
from incubator.screening.asking import Asked
from incubator.screening.filters import Filters
from incubator.screening.forms import NoteForm, ReconsiderForm, ScreeningForm, TagForm, screening_form
from incubator.screening.obstacles import lateness
from incubator.screening.views.blueprint import bp, offer_undo

Checked = tuple[Sequence[ChecklistItem], Mapping[uuid.UUID, Mapping[uuid.UUID, CheckAnswer]]]
ONE_PROJECT = "/projects/<uuid:project_id>"


@bp.route(f"{ONE_PROJECT}/screening", methods=["GET", "POST"])
@guard(policy.screen_project, load=queries.find_dossier)
def screen(project: Project) -> ResponseReturnValue:
    actor, items = current_actor(), checklist_of(db.session, project.call)
    given = checks.answers_on(db.session, project)
    form = screening_form(project.version, items, given.get(actor.person_id, {}))
    form.fields.choices = words.field_choices(information.labels_of(project))
    if request.form.get("act") == "checks":
        checks.save_checks(db.session, actor=actor, project=project, answers=form.checks)
        flash(_("Vos réponses aux points à vérifier sont gardées."), "success")
        return redirect(url_for(".screen", project_id=project.id, _anchor="checklist"))
    if not form.validate_on_submit():
        return _dossier(project, form, (items, given)), 422 if form.errors else 200
    reason = words.reason_of(form.reason.data or "", form.outcome.data, form.checks, items)
    asked = Asked(tuple(form.fields.data or ()), form.due_on.data)
    try:
        checks.save_checks(db.session, actor=actor, project=project, answers=form.checks)
        act = operations.screen_project(
            db.session,
            actor=actor,
            project=project,
            outcome=form.outcome.data,
            reason=reason,
            version=form.version.data or 0,
            settle=request.form.get("settle") == "yes",
            asked=asked if form.outcome.data == "ask_information" else None,
        )
    except DomainError as error:
        return _dossier(_refused(project, form, error), form), error.status
    divided = act is None and opinions.opinions_on(db.session, project).divided
    flash(words.done(project) if act else words.opinion_kept(project, divided), "success")
    offer_undo(project.call, act)
    return _to_next(project)


@bp.route(f"{ONE_PROJECT}/screening/reconsider", methods=["GET", "POST"])
@guard(policy.screen_project, load=queries.find_dossier)
def reconsider(project: Project) -> ResponseReturnValue:
    form = ReconsiderForm(version=project.version)
    if not form.validate_on_submit():
        if project.state not in lifecycle.RECONSIDER.sources:
            return redirect(url_for(".screen", project_id=project.id))
        return _reconsider(project, form), 422 if form.errors else 200
    reason, version = form.reason.data or "", form.version.data or 0
    try:
        operations.reconsider_project(
            db.session, actor=current_actor(), project=project, reason=reason, version=version
        )
    except DomainError as error:
        return _reconsider(_refused(project, form, error), form), error.status
    flash(_("Le dossier %(number)s est de nouveau à examiner.", number=project.reference), "success")
    return redirect(url_for(".screen", project_id=project.id))


def _refused(project: Project, form: ScreeningForm | ReconsiderForm, error: DomainError) -> Project:
    """Undo what was begun, say why in the form, and return the dossier as it is now; the text typed stays."""
    project_id = project.id
    db.session.rollback()
    if isinstance(error, NotReady):  # what is missing is always the reason
        form.reason.errors = [*form.reason.errors, str(error)]
    else:
        form.form_errors.append(str(error))
    fresh = queries.find_dossier(db.session, current_actor(), project_id)
    form.version.data = form.version.raw_data = None
    form.version.process(None, fresh.version)
    return fresh


def _to_next(project: Project) -> ResponseReturnValue:
    filters = memory.recall(project.call) or Filters()
    following = queries.next_awaiting(db.session, current_actor(), project.call, filters, after=project)
    if following is not None:
        return redirect(url_for(".screen", project_id=following))
    flash(_("Plus aucun dossier n’attend votre examen dans cette liste."), "info")
    return redirect(words.address(project.call, filters))


def _dossier(project: Project, form: ScreeningForm, checked: Checked | None = None) -> str:
    """Return the page; `checked` is what was read already of the checks, unless it was undone since."""
    actor, call = current_actor(), project.call
    filters = memory.recall(call) or Filters()
    return render_template(
        "screening/screen.html",
        project=project,
        current_tab="screening",
        form=form,
        filters=filters,
        answers=[
            (question, answers.as_read(question, value))
            for question, value in answers.reference_answers(
                answers.shown_in(project.state, project.questions), project.answers
            )
        ],
        files=attachments.by_question(db.session, project, project.questions),
        awaiting=project.state is queries.AWAITING,
        can_reconsider=project.state in lifecycle.RECONSIDER.sources,
        progress=queries.progress(db.session, actor, call, filters),
        next_id=queries.next_awaiting(db.session, actor, call, filters, after=project),
        list_url=words.address(call, filters),
        facts=words.facts(project),
        **_examination(project, actor, checked),
        **_tags(project),
        notes=notes.notes_on(db.session, project),
        note_form=NoteForm(formdata=None),
        call_backs=call_backs.call_backs_of(db.session, project),
        requests=[(one, information.changes(project, one)) for one in information.history(db.session, project)],
        is_late=lateness(project),
        let_in=late.let_in(db.session, call, [project]).get(project.id),
        agreement=agreements.current(db.session, project),
        time=agreements.days_in_words,
        journal=latest(db.session, actor, project, limit=10),
    )


def _examination(project: Project, actor: Actor, checked: Checked | None) -> dict[str, Any]:  # Any: as below
    """Return the checks, what colleagues answered to them and the opinions that the actor may read."""
    several = opinions.opinions_on(db.session, project)
    items, given = checked or (checklist_of(db.session, project.call), checks.answers_on(db.session, project))
    own = given.get(actor.person_id, {})
    theirs = [answers for person_id, answers in given.items() if person_id != actor.person_id]
    open_to_see = several.wanted == 1 or several.of(actor) is not None
    return {
        "items": items,
        "own": own,
        "theirs": theirs if open_to_see else [],
        "opinions": several,
        "opinions_shown": several.shown_to(actor, project),
        "may_settle": several.divided and policy.settle_screening(actor, project),
    }


def _tags(project: Project) -> dict[str, Any]:  # Any: what the template reads
    return {
        "tag_form": TagForm(formdata=None),
        "tags": tagging.tags_on(db.session, project),
        "known_tags": tagging.tags_of(db.session, project.call),
    }


def _reconsider(project: Project, form: ReconsiderForm) -> str:
    return render_template("screening/reconsider.html", project=project, form=form)
