"""Sending one message by SMTP: certificates verified, a time limit, and always the same Message-ID."""

import contextlib
import smtplib
import ssl
import textwrap
from email import policy
from email.header import Header

from flask import current_app
from flask_mail import Connection, Message

from incubator.core.outbox import File, OutboxEmail

TIMEOUT = 20
LONGEST_LINE = 900


class VerifiedConnection(Connection):
    """Flask-Mail's connection, which by itself neither verifies the certificate nor ever gives up waiting."""

    def __exit__(self, *_error: object) -> None:
        """Take leave; a server that hangs up first has taken the message all the same."""
        if self.host is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self.host.quit()

    def configure_host(self) -> smtplib.SMTP:
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=TIMEOUT)
        if self.mail.use_tls:
            host.starttls(context=ssl.create_default_context())
        if self.mail.username and self.mail.password:
            host.login(self.mail.username, self.mail.password)
        return host


class WholeSubject(Message):
    """Flask-Mail's message, whose long subjects lose the space before a word such as « Être ».

    That is how Python's newer rules fold a line; the older ones, used here, encode the subject as one text.
    """

    def as_bytes(self) -> bytes:
        message = self._message()
        message.policy = policy.compat32.clone(linesep="\r\n")
        subject = Header(str(self.subject), "utf-8", header_name="Subject")
        message.replace_header("Subject", subject)  # type: ignore[arg-type]  # the older rules take it as it is
        return message.as_bytes()


def send(email: OutboxEmail, *files: File) -> None:
    """Hand `email` and its files to the mail server; without one, the demonstration's mailbox is where it arrives."""
    state = current_app.extensions["mail"]
    if not current_app.config["MAIL_SERVER"]:
        return
    message = WholeSubject(subject=email.subject, recipients=[email.recipient], body=folded(email.body))
    message.reply_to = email.reply_to or None
    if email.unsubscribe:  # RFC 8058: one press in the mail program, without a page
        message.extra_headers = {
            "List-Unsubscribe": f"<{email.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    for file in files:
        message.attach(file.name, file.mimetype, file.content)
    message.msgId = f"<{email.id}@incubator>"
    with VerifiedConnection(state) as connection:
        connection.send(message)


def folded(body: str) -> str:
    """Return `body` with no line longer than mail allows; mail programs fold the others to the width of the screen."""
    lines = (
        textwrap.wrap(line, LONGEST_LINE, break_on_hyphens=False) if len(line) > LONGEST_LINE else [line]
        for line in body.split("\n")
    )
    return "\n".join(part for line in lines for part in line)
