"""What several pages of a dossier show."""

import uuid

from flask import url_for

from incubator.core.db import db
from incubator.core.permissions import current_actor
from incubator.domain import attachments, information
from incubator.domain.models import Project
from incubator.domain.states import State
from incubator.submission import parts, queries, reading


def answers(project: Project) -> list[reading.Reading]:
    """Return the answers that the person in front of the page may read."""
    there = attachments.by_question(db.session, project, project.questions)
    return reading.answers(current_actor(), project, there)


def asked_for(project: Project) -> str:
    """Return what the team of the call asked for, when it is waiting for it."""
    if (asked := information.loaded(project)) is not None:
        return asked.message
    request_ = queries.last_request(db.session, project) if project.state is State.INFO_REQUESTED else None
    return "" if request_ is None else request_.note


def page_of_form(project_id: uuid.UUID, part: str | None, anchor: str | None = None) -> str:
    """Return the address of a part of the form, or of where writing goes on, and of a place in it."""
    return url_for("submission.edit", project_id=project_id, part=part or None, _anchor=anchor)


def missing(project: Project) -> list[tuple[str, str]]:
    """Return (sentence, address of its field) of each thing that the dossier lacks."""
    pages = parts.parts_of(project)
    return reading.missing_links(
        project, lambda name, anchor: page_of_form(project.id, parts.part_of(pages, name), anchor)
    )
