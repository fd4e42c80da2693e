"""Pages of access codes, of deposits in the name of somebody else, and the printable receipt."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import DomainError, NotFound
from incubator.core.forms import BaseForm, ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.core.presentation import datetime_long
from incubator.core.urls import absolute
from incubator.domain import answers, policy, revisions, rules
from incubator.domain.models import AccessCode, Call, Project
from incubator.domain.queries import find_call
from incubator.domain.states import State
from incubator.entry import operations, queries, words
from incubator.entry.forms import CodeForm, DepositForm, UseForm
from incubator.extensions import limiter

bp = Blueprint("entry", __name__)


def _link(code: str) -> str:
    return absolute("entry.use_code", code=code)


@bp.route("/calls/<code>/access-codes", methods=["GET", "POST"])
@guard(policy.give_access, load=find_call)
def codes(call: Call) -> ResponseReturnValue:
    """The codes of a call, who used them, and a new one."""
    form = CodeForm()
    if not form.validate_on_submit():
        return _codes(call, form), 422 if form.errors else 200
    try:
        made = operations.make_code(
            db.session,
            actor=current_actor(),
            call=call,
            note=str(form.note.data),
            places=form.places.data or 1,
            valid_until=form.until(),
            email=form.email.data or "",
            make_url=_link,
        )
    except DomainError as error:
        form.valid_until.errors = [str(error)]
        return _codes(call, form), error.status
    sent = _("Le code %(code)s est envoyé à %(email)s.", code=made.code, email=made.email)
    flash(sent if made.email else _("Le code %(code)s est prêt : donnez-le vous-même.", code=made.code), "success")
    return redirect(url_for(".codes", code=call.code))


def _codes(call: Call, form: CodeForm) -> str:
    return render_template(
        "entry/codes.html", call=call, form=form, codes=queries.codes_of(db.session, call), now=clock.now(), link=_link
    )


@bp.post("/calls/<code>/access-codes/end")
@guard(policy.give_access, load=find_call)
def end_code(call: Call) -> ResponseReturnValue:
    """Let nobody new use a code."""
    if ConfirmForm().validate_on_submit():
        try:
            code_id = uuid.UUID(request.form.get("code_id", ""))
        except ValueError as error:
            raise NotFound from error
        code = queries.code_of(db.session, call, code_id)
        operations.end_code(db.session, actor=current_actor(), call=call, code=code)
        flash(_("Le code %(code)s ne sert plus.", code=code.code), "success")
    return redirect(url_for(".codes", code=call.code))


def _who_tries() -> str:
    """Name the counter of a person's tries."""
    return f"access-codes:{session.get('_user_id', '')}"


@bp.route("/access", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"], key_func=_who_tries)
@guard(policy.use_access_code)
def type_code() -> ResponseReturnValue:
    """Where a code is typed."""
    form = UseForm()
    if not form.validate_on_submit():
        return render_template("entry/type_code.html", form=form), 422 if form.errors else 200
    code = queries.code_to_use(db.session, str(form.code.data))
    if reason := words.why_not(code, current_actor()):
        form.code.errors = [reason]
        return render_template("entry/type_code.html", form=form), 409
    return redirect(url_for(".use_code", code=queries.as_typed(str(form.code.data))))


@bp.route("/access/<code>", methods=["GET", "POST"])
@limiter.limit("40 per hour", key_func=_who_tries)
@guard(policy.use_access_code, load=lambda session_, _actor, code: (code, queries.code_to_use(session_, code)))
def use_code(found: tuple[str, AccessCode | None]) -> ResponseReturnValue:
    """What a code opens, then the dossier it opens."""
    typed, code = found
    form: BaseForm = ConfirmForm()
    reason = words.why_not(code, current_actor())
    if code is None or reason:
        form = UseForm(formdata=None, code=typed)
        form["code"].errors = [reason]
        return render_template("entry/type_code.html", form=form), 404 if code is None else 409
    if form.validate_on_submit():
        project = operations.use_code(db.session, actor=current_actor(), typed=typed)
        until = datetime_long(code.valid_until)
        flash(_("Vous pouvez déposer ce dossier jusqu’au %(date)s.", date=until), "success")
        return redirect(url_for("submission.edit", project_id=project.id))
    drafts = queries.drafts_in(db.session, current_actor(), code.call)
    return render_template("entry/use_code.html", access=code, call=code.call, form=form, drafts=drafts)


@bp.route("/calls/<code>/deposit", methods=["GET", "POST"])
@guard(policy.deposit_for_somebody, load=queries.call_with_houses)
def deposit(call: Call) -> ResponseReturnValue:
    """Write a dossier in the name of an agent without address or computer."""
    form, is_open = DepositForm(), rules.call_is_open(call)
    if is_open and form.validate_on_submit():
        project = operations.deposit(db.session, actor=current_actor(), call=call, agent=form.agent())
        name = project.carried_by
        flash(_("Le dossier de %(name)s est ouvert : écrivez-le avec ses mots.", name=name), "success")
        return redirect(url_for("submission.edit", project_id=project.id))
    page = render_template("entry/deposit.html", call=call, form=form, is_open=is_open)
    return page, 422 if form.errors else 409 if form.is_submitted() else 200


@bp.get("/projects/<uuid:project_id>/receipt")
@guard(policy.view_receipt, load=queries.dossier)
def receipt(project: Project) -> ResponseReturnValue:
    """A page to print: what was received, when, and what comes next."""
    if project.submitted_at is None or project.state is State.DRAFT:
        flash(_("Ce dossier n’est pas encore déposé : il n’a pas de récépissé."), "info")
        return redirect(url_for("submission.show", project_id=project.id))
    version = revisions.latest(db.session, project)  # what was handed in, not what is being changed since
    given = revisions.answered(version) if version else answers.reference_answers(project.questions, project.answers)
    return render_template(
        "entry/receipt.html",
        project=project,
        version=version,
        call=project.call,
        deposit=queries.deposit_of(db.session, project),
        answers=[(question, answers.as_read(question, value)) for question, value in given if value],
        now=clock.now(),
    )
