"""Files of a dossier: sent with its form or by the script of its page, taken away, put back, given."""

import re
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from flask import Response, flash, get_template_attribute, jsonify, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from incubator.core import files
from incubator.core.db import db
from incubator.core.errors import DomainError, NotFound
from incubator.core.examination import FileRefused
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import attachments, policy
from incubator.domain.attachments import Limits, limits_of
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.file_kinds import accepted
from incubator.domain.models import Attachment, Project, Question
from incubator.extensions import limiter
from incubator.submission import files as operations
from incubator.submission import journey, queries
from incubator.submission.content import PREFIX, by_field, field_name
from incubator.submission.views.blueprint import ONE_PROJECT, bp

WITH_A_FORM = 4  # files of the heaviest kind that one sending of the whole form may hold
CHOSEN = "file_"
BUTTON, ADD = "then", "add"
# What people send is never shown by the browser on our behalf: it is saved, and could do nothing if it were opened.
CLOSED = "default-src 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class Box:
    """The place of one question that asks for files: what it takes, what is there."""

    question: Question
    limits: Limits
    files: list[Attachment]
    project: Project

    @property
    def accept(self) -> str:
        """What the field offers to choose."""
        return accepted(self.limits.kinds)

    @property
    def there(self) -> int:
        """How many files it has."""
        return sum(self.has(one) for one in self.files)

    def has(self, attachment: Attachment) -> bool:
        """Tell whether a file is among those being written."""
        return operations.is_there(self.project, attachment)


@bp.url_value_preprocessor
def _allow(endpoint: str | None, _values: object) -> None:
    """Let the two addresses that take files take them; this comes before anything reads the request."""
    if endpoint in ("submission.edit", "submission.files"):
        files.allow(WITH_A_FORM if endpoint == "submission.edit" else 1)


@bp.teardown_request
def _close(_error: BaseException | None) -> None:
    """Give back the disk that the files of a request took while it was read."""
    request.close()


def boxes(project: Project) -> dict[str, Box]:
    """Return the place of each question that asks for files, by name of field; questions must be loaded."""
    questions = list(by_field(project).values())
    found = attachments.by_question(db.session, project, questions, removed=True)
    return {field_name(one): Box(one, limits_of(one), found[one.id], project) for one in questions if one.id in found}


def take(project: Project) -> bool:
    """Do what the dossier's form asks of its files; each is kept on its own, and what is refused is said.

    Tell whether that was all: no button of a file was pressed, and none was refused.
    """
    act, _colon, key = request.form.get(BUTTON, "").partition(":")
    done = [_told(partial(_change, project, act, key))] if act in _CHANGES else []
    for question in by_field(project).values():
        if question.kind is QuestionKind.FILE:
            done += [_told(partial(_add, project, question, given)) for given in _chosen(question)]
    return all(done) and act not in (*_CHANGES, ADD)


def _chosen(question: Question) -> list[FileStorage]:
    return [given for given in request.files.getlist(CHOSEN + question.key) if given.filename]


def _told(act: Callable[[], object]) -> bool:
    said = ""
    try:
        act()
    except (FileRefused, DomainError) as refusal:
        said = str(refusal)
        flash(said, "error")
    db.session.commit()  # nothing is locked longer than needed; what was refused has written nothing
    return not said


def place() -> str | None:
    """Return the place of the form to come back to: that of the files which a button was about."""
    act, _colon, key = request.form.get(BUTTON, "").partition(":")
    if act == ADD:
        return PREFIX + key
    sent = next((name for name, given in request.files.items() if given.filename), "")
    return PREFIX + sent.removeprefix(CHOSEN) if sent else None


def _add(project: Project, question: Question, given: FileStorage) -> Attachment:
    """Receive a file without holding the database, then attach it."""
    actor, name = current_actor(), given.filename or ""
    operations.refuse_too_many(db.session, project, question)
    db.let_go()
    try:
        received = attachments.receive(given.stream, given_name=name, limits=limits_of(question))
    except FileRefused as refusal:
        raise FileRefused(_("« %(name)s » n’est pas joint : %(why)s", name=_said(name), why=str(refusal))) from refusal
    return operations.attach_file(db.session, actor=actor, project=project, question=question, received=received)


