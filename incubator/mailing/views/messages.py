"""One message about a dossier."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.mail_kinds import STATUS_WORDS
from incubator.domain.post import Message, masked
from incubator.mailing import messages
from incubator.mailing.views.blueprint import bp

ONE_MESSAGE = "/projects/<uuid:project_id>/messages/<uuid:message_id>"


@bp.get(ONE_MESSAGE)
@guard(policy.view_message, load=messages.find_message)
def message(message: Message) -> ResponseReturnValue:
    row = message.row
    body = masked(row.body)
    shown = {"subject": row.subject, "recipient": row.recipient, "sent_at": row.sent_at, "body": body}
    return render_template(
        "mailing/message.html",
        message=message,
        project=message.project,
        shown=shown,
        status=STATUS_WORDS[row.status],
        hidden=body != row.body,
        may_resend=policy.resend_message(current_actor(), message),
    )


@bp.post(f"{ONE_MESSAGE}/resend")
@guard(policy.resend_message, load=messages.find_message)
def resend(message: Message) -> ResponseReturnValue:
    messages.resend(db.session, actor=current_actor(), message=message)
    flash(_("Ce courriel repart dans la minute."), "success")
    return redirect(url_for(".message", project_id=message.project.id, message_id=message.row.id))
