"""The tab « Échanges » of a dossier, and the dossiers whose team awaits an answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.keys import key_in
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call, Project
from incubator.domain.queries import find_call
from incubator.domain.threads import side_of
from incubator.exchanges import operations, queries
from incubator.exchanges.forms import CorrectForm, MessageForm

bp = Blueprint("exchanges", __name__)
THREAD = "/projects/<uuid:project_id>/exchanges"


@bp.route(THREAD, methods=["GET", "POST"])
@guard(policy.view_thread, load=queries.project_shown)
def show(project: Project) -> ResponseReturnValue:
    actor, form = current_actor(), MessageForm()
    if form.validate_on_submit():
        operations.write(db.session, actor=actor, project=project, text=form.text.data or "")
        flash(_("Votre message est envoyé."), "success")
        return _back(project)
    messages = queries.messages(db.session, project)
    page = render_template(
        "exchanges/show.html",
        project=project,
        form=form,
        confirm=ConfirmForm(formdata=None),
        messages=messages,
        last_sent=next((one.text for one in reversed(messages) if one.author_id == actor.person_id), ""),
        zone=clock.zone().key,
        side=side_of(actor, project),
        may_write=policy.write_in_thread(actor, project),
        limit=clock.now() - operations.CORRECTION,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{THREAD}/read")
@guard(policy.view_thread, load=queries.project_shown)
def read(project: Project) -> ResponseReturnValue:
    """Note that the messages were read: by the script of the page, or by its button."""
    operations.mark_read(db.session, actor=current_actor(), project=project)
    return _back(project)


@bp.route(f"{THREAD}/correct", methods=["GET", "POST"])
@guard(policy.write_in_thread, load=queries.project_shown)
def correct(project: Project) -> ResponseReturnValue:
    actor, form, key = current_actor(), CorrectForm(), key_in(request.args.get("message"))
    message = queries.own_message(db.session, actor, project, key)
    if form.validate_on_submit():
        operations.correct(db.session, actor=actor, project=project, key=key, text=form.text.data or "")
        flash(_("Votre message est corrigé.") if form.text.data else _("Votre message est retiré."), "success")
        return _back(project)
    if request.method == "GET" and form.text.data is None:
        form.text.data = message.text
    page = render_template("exchanges/correct.html", project=project, form=form, message=message)
    return page, 422 if form.errors else 200


def _back(project: Project) -> ResponseReturnValue:
    return redirect(url_for(".show", project_id=project.id, _anchor="last"))


@bp.get("/calls/<code>/exchanges")
@guard(policy.view_worklist, load=find_call)
def to_read(call: Call) -> ResponseReturnValue:
    """The dossiers of a call whose team awaits an answer."""
    projects = queries.threads_to_read(db.session, actor=current_actor(), call=call)
    return render_template("exchanges/to_read.html", call=call, projects=projects)