def _said(name: str) -> str:
    return re.split(r"[/\\]", name)[-1][:80]


def _change(project: Project, act: str, key: str) -> Attachment:
    try:
        return _CHANGES[act](db.session, actor=current_actor(), project=project, key=uuid.UUID(key))
    except ValueError:
        raise NotFound(_("Ce fichier n’est plus dans le dossier.")) from None


_CHANGES = {"remove": operations.remove_file, "restore": operations.restore_file}


def _who_sends() -> str:
    """Name the counter of a person's files."""
    return f"files:{session.get('_user_id', '')}"


@bp.post(f"{ONE_PROJECT}/files", endpoint="files")
@limiter.limit("300 per hour", key_func=_who_sends)
@guard(policy.edit_project, load=queries.texts)
def change_files(project: Project) -> ResponseReturnValue:
    """Add, take away or put back one file, for the script of the form; it answers what the page then shows."""
    try:
        operations.refuse_when_locked(current_actor(), project)
        attachment = _asked(project)
    except FileRefused as refusal:
        return jsonify(sentence=str(refusal)), 422
    except DomainError as refusal:
        return jsonify(sentence=str(refusal)), refusal.status
    db.session.flush()
    box = next(one for one in boxes(project).values() if one.question.id == attachment.question_id)
    meter = get_template_attribute("components/figure.html", "meter")
    listed = get_template_attribute("submission/_files.html", "listed")
    return jsonify(
        list=listed(box),
        there=box.there,
        progress=meter(*journey.answered(project), journey.progress_label(project)),
        sentence=_done(project, attachment),
    )


def _asked(project: Project) -> Attachment:
    for act in _CHANGES:
        if key := request.form.get(act):
            return _change(project, act, key)
    question = operations.question_of(project, request.form.get("question", ""))
    given = next((one for one in request.files.values() if one.filename), None)
    if given is None:
        raise FileRefused(_("Aucun fichier n’est arrivé : choisissez-en un, puis envoyez-le de nouveau."))
    return _add(project, question, given)


def _done(project: Project, attachment: Attachment) -> str:
    if not operations.is_there(project, attachment):
        return _("« %(name)s » est retiré.", name=attachment.name)
    return _("« %(name)s » est joint.", name=attachment.name)


@bp.get("/attachments/<uuid:attachment_id>")
@guard(policy.view_attachment, load=attachments.find_attachment)
def attachment(attachment: Attachment) -> ResponseReturnValue:
    """Give a file, to be saved."""
    return as_download(attachment)


def as_download(attachment: Attachment) -> Response:
    """Answer with a file, to be saved and never shown in place of a page of ours."""
    response = Response(files.store().get(attachment.storage_name), mimetype=attachment.media_type)
    response.content_length = attachment.size
    response.headers.set("Content-Disposition", "attachment", **_named(attachment.name))
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = CLOSED
    return response


def _named(name: str) -> dict[str, str]:
    """Return how a header names a file: whole for all of today's browsers, in plain letters for the others."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().replace('"', "")
    return {"filename": plain} if plain == name else {"filename": plain, "filename*": f"UTF-8''{quote(name)}"}


@bp.get("/attachments/<uuid:attachment_id>/preview")
@guard(policy.view_attachment, load=attachments.find_attachment)
def attachment_preview(attachment: Attachment) -> ResponseReturnValue:
    """Give the small image of a file, which we drew; kept by the browser, asked for again each time."""
    if attachment.preview_name is None:
        raise NotFound(_("Ce fichier n’a pas d’aperçu."))
    response = Response(mimetype="image/webp")
    response.headers["Content-Security-Policy"] = CLOSED
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(attachment.id.hex)
    if not request.if_none_match.contains(attachment.id.hex):
        response.response = files.store().get(attachment.preview_name)
    return response.make_conditional(request)
