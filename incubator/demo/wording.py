"""The words that the organisation made its own: an e-mail, and a second version of the form."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from incubator.admin import form_versions as versions
from incubator.admin import questions, settings
from incubator.admin.questions import Asked
from incubator.demo.acts import Stagehand
from incubator.demo.book import Book
from incubator.demo.content import MAIN_ID, read
from incubator.demo.moments import Moments, Stage, at
from incubator.demo.people import MANAGER_ID
from incubator.domain import form_versions
from incubator.domain.events import Event
from incubator.domain.mails.samples import default_text
from incubator.domain.models import MailText, Project
from incubator.submission import new_form


def write_text(session: Session, book: Book, when: Moments) -> None:
    """Write the text that the organisation gave to an e-mail, before those of the demonstration are written."""
    raw, saved_at = read("stories")["own_text"], at(when.opens_on - timedelta(days=6), 15, 30)
    text = {"subject": raw["subject"], "body": raw["body"].strip()}
    session.add(
        MailText(
            organisation_id=MAIN_ID, name=raw["name"], language="fr", saved_at=saved_at, saved_by_id=MANAGER_ID, **text
        )
    )
    session.flush()  # the e-mails look for it
    subject, body = default_text(raw["name"], "fr")
    which = {"name": raw["name"], "language": "fr"}
    book.act(
        Event.EDIT_MAIL, saved_at, MANAGER_ID, organisation_id=MAIN_ID,
        before={**which, "subject": subject, "body": body}, after={**which, **text},
    )  # fmt: skip


def play_form(hand: Stagehand, when: Moments) -> None:
    """Publish the second version of the form, while the call is open: drafts begun before are offered it."""
    if when.stage is not Stage.OPEN:
        return
    raw, call = read("stories")["form"], hand.call()
    began = at(when.today - timedelta(days=2), 9, 50)
    with hand.acting(MANAGER_ID, began) as actor:
        version = versions.prepare(hand.session, actor=actor, call=call)
    with hand.acting(MANAGER_ID, began + timedelta(minutes=12)) as actor:
        asked = form_versions.questions_of(hand.session, call, version)
        known = next(one for one in asked if one.key == raw["clearer"])
        set_committed_value(known, "call", call)
        was, words = questions.asked_of(known), {name: raw[name] for name in ("help", "help_en")}
        questions.edit_question(
            hand.session, actor=actor, question=known, asked=Asked(**was | words), version=settings.version_of(was)
        )
        new = questions.add_question(hand.session, actor=actor, call=call, asked=Asked(**was | _new(raw)))
        set_committed_value(new, "call", call)
        hand.session.flush()  # placing it reads the others
        questions.place_question(hand.session, actor=actor, question=new, place=asked.index(known) + 2)
        versions.publish(hand.session, actor=actor, call=call)
    _take(hand, raw["taken_by"], began + timedelta(hours=5))


def _take(hand: Stagehand, slug: str, moment: datetime) -> None:
    """Make one of the drafts answer the new form; the others are still offered it."""
    answered = select(Project).where(Project.id == hand.project(slug).id)
    project = hand.session.scalars(
        answered.options(selectinload(Project.questions), selectinload(Project.answers))
    ).one()
    with hand.acting(project.owner_id, moment) as actor:
        new_form.take(hand.session, actor=actor, project=project)


def _new(raw: dict[str, Any]) -> dict[str, Any]:  # Any: as TOML
    words = {"label": raw["label"], "label_en": raw["label_en"], "help": raw["more"], "help_en": raw["more_en"]}
    return {**words, "example": "", "example_en": "", "required": False, "max_length": 500}
