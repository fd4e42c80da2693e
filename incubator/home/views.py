"""The home of whoever is signed in."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.permissions import current_actor, guard
from incubator.core.urls import safe_path
from incubator.domain import policy
from incubator.domain import queries as domain_queries
from incubator.domain.models import Call
from incubator.home import edition, queries, tasks
from incubator.home.context import call_in_hand

bp = Blueprint("home", __name__)


@bp.get("/to-do")
@guard(policy.view_home)
def todo() -> ResponseReturnValue:
    actor, in_hand = current_actor(), call_in_hand()
    calls = domain_queries.calls_of(db.session, actor)
    call = next((call for call in calls if in_hand and call.id == in_hand.id), None)
    runs = call is not None and policy.view_worklist(actor, call)
    return render_template(
        "home/todo.html",
        tasks=tasks.tasks_of(db.session, actor, calls),
        projects=queries.my_projects(db.session, actor),
        edition=edition.steps_of(db.session, actor=actor, call=call) if call and runs else [],
        open_calls=queries.open_calls(db.session, actor, calls),
    )


@bp.post("/calls/<code>/choose")
@guard(policy.view_home, load=domain_queries.find_call)
def choose_call(call: Call) -> ResponseReturnValue:
    session["call"] = call.code
    return redirect(safe_path(request.form.get("next"), url_for(".todo")))
