"""Pages of the candidates: my projects, starting, writing, handing in, taking back; the journal of a project."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.permissions import current_actor, guard
from incubator.domain import agreements, chances, completing, information, policy, rules
from incubator.domain.actors import Actor
from incubator.domain.lifecycle import WITHDRAW
from incubator.domain.models import Call, Project
from incubator.domain.states import OVER, State
from incubator.domain.timeline import timeline
from incubator.submission import journey, operations, queries, reading
from incubator.submission.views import shared
from incubator.submission.views.blueprint import ONE_PROJECT, bp


@bp.get("/projects")
@guard(policy.view_own_projects)
def mine() -> ResponseReturnValue:
    actor = current_actor()
    number = request.args.get("page", 1, type=int)
    page = queries.my_projects(db.session, actor=actor, number=number, make_url=lambda n: url_for(".mine", page=n))
    left = completing.unanswered(db.session, page.items)
    return render_template(
        "submission/mine.html",
        page=page,
        projects=[(one, journey.next_act(actor, one, unanswered=one.id in left)) for one in page.items],
        calls=queries.open_calls(db.session, actor=actor),
        what_next=journey.what_next,
    )


@bp.route("/calls/<code>/propose", methods=["GET", "POST"])
@guard(policy.start_project, load=queries.call_to_propose)
def start(call: Call) -> ResponseReturnValue:
    actor, form = current_actor(), ConfirmForm()
    if form.validate_on_submit():
        project = operations.start_project(db.session, actor=actor, call=call)
        return redirect(url_for(".edit", project_id=project.id))
    return render_template(
        "submission/start.html",
        call=call,
        form=form,
        questions=queries.questions_of(db.session, call),
        drafts=queries.my_drafts(db.session, actor=actor, call=call),
        former=chances.former_dossiers(db.session, actor.team_of, call.id),
        is_open=rules.call_is_open(call),
        now=clock.now(),
    )


@bp.get(ONE_PROJECT)
@guard(policy.view_project, load=queries.dossier)
def show(project: Project) -> ResponseReturnValue:
    actor = current_actor()
    return render_template(
        "submission/show.html",
        project=project,
        answers=shared.answers(project),
        act=journey.next_act_of_complete(actor, project),
        what_next=journey.what_next,
        road=journey.road(project),
        asked_for=shared.asked_for(project),
        request_in_hand=information.loaded(project),
        recipients=reading.recipients(project),
        receipt="receipt" in request.args and project.state is State.SUBMITTED,
        agreement=agreements.current(db.session, project) if policy.view_agreement(actor, project) else None,
        time=agreements.days_in_words,
        over=project.state in OVER,
        may_replace=policy.edit_project(actor, project) and rules.may_be_replaced(project),
        may_complete=journey.may_complete(actor, project),
        missing_later=reading.missing_later(project),
        why=queries.reason_of_state(db.session, project) if policy.view_team(actor, project) else "",
        former=chances.former_of(db.session, actor, project) if policy.view_versions(actor, project) else None,
        **_chances(actor, project),
        may_withdraw=project.state in WITHDRAW.sources and policy.withdraw_project(actor, project),
    )


def _chances(actor: Actor, project: Project) -> dict[str, Any]:  # Any: what a page shows
    """Return what may follow a dossier that goes no further, for its team and for those who run the call."""
    shown = policy.view_versions(actor, project) and chances.may_be_carried_over(project)
    return {
        "stops": shown,
        "redirections": chances.redirections(db.session, project) if shown else [],
        "successors": chances.successors(db.session, actor, project) if shown else [],
    }


@bp.get(f"{ONE_PROJECT}/journal")
@guard(policy.view_timeline, load=queries.dossier)
def journal(project: Project) -> ResponseReturnValue:
    page = timeline(
        db.session,
        current_actor(),
        project,
        number=request.args.get("page", 1, type=int),
        make_url=lambda number: url_for(".journal", project_id=project.id, page=number),
    )
    return render_template("submission/journal.html", project=project, page=page)
