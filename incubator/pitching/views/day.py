"""The day itself: the board, opening and closing each pitch, closing the day."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import NotReady, WrongState
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.models import Call, Pitch, Project
from incubator.domain.queries import find_call
from incubator.pitching import operations, queries
from incubator.pitching.views.blueprint import bp


@bp.get("/calls/<code>/jury-day")
@guard(policy.view_jury_day, load=find_call)
def day(call: Call) -> ResponseReturnValue:
    """The board of those who run the day; for the other jurors, the order only."""
    actor = current_actor()
    if not policy.close_jury_day(actor, call):
        pitches = queries.running_order(db.session, actor=actor, call=call)
        return render_template("pitching/running_order.html", call=call, pitches=pitches)
    lines = queries.board(db.session, actor=actor, call=call)
    return render_template(
        "pitching/day.html",
        call=call,
        lines=lines,
        now=queries.at_hand(lines),
        lacking=queries.lacking_agreement(db.session, actor=actor, call=call),
        missing=queries.missing_for_closing(db.session, actor=actor, call=call),
        away=queries.stays_away(db.session, actor=actor, call=call),
    )


@bp.post("/projects/<uuid:project_id>/pitch/open", endpoint="open")
@guard(policy.close_pitch, load=queries.find_pitch)
def open_pitch(project: Project) -> ResponseReturnValue:
    """Let the cards come in."""
    said = _("La notation du dossier %(number)s est ouverte.", number=project.reference)
    return _on_the_day(operations.open_pitch, project, said)


@bp.post("/projects/<uuid:project_id>/pitch/close", endpoint="close")
@guard(policy.close_pitch, load=queries.find_pitch)
def close_pitch(project: Project) -> ResponseReturnValue:
    """No card comes in any more."""
    said = _("La notation du dossier %(number)s est close.", number=project.reference)
    return _on_the_day(operations.close_pitch, project, said)


@bp.post("/projects/<uuid:project_id>/pitch/reopen", endpoint="reopen")
@guard(policy.close_pitch, load=queries.find_pitch)
def reopen_pitch(project: Project) -> ResponseReturnValue:
    """The cards may change again."""
    said = _("La notation du dossier %(number)s est rouverte.", number=project.reference)
    return _on_the_day(operations.reopen_pitch, project, said)


def _on_the_day(act: Callable[..., Pitch], project: Project, said: str) -> ResponseReturnValue:
    code = project.call.code
    try:
        act(db.session, actor=current_actor(), project=project)
    except NotReady:
        flash(_refusal(project), "error")
        return redirect(url_for(".day", code=code, _anchor="agreements"))
    except WrongState as error:  # a colleague was faster, or the day is over: the page says where it stands
        flash(str(error), "warning")
    else:
        flash(said, "success")
    return redirect(url_for(".day", code=code))


def _refusal(project: Project) -> str:
    return _(
        "La notation du dossier %(number)s n’est pas ouverte : l’accord du responsable manque, et cet appel le demande "
        "avant le pitch. Rien n’est perdu : l’équipe peut parler, et la notation s’ouvrira dès que l’accord est donné.",
        number=project.reference,
    )


@bp.route("/calls/<code>/jury-day/close", methods=["GET", "POST"])
@guard(policy.close_jury_day, load=find_call)
def close_day(call: Call) -> ResponseReturnValue:
    """Close the marks for good, and open the deliberation."""
    actor = current_actor()
    form = ConfirmForm()
    status = 200
    if form.validate_on_submit():
        try:
            operations.close_day(db.session, actor=actor, call=call)
        except NotReady:
            status = 409
        else:
            flash(_("Le jour du jury est clos. Voici le classement, pour délibérer."), "success")
            return redirect(url_for(".deliberation", code=call.code))
    page = render_template(
        "pitching/close_day.html",
        call=call,
        form=form,
        missing=queries.missing_for_closing(db.session, actor=actor, call=call),
        short=[line for line in queries.board(db.session, actor=actor, call=call) if line.missing],
    )
    return page, status
