"""Writing a dossier, one part of its form a page."""

import uuid
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.db import db
from incubator.core.errors import NotReady, StaleVersion
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.core.presentation import time_of
from incubator.domain import information, policy, rules
from incubator.domain.actors import Actor
from incubator.domain.models import Project
from incubator.submission import journey, new_form, operations, parts, queries, reading
from incubator.submission.content import by_field, closed_to, differences, facts_of, is_second_step, key_of, values_of
from incubator.submission.forms import DossierForm, dossier_form
from incubator.submission.views import files, shared
from incubator.submission.views.acts import back
from incubator.submission.views.blueprint import ONE_PROJECT, bp


def _dossier(session: Session, actor: Actor, project_id: uuid.UUID, part: str = "") -> Project:
    """Return the dossier; which part of its form is shown is the page's affair."""
    return queries.dossier(session, actor, project_id)


@bp.route(f"{ONE_PROJECT}/edit", methods=["GET", "POST"])
@bp.route(f"{ONE_PROJECT}/edit/<part>", methods=["GET", "POST"])
@guard(policy.edit_project, load=_dossier)
def edit(project: Project) -> ResponseReturnValue:
    """The form, one part a page: without saying which, the first that lacks something."""
    form = parts.keep_only(dossier_form(project), _part(project))
    if reason := journey.locked_reason(project):
        return _locked(form, project, reason)
    if closed_to(project, request.form):
        return _part_closed(project)
    replaces, whole = rules.may_be_replaced(project), True
    if request.method == "POST":
        whole = files.take(project)
    elif not _asked_part() and (part := parts.to_write(_parts(project))):
        return redirect(shared.page_of_form(project.id, str(part.number)))
    if replaces and not whole:  # only the button of its own hands a version in
        return _form_page(form, project)
    if form.validate_on_submit():
        write = _replace if replaces else _save
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


def _asked_part() -> str:
    return str((request.view_args or {}).get("part", ""))


def _parts(project: Project) -> list[parts.Part]:
    """Return the parts to write in; a dossier handed in is replaced as a whole, what is asked of it has one page."""
    request_ = information.loaded(project)
    whole = rules.may_be_replaced(project) or (request_ is not None and bool(request_.fields))
    return [] if whole else parts.parts_of(project)


def _part(project: Project) -> parts.Part | None:
    return parts.shown(_parts(project), _asked_part())


def _form_page(form: DossierForm, project: Project, lacking: Sequence[tuple[str, str]] = ()) -> str:
    part = _part(project)
    names = [*facts_of(project), *by_field(project)] if part is None else part.names
    return render_template(
        "submission/edit.html",
        form=form,
        project=project,
        names=names,
        part=part,
        parts=_parts(project),
        questions=by_field(project),
        files={name: box for name, box in files.boxes(project).items() if name in names},
        second_step=is_second_step(project),
        changes=new_form.changes_offered(db.session, project),
        aside=reading.in_words(new_form.left_aside(db.session, project)),
        progress=journey.answered(project),
        progress_label=journey.progress_label(project),
        stored=_stored_otherwise(form, project),
        zone=clock.zone().key,
        last_save=queries.last_save(db.session, project),
        asked_for=shared.asked_for(project),
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
    then, part = request.form.get("then"), _asked_part()
    if then == "review":
        return redirect(url_for(".show", project_id=project_id))
    if then == "next" and part.isdecimal():
        return redirect(shared.page_of_form(project_id, str(int(part) + 1)))
    return redirect(shared.page_of_form(project_id, part, files.place()))


def _part_closed(project: Project) -> ResponseReturnValue:
    """Refuse what may not be changed while the team is asked for something else; what was typed stays to be copied."""
    labels, values = information.labels_of(project), information.values_of(project)
    typed = [(key_of(name), text) for name, text in request.form.items()]
    page = render_template(
        "submission/locked.html",
        project=project,
        reason=journey.CLOSED_PART,
        unsaved=[(labels[key], text) for key, text in typed if key in labels and text.strip() != values[key].strip()],
        answers=shared.answers(project),
        act=journey.next_act(current_actor(), project),
    )
    return page, 409


def _locked(form: DossierForm, project: Project, reason: str) -> ResponseReturnValue:
    """Show why nothing can be changed; what was being written stays on the page, to be copied."""
    unsaved = differences(form.typed(), values_of(project))
    page = render_template(
        "submission/locked.html",
        project=project,
        reason=reason,
        unsaved=[(form[name].label.text, text) for name, text in unsaved.items() if text],
        answers=shared.answers(project),
        act=journey.next_act(current_actor(), project),
    )
    return page, 409 if request.method == "POST" else 200


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
        theirs={name: text for name, text in reading.values_in_words(project).items() if name in form},
        last_save=queries.last_save(db.session, project),
    )
    return page, 409
