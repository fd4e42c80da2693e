"""The versions of a dossier, and what changed between two of them."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from incubator.core.db import db
from incubator.core.permissions import guard
from incubator.domain import papers, policy, revisions
from incubator.domain.models import Project, Revision
from incubator.domain.timeline import sentence_of
from incubator.submission import queries
from incubator.submission.views.blueprint import ONE_PROJECT, bp
from incubator.submission.views.files import as_download
from incubator.submission.views.papers import as_file


@bp.get(f"{ONE_PROJECT}/versions")
@guard(policy.view_versions, load=queries.dossier)
def versions(project: Project) -> ResponseReturnValue:
    """Every version, and what changed between two: the last ones, or those chosen."""
    kept = revisions.versions(db.session, project)
    after = _chosen(kept, "to", kept[0] if kept else None)
    before = _chosen(kept, "from", next((one for one in kept if after and one.number < after.number), None))
    if before and after and before.number > after.number:
        before, after = after, before
    changes, same = revisions.changes(before, after) if before and after and before is not after else ([], 0)
    return render_template(
        "submission/versions.html",
        project=project,
        versions=kept,
        before=before,
        after=after,
        changes=changes,
        same=same,
        sentence_of=sentence_of,
        files=revisions.files_of(db.session, kept),
    )


def _chosen(kept: list[Revision], name: str, default: Revision | None) -> Revision | None:
    number = request.args.get(name, type=int)
    return next((one for one in kept if one.number == number), default)


@bp.get(f"{ONE_PROJECT}/versions/pdf")
@guard(policy.view_versions, load=queries.dossier)
def version_as_pdf(project: Project) -> ResponseReturnValue:
    """One version on paper, as it was handed in."""
    kept = revisions.versions(db.session, project)
    revision = _chosen(kept, "version", kept[0] if kept else None)
    if revision is None:
        raise NotFound
    name = papers.file_name(project, "pdf", title=f"{revision.title} v{revision.number}")
    return as_file(papers.as_pdf(papers.paper_of_revision(project, revision)), "application/pdf", name)


@bp.get(f"{ONE_PROJECT}/versions/file")
@guard(policy.view_versions, load=queries.dossier)
def file_of_version(project: Project) -> ResponseReturnValue:
    """A file that a version holds, be it no longer in the dossier."""
    kept = _chosen(revisions.versions(db.session, project), "version", None)
    held = revisions.files_of(db.session, [kept])[kept.id] if kept else []
    found = next((one for one in held if str(one.id) == request.args.get("file")), None)
    if found is None:
        raise NotFound
    return as_download(found)
