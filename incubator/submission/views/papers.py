"""A dossier taken away: as a PDF, as a text to copy."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.permissions import current_actor, guard
from incubator.domain import attachments, papers, policy
from incubator.domain.models import Project
from incubator.submission import queries, reading
from incubator.submission.views.blueprint import ONE_PROJECT, bp


@bp.get(f"{ONE_PROJECT}/pdf")
@guard(policy.print_dossier, load=queries.dossier)
def as_pdf(project: Project) -> ResponseReturnValue:
    """What the reader sees of the dossier, on paper."""
    return as_file(papers.as_pdf(_paper(project)), "application/pdf", papers.file_name(project, "pdf"))


@bp.get(f"{ONE_PROJECT}/text")
@guard(policy.copy_answers, load=queries.dossier)
def as_text(project: Project) -> ResponseReturnValue:
    """The answers as plain text, on a page with its button, or as a file with `?file=1`."""
    text = papers.as_text(_paper(project))
    if "file" in request.args:
        return as_file(text.encode(), "text/plain", papers.file_name(project, "txt"))
    return render_template("submission/text.html", project=project, text=text)


def _paper(project: Project) -> papers.Paper:
    files = attachments.by_question(db.session, project, project.questions)
    pairs = reading.shown(current_actor(), project)
    return papers.paper_of(
        project,
        [(one, attachments.names(files[one.id]) if one.id in files else value) for one, value in pairs],
    )


def as_file(content: bytes, mimetype: str, name: str) -> Response:
    """Answer with a file that nobody in between keeps."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
