"""A committee member reads; staff see what was read."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import StaleVersion, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import attachments, policy
from incubator.domain.kinds import ConflictKind, ReviewStatus
from incubator.domain.models import Call, Criterion, Project
from incubator.domain.queries import find_call, find_project
from incubator.domain.states import State
from incubator.selection import conflicts, operations, queries
from incubator.selection.forms import ConflictForm, ReadingForm, reading_form
from incubator.selection.views.blueprint import bp, page_number, pages_of


@bp.get("/calls/<code>/readings")
@guard(policy.read_queue, load=find_call)
def queue(call: Call) -> ResponseReturnValue:
    """The actor's own readings."""
    actor = current_actor()
    make_url = pages_of(".queue", code=call.code)
    return render_template(
        "selection/queue.html",
        call=call,
        page=queries.own_readings(db.session, actor=actor, call=call, number=page_number(), make_url=make_url),
        progress=queries.progress(db.session, actor=actor, call=call),
        one_touch=ConflictKind.OTHER,
    )


@bp.route("/projects/<uuid:project_id>/read", methods=["GET", "POST"])
@guard(policy.score_project, load=find_project)
def read(project: Project) -> ResponseReturnValue:
    """The answers beside the grid."""
    actor = current_actor()
    review = queries.own_reading(db.session, actor=actor, project=project)
    criteria = queries.grid(db.session, project.call_id)
    form = reading_form(criteria, review)
    refusal, answers = "", queries.answers_for_readers(db.session, project)
    if form.validate_on_submit():
        try:
            if saved := _save(form, criteria, project):
                return redirect(saved)
        except (StaleVersion, WrongState) as error:
            refusal = str(error)
            form.see(review.version)
    page = render_template(
        "selection/read.html",
        project=project,
        review=review,
        criteria=criteria,
        form=form,
        refusal=refusal,
        answers=answers,
        files=attachments.by_question(db.session, project, [question for question, _text in answers]),
        open=project.state is State.UNDER_REVIEW,
        progress=queries.progress(db.session, actor=actor, call=project.call),
        final=review.status is ReviewStatus.FINAL,
    )
    return page, 409 if refusal else 422 if form.errors else 200


def _save(form: ReadingForm, criteria: Sequence[Criterion], project: Project) -> str:
    """Save as the button asks; return where to go, or nothing when a mark is missing."""
    actor = current_actor()
    reading = form.reading(criteria)
    if request.form.get("act") != "finish":
        operations.save_draft(db.session, actor=actor, project=project, reading=reading)
        flash(_("Brouillon enregistré : rien n’est compté tant que vous n’avez pas terminé."), "success")
        return url_for(".read", project_id=project.id)
    if not form.require_marks(criteria):
        return ""
    operations.finish_reading(db.session, actor=actor, project=project, reading=reading)
    following = queries.progress(db.session, actor=actor, call=project.call).next
    if following is None:
        flash(_("Lecture terminée. C’était la dernière : merci, tout est lu."), "success")
        return url_for(".queue", code=project.call.code)
    flash(_("Lecture terminée. Voici la suivante."), "success")
    return url_for(".read", project_id=following.id)


@bp.route("/projects/<uuid:project_id>/conflict", methods=["GET", "POST"])
@guard(policy.declare_conflict, load=find_project)
def declare_conflict(project: Project) -> ResponseReturnValue:
    """Stand aside from one dossier."""
    actor = current_actor()
    form = ConflictForm()
    if form.validate_on_submit():
        conflicts.declare_conflict(
            db.session,
            actor=actor,
            project=project,
            kind=ConflictKind(form.kind.data),
            reason=form.reason.data or "",
        )
        flash(_("Votre déport est enregistré : ce dossier ne vous sera plus montré."), "success")
        in_committee = policy.read_queue(actor, project.call)
        return redirect(url_for(".queue", code=project.call.code) if in_committee else url_for("home.todo"))
    page = render_template("selection/conflict.html", project=project, form=form)
    return page, 422 if form.errors else 200


@bp.get("/projects/<uuid:project_id>/readings")
@guard(policy.view_readings, load=find_project)
def readings(project: Project) -> ResponseReturnValue:
    """What each reader gave, for those who run the call."""
    found = queries.readings_of(db.session, project)
    criteria = queries.grid(db.session, project.call_id)
    return render_template(
        "selection/readings.html",
        project=project,
        current_tab="selection.readings",
        readings=found,
        finished=[reading for reading in found if reading.status is ReviewStatus.FINAL],
        lines=queries.lines_of(criteria, found),
        standing=queries.standing_of(db.session, project),
    )
