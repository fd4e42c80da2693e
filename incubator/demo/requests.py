"""What some teams were asked to complete: which answers, by when, what they said before."""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from incubator.demo.book import Book
from incubator.demo.content import key, read
from incubator.demo.dossiers import answers
from incubator.demo.lives import Life
from incubator.demo.moments import PARIS
from incubator.demo.people import SECRETARY_ID
from incubator.domain import lifecycle
from incubator.domain.models import InformationRequest

DAYS_TO_ANSWER = 7


def write(book: Book, told: list[Life]) -> None:
    """Write the requests, all waiting: the e-mails say what is awaited; `close` ends those that were answered."""
    fields = {one["slug"]: one["fields"] for one in read("stories")["completed"]}
    for life in told:
        asked = life.took(lifecycle.ASK_INFORMATION)
        if asked is None:
            continue
        given, names = answers(life), fields[life.dossier.slug]
        is_answered = life.took(lifecycle.SEND_INFORMATION) is not None
        book.add(
            InformationRequest,
            id=key("request", life.dossier.slug),
            created_at=asked.at,
            project_id=life.dossier.id,
            asked_by_id=SECRETARY_ID,
            message=asked.note,
            fields=names,
            before={name: _begun(given.get(name, "")) if is_answered else given.get(name, "") for name in names},
            due_on=asked.at.astimezone(PARIS).date() + timedelta(days=DAYS_TO_ANSWER),
            reminded_at=None,
            closed_at=None,
        )


def close(session: Session, told: list[Life]) -> None:
    """End the requests that were answered, once the e-mails that tell of them are written."""
    for life in told:
        sent = life.took(lifecycle.SEND_INFORMATION)
        if sent is not None:
            row = InformationRequest.id == key("request", life.dossier.slug)
            session.execute(update(InformationRequest).where(row).values(closed_at=sent.at))


def _begun(text: str) -> str:
    """Return the first sentence: what the answer said before it was completed."""
    return text.partition(". ")[0].rstrip(".") + "." if text else ""
