"""The messages about a dossier: who may read which, what became of each, without the secrets they carry."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.i18n import LazyString, _
from incubator.core.outbox import MailStatus, OutboxEmail
from incubator.domain import policy
from incubator.domain.actors import Actor
from incubator.domain.mail_kinds import STATUS_WORDS
from incubator.domain.mails.registry import FOR_TEAM
from incubator.domain.models import Person, Project, TeamMember

SAME_ACT = timedelta(minutes=1)
# The addresses where a link alone says who comes (a test compares with the routes), and whatever looks like one.
DOORS = ("agreement", "invitations", "sign-in/link", "unsubscribe")
SECRET_LINK = re.compile(rf"https?://\S*?/(?:{'|'.join(DOORS)})/\S+|https?://\S*/[A-Za-z0-9._~-]{{40,}}\S*")


@dataclass(frozen=True, slots=True)
class Message:
    """One message, with the project it is about."""

    project: Project
    row: OutboxEmail


@dataclass(frozen=True, slots=True)
class Receiver:
    """One of those an act wrote to: their message, and how far it is."""

    id: uuid.UUID
    recipient: str
    status: LazyString
    failed: bool


@dataclass(frozen=True, slots=True)
class Sending:
    """The same message to several people, as one line of a timeline."""

    at: datetime
    subject: str
    receivers: tuple[Receiver, ...]


def readable(actor: Actor, project: Project) -> ColumnElement[bool]:
    """Say in SQL which messages about `project` the actor may read.

    Those who run the call read all; the team those written to the team, once they may leave; anybody their own.
    """
    about = OutboxEmail.about == project.id
    if policy.staff_at_work(actor, project):
        return and_(about, true())
    to_actor = func.lower(OutboxEmail.recipient) == actor.email.lower()
    gone = or_(OutboxEmail.available_at <= clock.now(), OutboxEmail.attempts > 0)
    if not policy.view_team(actor, project):
        return and_(about, to_actor, gone)
    team = select(Person.email).join(TeamMember, TeamMember.person_id == Person.id)
    of_team = OutboxEmail.recipient.in_(team.where(TeamMember.project_id == project.id))
    for_team = or_(OutboxEmail.name.in_(FOR_TEAM), OutboxEmail.name.startswith("letter_"))
    return and_(about, gone, or_(to_actor, and_(of_team, for_team)))


def sendings(
    session: Session, actor: Actor, project: Project, *, since: datetime | None, until: datetime | None
) -> list[Sending]:
    """Return what the actor may know of the messages written between two instants, the newest first."""
    query = select(OutboxEmail).where(readable(actor, project))
    if since is not None:
        query = query.where(OutboxEmail.created_at >= since)
    if until is not None:
        query = query.where(OutboxEmail.created_at < until)
    rows = session.scalars(query.order_by(OutboxEmail.created_at.desc(), OutboxEmail.recipient)).all()
    return _grouped(rows)


def _grouped(rows: Sequence[OutboxEmail]) -> list[Sending]:
    found: list[Sending] = []
    for row in rows:
        receiver = Receiver(row.id, row.recipient, STATUS_WORDS[row.status], row.status is MailStatus.FAILED)
        last = found[-1] if found else None
        if last and last.subject == row.subject and last.at - row.created_at < SAME_ACT:
            found[-1] = Sending(last.at, last.subject, (*last.receivers, receiver))
        else:
            found.append(Sending(row.created_at, row.subject, (receiver,)))
    return found


def masked(body: str) -> str:
    """Return `body` without the links that open a door: they belong to whoever receives them."""
    return SECRET_LINK.sub(_("[lien personnel]"), body)
