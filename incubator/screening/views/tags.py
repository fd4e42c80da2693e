"""Tags: on one dossier, and their list."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call, Project, Tag
from incubator.domain.queries import find_call
from incubator.domain.screening_kinds import TagTone
from incubator.screening import queries, tagging
from incubator.screening.forms import EditTagForm, TagForm
from incubator.screening.views.blueprint import bp, list_address

ONE_TAG = "/calls/<code>/screening/tags/<uuid:tag_id>"


@bp.post("/projects/<uuid:project_id>/tags")
@guard(policy.screen_project, load=queries.find_dossier)
def tag_project(project: Project) -> ResponseReturnValue:
    """Put a tag on a dossier, or take one away."""
    form, actor = TagForm(), current_actor()
    back = redirect(url_for(".screen", project_id=project.id, _anchor="tags"))
    if removed := next((tag for tag in _tags(project) if str(tag.id) == request.form.get("remove")), None):
        tagging.untag(db.session, actor=actor, tag_id=removed.id, projects=[project])
        return back
    if not form.validate_on_submit():
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "warning")
        return back
    try:
        tag = tagging.tag_named(db.session, actor=actor, call=project.call, name=form.name.data or "")
    except DomainError as error:
        flash(str(error), "warning")
        return back
    tagging.tag(db.session, actor=actor, tag_id=tag.id, projects=[project])
    return back


def _tags(project: Project) -> list[Tag]:
    return tagging.tags_of(db.session, project.call)


@bp.get("/calls/<code>/screening/tags")
@guard(policy.view_worklist, load=find_call)
def tags(call: Call) -> ResponseReturnValue:
    """Every tag, with how many dossiers carry it."""
    return render_template(
        "screening/tags.html",
        call=call,
        tags=tagging.tags_of(db.session, call),
        uses=tagging.uses_of(db.session, current_actor(), call),
        back=list_address(call),
    )


@bp.route(ONE_TAG, methods=["GET", "POST"])
@guard(policy.change_tag, load=tagging.find_tag)
def edit_tag(tag: Tag) -> ResponseReturnValue:
    """Another name or colour."""
    code, form, status = (request.view_args or {})["code"], EditTagForm(name=tag.name, tone=tag.tone.value), 200
    if form.validate_on_submit():
        try:
            tone = TagTone(form.tone.data)
            tagging.edit_tag(db.session, actor=current_actor(), tag=tag, name=form.name.data or "", tone=tone)
        except DomainError as error:
            form.form_errors.append(str(error))
            status = error.status
        else:
            flash(_("L’étiquette « %(name)s » est enregistrée.", name=tag.name), "success")
            return redirect(url_for(".tags", code=code))
    page = render_template("screening/tag.html", code=code, tag=tag, form=form, confirm=ConfirmForm())
    return page, 422 if form.errors and status == 200 else status


@bp.post(f"{ONE_TAG}/delete")
@guard(policy.change_tag, load=tagging.find_tag)
def delete_tag(tag: Tag) -> ResponseReturnValue:
    """Take a tag away from every dossier."""
    if ConfirmForm().validate_on_submit():
        tagging.remove_tag(db.session, actor=current_actor(), tag=tag)
        flash(_("L’étiquette « %(name)s » est supprimée.", name=tag.name), "success")
    return redirect(url_for(".tags", code=(request.view_args or {})["code"]))
