"""Private notes on a dossier."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import PrivateNote, Project
from incubator.screening import notes, queries
from incubator.screening.forms import NoteForm
from incubator.screening.views.blueprint import bp

ONE_NOTE = "/projects/<uuid:project_id>/notes/<uuid:note_id>"


@bp.post("/projects/<uuid:project_id>/notes")
@guard(policy.view_notes, load=queries.find_dossier)
def write_note(project: Project) -> ResponseReturnValue:
    """Write a note."""
    form = NoteForm()
    if not form.validate_on_submit():
        return render_template("screening/note.html", project=project, form=form, note=None), 422
    notes.write_note(db.session, actor=current_actor(), project=project, text=form.text.data or "")
    return redirect(url_for(".screen", project_id=project.id, _anchor="notes"))


@bp.route(ONE_NOTE, methods=["GET", "POST"])
@guard(policy.change_note, load=notes.find_note)
def edit_note(note: PrivateNote) -> ResponseReturnValue:
    """Change the words of a note."""
    form, project = NoteForm(obj=note), note.project
    if form.validate_on_submit():
        notes.edit_note(db.session, actor=current_actor(), note=note, text=form.text.data or "")
        return redirect(url_for(".screen", project_id=project.id, _anchor="notes"))
    page = render_template("screening/note.html", project=project, form=form, note=note, confirm=ConfirmForm())
    return page, 422 if form.errors else 200


@bp.post(f"{ONE_NOTE}/delete")
@guard(policy.change_note, load=notes.find_note)
def delete_note(note: PrivateNote) -> ResponseReturnValue:
    """Take a note away."""
    project_id = note.project_id
    if ConfirmForm().validate_on_submit():
        notes.delete_note(db.session, actor=current_actor(), note=note)
        flash(_("Votre note est supprimée."), "success")
    return redirect(url_for(".screen", project_id=project_id, _anchor="notes"))
