"""The same act on several dossiers: first what will happen to each, then the act; and taking it back."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import DomainError
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _, ngettext
from incubator.core.permissions import current_actor, guard
from incubator.domain import information, policy
from incubator.domain.models import Call, Project, ScreeningAct
from incubator.domain.queries import find_call
from incubator.screening import operations, queries, tagging, undo, words
from incubator.screening.asking import Asked
from incubator.screening.forms import AskTogetherForm, ChosenForm, TagForm
from incubator.screening.obstacles import obstacle
from incubator.screening.views.blueprint import bp, list_address, offer_undo

Versions = Mapping[Any, int]  # Any: keys of dossiers
Chosen = Callable[[Call, list[Project], Versions], ResponseReturnValue]


def _with_chosen(call: Call, act: Chosen) -> ResponseReturnValue:
    """Do `act` with the dossiers ticked in the list; without any, say so."""
    versions = ChosenForm(meta={"csrf": False}).versions(request.form.getlist("selected"))
    projects = queries.chosen(db.session, current_actor(), call, versions)
    if not projects:
        flash(_("Cochez d’abord les dossiers concernés."), "info")
        return redirect(list_address(call))
    return act(call, projects, versions)


def _plan(projects: list[Project], outcome: str) -> dict[str, Any]:  # Any: what the template reads
    """Return the dossiers an act will reach, and those it cannot, with why."""
    whys = [(project, obstacle(project, outcome)) for project in projects]
    return {
        "projects": [project for project, why in whys if why is None],
        "left": [(project, why) for project, why in whys if why is not None],
    }


@bp.post("/calls/<code>/screening/admit")
@guard(policy.view_worklist, load=find_call)
def admit(call: Call) -> ResponseReturnValue:
    """Declare the chosen dossiers admissible."""
    return _with_chosen(call, _admit)


def _admit(call: Call, projects: list[Project], versions: Versions) -> ResponseReturnValue:
    form = ChosenForm()
    if "confirm" not in request.form or not form.validate_on_submit():
        plan = _plan(projects, "admit")
        return render_template("screening/admit.html", call=call, form=form, back=list_address(call), **plan)
    decided = operations.decide_together(
        db.session, actor=current_actor(), projects=projects, versions=versions, outcome="admit"
    )
    for sentence, category in words.admitted(decided.done, decided.left):
        flash(sentence, category)
    offer_undo(call, decided.act)
    return redirect(list_address(call))


@bp.post("/calls/<code>/screening/ask")
@guard(policy.view_worklist, load=find_call)
def ask_together(call: Call) -> ResponseReturnValue:
    """Ask the teams of the chosen dossiers the same thing."""
    return _with_chosen(call, _ask)


def _ask(call: Call, projects: list[Project], versions: Versions) -> ResponseReturnValue:
    confirming = "confirm" in request.form
    form = AskTogetherForm(formdata=request.form if confirming else None)
    form.fields.choices = words.field_choices(information.labels_of(projects[0]))
    if not confirming or not form.validate_on_submit():
        plan = _plan(projects, "ask_information")
        page = render_template("screening/ask.html", call=call, form=form, back=list_address(call), **plan)
        return page, 422 if form.errors else 200
    decided = operations.decide_together(
        db.session,
        actor=current_actor(),
        projects=projects,
        versions=versions,
        outcome="ask_information",
        reason=form.reason.data or "",
        asked=Asked(tuple(form.fields.data or ()), form.due_on.data),
    )
    for sentence, category in words.asked(decided.done, decided.left):
        flash(sentence, category)
    offer_undo(call, decided.act)
    return redirect(list_address(call))


@bp.post("/calls/<code>/screening/tag")
@guard(policy.view_worklist, load=find_call)
def tag_together(call: Call) -> ResponseReturnValue:
    """Put a tag on the chosen dossiers, or take it away from them."""
    return _with_chosen(call, _tag)


def _tag(call: Call, projects: list[Project], _versions: Versions) -> ResponseReturnValue:
    act, actor = request.form.get("confirm", ""), current_actor()
    form = TagForm(formdata=request.form if act else None)
    if act not in ("tag", "untag") or not form.validate_on_submit():
        return _tag_page(call, form, projects), 422 if form.errors else 200
    name = form.name.data or ""
    try:
        tag = tagging.tag_named(db.session, actor=actor, call=call, name=name)
    except DomainError as error:
        form.form_errors.append(str(error))
        return _tag_page(call, form, projects), error.status
    change = tagging.tag if act == "tag" else tagging.untag
    done = change(db.session, actor=actor, tag_id=tag.id, projects=projects)
    flash(words.tagged(tag.name, len(done), act), "success" if done else "info")
    if done:
        kept = undo.note_tags(db.session, actor=actor, call_id=call.id, kind=act, tag_id=tag.id, done=done)
        offer_undo(call, kept)
    return redirect(list_address(call))


def _tag_page(call: Call, form: TagForm, projects: list[Project]) -> str:
    known = [tag.name for tag in tagging.tags_of(db.session, call)]
    return render_template(
        "screening/tag_together.html", call=call, form=form, projects=projects, known=known, back=list_address(call)
    )


@bp.post("/calls/<code>/screening/acts/<uuid:act_id>/undo", endpoint="undo")
@guard(policy.undo_act, load=undo.find_act)
def take_back(act: ScreeningAct) -> ResponseReturnValue:
    """Take back what has just been done."""
    call = db.session.get_one(Call, act.call_id)
    if not ConfirmForm().validate_on_submit():
        return redirect(list_address(call))
    try:
        undone = undo.undo(db.session, actor=current_actor(), act=act)
    except DomainError as error:
        flash(str(error), "warning")
        return redirect(list_address(call))
    if undone.done:
        flash(
            ngettext(
                "C’est annulé : %(num)s dossier est comme avant, et aucun courriel n’est parti.",
                "C’est annulé : %(num)s dossiers sont comme avant, et aucun courriel n’est parti.",
                len(undone.done),
            ),
            "success",
        )
    if undone.left:
        numbers = ", ".join(project.reference for project in undone.left)
        flash(_("Changés entre-temps, ces dossiers sont restés tels quels : %(numbers)s.", numbers=numbers), "warning")
    return redirect(list_address(call))
