"""The page of what may not be changed: why, and what was being written, to be copied."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.permissions import current_actor
from incubator.domain import attachments, information
from incubator.domain.models import Project
from incubator.submission import journey, reading
from incubator.submission.content import differences, key_of, values_of
from incubator.submission.forms import DossierForm


def answers(project: Project) -> list[reading.Reading]:
    """Return the answers of a dossier as the person reads them."""
    there = attachments.by_question(db.session, project, project.questions)
    return reading.answers(current_actor(), project, there)


def part_closed(project: Project) -> ResponseReturnValue:
    """Refuse what may not be changed while the team is asked for something else; what was typed stays to be copied."""
    labels, values = information.labels_of(project), information.values_of(project)
    typed = [(key_of(name), text) for name, text in request.form.items()]
    page = render_template(
        "submission/locked.html",
        project=project,
        reason=journey.CLOSED_PART,
        unsaved=[(labels[key], text) for key, text in typed if key in labels and text.strip() != values[key].strip()],
        answers=answers(project),
        act=journey.next_act(current_actor(), project),
    )
    return page, 409


def whole(form: DossierForm, project: Project, reason: str) -> ResponseReturnValue:
    """Show why nothing can be changed; what was being written stays on the page, to be copied."""
    unsaved = differences(form.typed(), values_of(project))
    page = render_template(
        "submission/locked.html",
        project=project,
        reason=reason,
        unsaved=[(form[name].label.text, text) for name, text in unsaved.items() if text],
        answers=answers(project),
        act=journey.next_act(current_actor(), project),
    )
    return page, 409 if request.method == "POST" else 200
