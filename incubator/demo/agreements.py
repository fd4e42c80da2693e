"""Some managers who were asked to release time, and what they answered: every answer once or twice."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from incubator.core.links import hash_of
from incubator.core.urls import absolute
from incubator.demo.book import Book
from incubator.demo.content import Dossier, chance, key, read
from incubator.demo.letters import send
from incubator.demo.lives import Life
from incubator.demo.moments import PARIS, Moments, at
from incubator.domain import mails
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.events import Event
from incubator.domain.models import Agreement, Person, Project

LINK_LIFE = timedelta(days=30)
S = AgreementStatus
EVENTS = {
    S.AGREED: Event.MANAGER_AGREED,
    S.AGREED_OTHERWISE: Event.MANAGER_AGREED_OTHERWISE,
    S.REFUSED: Event.MANAGER_REFUSED,
    S.DELEGATED: Event.MANAGER_DELEGATED,
    S.TALK_WANTED: Event.MANAGER_WANTS_TO_TALK,
    S.CANCELLED: Event.CANCEL_AGREEMENT,
}
# Who was asked, what they answered and wrote, how many days after.
STORIES = (
    ("Brigitte Lamoureux", S.AGREED, "", 1),
    ("Thierry Castelnau", S.AGREED_OTHERWISE, "D’accord pour une demi-journée, sauf en période de paie.", 2),
    ("Sylvie Maurepas", S.TALK_WANTED, "Voyons ensemble qui reprend l’accueil du jeudi : êtes-vous là mardi ?", 1),
    ("Jean-Marc Osty", S.REFUSED, "Deux postes sont vacants jusqu’à l’été. Reparlons-en à la rentrée.", 3),
    ("Corinne Delaubier", S.ASKED, "", 0),
    ("Alain Vergnaud", S.DELEGATED, "Odile Ferrand <odile.ferrand@haute-aronde.example>", 1),
    ("Michèle Aubertin", S.AGREED, "", 2),
    ("Gilles Roussillon", S.CANCELLED, "", 1),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: about which dossier, to whom, when, and what became of it."""

    dossier: Dossier
    manager: str
    status: AgreementStatus
    comment: str
    at: datetime
    answered_at: datetime | None

    @property
    def id(self) -> uuid.UUID:
        return key("agreement", self.dossier.slug, self.manager)

    @property
    def email(self) -> str:
        name = self.manager.lower().replace(" ", ".").replace("è", "e")
        return f"{name}@haute-aronde.example"

    @property
    def secret(self) -> str:
        """The secret of the link: the same at each load, so that the mailbox of the demonstration leads somewhere."""
        return key("link", self.dossier.slug, self.manager).hex

    @property
    def days(self) -> float:
        return float(self.dossier.days) if self.dossier.days in ("0.5", "1", "2", "3") else 1.0


def asked(told: list[Life], when: Moments) -> list[Asked]:
    """Return the requests that were made by now, those about the dossiers of the people one plays first."""
    shown = set(read("stories")["agents"])
    limit = when.now - timedelta(days=6)
    handed_in = [life for life in told if life.submitted_at is not None and life.submitted_at < limit]
    handed_in.sort(key=lambda life: (life.dossier.slug not in shown, chance("agreement", life.dossier.slug).random()))
    found = []
    for life, (manager, status, comment, days) in zip(handed_in, STORIES, strict=False):
        day = (life.submitted_at or when.now).astimezone(PARIS).date() + timedelta(days=1)
        begun = at(day, 10, 20)
        answered = None if status in (S.ASKED, S.CANCELLED) else at(day + timedelta(days=days), 15, 5)
        found.append(Asked(life.dossier, manager, status, comment, begun, answered))
        if status is S.DELEGATED and answered is not None:
            found.append(Asked(life.dossier, comment.partition(" <")[0], S.ASKED, "", answered, None))
    return found


def write(book: Book, told: list[Life], when: Moments) -> None:
    """Write the requests, the answers and their acts."""
    for one in asked(told, when):
        starts_on, ends_on = when.mentoring_from, when.mentoring_from + timedelta(weeks=26)
        book.add(Agreement, **_row(one, starts_on, ends_on))
        facts = {
            "status": S.ASKED.value,
            "manager": f"{one.manager} <{one.email}>",
            "days": one.days,
            "from": starts_on.isoformat(),
            "until": ends_on.isoformat(),
        }
        book.act(Event.ASK_MANAGER, one.at, one.dossier.owner_id, one.dossier, after=facts, note=one.manager)
        if one.status in EVENTS:
            by = one.dossier.owner_id if one.status is S.CANCELLED else None
            ended_at, after = one.answered_at or one.at + timedelta(days=1), {**facts, "status": one.status.value}
            note = one.manager if by else one.comment
            book.act(EVENTS[one.status], ended_at, by, one.dossier, after=after, note=note)


def _row(one: Asked, starts_on: date, ends_on: date) -> dict[str, Any]:  # Any: the values of a row, of every type
    given = one.status in (S.AGREED, S.AGREED_OTHERWISE)
    return {
        "id": one.id,
        "created_at": one.at,
        "project_id": one.dossier.id,
        "asked_by_id": one.dossier.owner_id,
        "manager_name": one.manager,
        "manager_email": one.email,
        "days": one.days,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "message": "Je vous propose d’en parler avant que vous répondiez, si vous le souhaitez.",
        "status": one.status,
        "days_agreed": (0.5 if one.status is S.AGREED_OTHERWISE else one.days) if given else None,
        "agreed_from": starts_on if given else None,
        "agreed_until": ends_on if given else None,
        "comment": one.comment,
        "asked_at": one.at,
        "reminded_at": None,
        "answered_at": one.answered_at,
        "expires_at": one.at + LINK_LIFE,
        "secret_hash": hash_of(one.secret),
    }


def send_letters(session: Session, told: list[Life], when: Moments) -> None:
    """Write the mails to these managers, and the answers to the teams, as they left."""
    for one in asked(told, when):
        agreement = session.get_one(Agreement, one.id)
        agreement.project = session.get_one(Project, one.dossier.id)
        agreement.asked_by = session.get_one(Person, one.dossier.owner_id)
        url = absolute("agreement.answer", token=one.secret)
        send(session, [mails.agreement_request(session, agreement, url=url, language="fr")], one.at)
        if one.answered_at is not None:
            send(session, mails.agreement_answer(session, agreement), one.answered_at)
