"""What every message carries: the organisation's own words, the name of the call, where to answer, how to have no more.

`core.outbox` asks these functions, which the application gives it (`app.extensions["letterhead"]`).
"""

import re
from collections.abc import Callable

from sqlalchemy.orm import Session, object_session

from incubator.core.i18n import _, in_language
from incubator.core.outbox import Email, MailStatus, OutboxEmail
from incubator.domain.mail_kinds import OPTIONAL, MailCategory, MailPace
from incubator.domain.mails.registry import kind_of
from incubator.domain.mails.variables import filled
from incubator.domain.models import Call, MailPreference, MailText, Person

SUBJECT_LIMIT, CALL_LIMIT = 118, 50
BETWEEN = " · "
Unsubscribe = Callable[[Person, MailCategory], str]


class Letterhead:
    """The words around the words. `make_unsubscribe` gives the signed address by which a person has no more."""

    def __init__(self, make_unsubscribe: Unsubscribe) -> None:
        """Keep how addresses are signed."""
        self._make_unsubscribe = make_unsubscribe

    def own_words(self, email: Email) -> tuple[str, str] | None:
        """Return the subject and the body that the organisation wrote in this language; None where it wrote none."""
        kind, call = kind_of(email.name), email.context.get("call")
        session = _session_of(email)
        if kind is None or not kind.editable or call is None or session is None:
            return None
        text = session.get(MailText, (call.programme.organisation_id, email.name, email.language))
        return (filled(text.subject, email.context), filled(text.body, email.context)) if text else None

    def finish(self, row: OutboxEmail, email: Email) -> None:
        """Complete `row`: the call in the subject, where to answer, and for what one may do without, how and when."""
        call, kind = email.context.get("call"), kind_of(email.name)
        row.subject = with_call(row.subject, call) if call is not None else shortened(row.subject, SUBJECT_LIMIT)
        if call is not None:
            row.reply_to = call.programme.organisation.contact_email
        person = email.context.get("person")
        if kind is not None and kind.category in OPTIONAL and person is not None:
            self._let_choose(row, email, person, kind.category)

    def _let_choose(self, row: OutboxEmail, email: Email, person: Person, category: MailCategory) -> None:
        row.unsubscribe = self._make_unsubscribe(person, category)
        no_more = _("Ne plus recevoir ces courriels :")
        row.body += f"\n{no_more}\n{row.unsubscribe}\n"
        session = _session_of(email)
        choice = session.get(MailPreference, person.id) if session else None
        if choice is None:
            return
        if category.value in choice.off:
            row.status = MailStatus.UNWANTED
        elif choice.pace is MailPace.DAILY:
            row.status = MailStatus.HELD


def with_call(subject: str, call: Call) -> str:
    """Return `subject` with the name of the call at its end, unless it says it, or the programme's, already."""
    title = in_language(call, "title")
    if _same(title) in _same(subject) or _same(call.programme.name) in _same(subject):
        return shortened(subject, SUBJECT_LIMIT)
    name = shortened(title, CALL_LIMIT)
    return shortened(subject, SUBJECT_LIMIT - len(BETWEEN) - len(name)) + BETWEEN + name


def shortened(text: str, limit: int) -> str:
    """Return `text`, cut between two words where it is longer than `limit`."""
    if len(text) <= limit:
        return text
    return re.sub(r"\s+\S*$", "", text[: limit - 1]) + "…"


def _same(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _session_of(email: Email) -> Session | None:
    """Return the session in which the facts of `email` were read."""
    things = (email.context.get(name) for name in ("call", "person", "project"))
    return next((found for thing in things if thing is not None and (found := object_session(thing))), None)
