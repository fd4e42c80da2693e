"""Those who come in otherwise: a dossier let in after the closing by a code, an agent who has no address."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from incubator.core.urls import absolute
from incubator.demo.book import Book
from incubator.demo.content import CALL_ID, MAIN_ID, Dossier, key, read
from incubator.demo.letters import send
from incubator.demo.lives import Life, code_ends_at, late_at
from incubator.demo.moments import Moments, Stage, at
from incubator.demo.people import MANAGER_ID
from incubator.domain import mails
from incubator.domain.events import Event
from incubator.domain.models import AccessCode, AccessUse, Call, Deposit


def write(book: Book, told: list[Life], when: Moments) -> None:
    """Write the deposit of a correspondent, and the codes."""
    for life in told:
        if life.dossier.held_by:
            _deposit(book, life)
        if life.dossier.late and when.stage.reached(Stage.COMMITTEE):
            _late(book, life.dossier, when)
    if when.stage is Stage.OPEN:
        _code(book, "waiting_code", when.now - timedelta(days=1), when.closes_at + timedelta(days=3))


def send_code(session: Session, when: Moments) -> None:
    """Write the e-mail that brings the code nobody has used yet."""
    if when.stage is not Stage.OPEN:
        return
    code, call = session.get_one(AccessCode, key("access code", "waiting_code")), session.get_one(Call, CALL_ID)
    url = absolute("entry.use_code", code=code.code)
    send(session, [mails.access_code(session, code, call, language="fr", url=url)], code.created_at)


def _deposit(book: Book, life: Life) -> None:
    raw, dossier, told_at = read("stories")["deposit"], life.dossier, life.began_at + timedelta(minutes=2)
    book.add(
        Deposit,
        project_id=dossier.id,
        by_id=dossier.owner_id,
        agent_job=dossier.job,
        reach=raw["reach"],
        informed_at=told_at,
    )
    after = {"agent": dossier.author, "informed": True}
    book.act(Event.DEPOSIT_FOR_SOMEBODY, told_at, dossier.owner_id, dossier, after=after)


def _late(book: Book, dossier: Dossier, when: Moments) -> None:
    used_at = late_at(when) - timedelta(hours=2)
    code_id = _code(book, "late", at(when.closes_on, 18, 30), code_ends_at(when))
    book.add(
        AccessUse,
        id=key("access use", dossier.slug),
        created_at=used_at,
        code_id=code_id,
        person_id=dossier.owner_id,
        project_id=dossier.id,
    )
    after = {"code": str(code_id), "until": code_ends_at(when).isoformat()}
    book.act(Event.USE_ACCESS_CODE, used_at, dossier.owner_id, dossier, after=after)


def _code(book: Book, name: str, made_at: datetime, valid_until: datetime) -> Any:  # Any: a key
    raw, code_id = read("stories")[name], key("access code", name)
    book.add(
        AccessCode,
        id=code_id,
        created_at=made_at,
        call_id=CALL_ID,
        code=raw["code"],
        note=raw["note"],
        email=raw.get("email", ""),
        places=1,
        valid_until=valid_until,
        made_by_id=MANAGER_ID,
        ended_at=None,
    )
    facts = {"code": str(code_id), "note": raw["note"], "places": 1, "valid_until": valid_until.isoformat()}
    book.act(Event.MAKE_ACCESS_CODE, made_at, MANAGER_ID, call_id=CALL_ID, organisation_id=MAIN_ID, after=facts)
    return code_id
