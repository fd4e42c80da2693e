"""The questions of a call: their list, one of them, their order."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.admin import form_versions, queries, questions
from incubator.admin.question_forms import QuestionForm, question_form
from incubator.admin.views.blueprint import bp, refuse
from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import form_versions as domain
from incubator.domain import policy
from incubator.domain.models import Call, Question
from incubator.domain.queries import find_call


@bp.get("/calls/<code>/questions")
@guard(policy.manage_call, load=find_call)
def questions_of(call: Call) -> ResponseReturnValue:
    """The questions, in order: those that may change, else those in use; `?version=1` shows a version as it is."""
    versions = form_versions.versions_of(db.session, call)
    free = form_versions.editable(db.session, call)
    asked_for = request.args.get("version", type=int)
    shown = next((one for one in versions if one.number == asked_for), None) or next(
        one for one in versions if one.number == (free or call.form_version)
    )
    questions = domain.questions_of(db.session, call, shown.number)
    in_use = domain.questions_of(db.session, call, call.form_version) if shown.status == "prepared" else questions
    return render_template(
        "admin/questions.html",
        call=call,
        questions=questions,
        versions=versions,
        shown=shown,
        changes=domain.compare(in_use, questions),
        frozen=shown.number != free,
        confirm=ConfirmForm(),
    )


@bp.route("/calls/<code>/questions/new", methods=["GET", "POST"])
@guard(policy.manage_call, load=find_call)
def add_question(call: Call) -> ResponseReturnValue:
    """Ask one more question."""
    form = question_form(None)
    if not form.validate_on_submit():
        return _form(call, form, None), 422 if form.errors else 200
    try:
        questions.add_question(db.session, actor=current_actor(), call=call, asked=form.asked())
    except DomainError as error:
        form.form_errors.append(str(error))
        return _form(call, form, None), error.status
    return _back(call, _("La question est ajoutée à la fin : montez-la à sa place si besoin."))


@bp.route("/calls/<code>/questions/<key>", methods=["GET", "POST"])
@guard(policy.edit_question, load=queries.find_question)
def question(question: Question) -> ResponseReturnValue:
    """Ask a question otherwise."""
    values = questions.asked_of(question)
    form = question_form(values)
    if not form.validate_on_submit():
        return _form(question.call, form, question), 422 if form.errors else 200
    asked, version = form.asked(question.options), form.version.data or ""
    try:
        questions.edit_question(db.session, actor=current_actor(), question=question, asked=asked, version=version)
    except DomainError as error:
        refuse(form, error, values)
        return _form(question.call, form, question), error.status
    return _back(question.call, _("La question est enregistrée."))


@bp.post("/calls/<code>/questions/<key>/move")
@guard(policy.edit_question, load=queries.find_question)
def move_question(question: Question) -> ResponseReturnValue:
    """Ask a question sooner or later."""
    if ConfirmForm().validate_on_submit():
        place_asked = request.form.get("place", type=int)
        if place_asked is not None:
            questions.place_question(db.session, actor=current_actor(), question=question, place=place_asked)
        else:
            up = request.form.get("to") == "up"
            questions.move_question(db.session, actor=current_actor(), question=question, up=up)
        place = _("« %(question)s » est à la place %(n)s.", question=question.label, n=question.position)
        flash(place, "success")
    return redirect(url_for(".questions_of", code=question.call.code, _anchor=f"question-{question.key}"))


@bp.post("/calls/<code>/questions/<key>/remove")
@guard(policy.edit_question, load=queries.find_question)
def remove_question(question: Question) -> ResponseReturnValue:
    """Ask a question no more."""
    call, label = question.call, question.label
    if not ConfirmForm().validate_on_submit():
        return redirect(url_for(".questions_of", code=call.code))
    questions.remove_question(db.session, actor=current_actor(), question=question)
    return _back(call, _("« %(question)s » n’est plus posée.", question=label))


def _back(call: Call, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for(".questions_of", code=call.code))


def _form(call: Call, form: QuestionForm, found: Question | None) -> str:
    return render_template("admin/question.html", call=call, form=form, question=found, confirm=ConfirmForm())
