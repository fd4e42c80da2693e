"""The form of a call as agents will see it."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm.attributes import set_committed_value

from incubator.core.db import db
from incubator.core.permissions import guard
from incubator.domain import form_versions, policy
from incubator.domain.models import Call, Project, Question
from incubator.domain.queries import find_call
from incubator.domain.states import State
from incubator.submission.content import by_field
from incubator.submission.forms import dossier_form
from incubator.submission.views.blueprint import bp


@bp.get("/calls/<code>/propose/preview")
@guard(policy.manage_call, load=find_call)
def preview(call: Call) -> ResponseReturnValue:
    """The form as agents will see it; nothing can be sent."""
    version = request.args.get("version", call.form_version, type=int)
    questions = form_versions.questions_of(db.session, call, version)
    first, second = (_tried(call, questions, state) for state in (State.DRAFT, State.SHORTLISTED))
    return render_template(
        "submission/preview.html",
        call=call,
        form=dossier_form(first),
        questions=by_field(first),
        second=dossier_form(second),
        second_questions=by_field(second),
    )


def _tried(call: Call, questions: list[Question], state: State) -> Project:
    """Return a dossier that nobody wrote, to try the form on."""
    house = call.programme.organisation
    project = Project(
        call=call, organisation=house, title="", department="", theme="", state=state, submitted_at=None, version=0
    )
    set_committed_value(project, "questions", questions)
    return project
