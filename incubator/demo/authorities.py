"""The two authorities: organisation, programme, call, form and grids."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from incubator.demo import files
from incubator.demo.content import CODE, OTHER, key, read
from incubator.demo.moments import Moments, at
from incubator.domain.checklists import default_checklist
from incubator.domain.default_form import default_questions
from incubator.domain.defaults import default_criteria
from incubator.domain.models import Call, Organisation, Programme


def found(session: Session, when: Moments) -> Call:
    """Create both authorities with their calls; return the call the demonstration tells of."""
    calls = [_authority(session, raw, when) for raw in read("organisations")["organisation"]]
    return calls[0]


def _authority(session: Session, raw: dict[str, Any], when: Moments) -> Call:
    created = at(when.opens_on - timedelta(days=60), 10)
    organisation = Organisation(
        id=key("organisation", raw["slug"]),
        created_at=created,
        email_domains=[raw["domain"]],
        contact_email=raw["contact"],
        accessibility_statement=raw["accessibility"].strip(),
        legal_notice=raw["legal"].strip(),
        privacy_notice=raw["privacy"].strip(),
        **{name: raw[name] for name in _COLUMNS if name in raw},
    )
    programme = Programme(
        id=key("programme", raw["slug"]),
        created_at=created,
        organisation_id=organisation.id,
        name=raw["programme"],
        **{name: raw[name].strip() for name in ("tagline", "tagline_en", "presentation", "presentation_en")},
    )
    session.add_all([organisation, programme])
    session.flush()  # the call refers to both
    call = _call(raw, programme, when)
    call.organisations = [organisation]
    session.add(call)
    session.flush()  # the form and the grids refer to the call
    for question in default_questions(call):
        question.id = key("Question", call.code, question.key)
        session.add(question)
    if call.code == CODE:
        files.ask(session, call)
    _checks(session, call)
    for criterion in default_criteria(call):
        criterion.id = key("Criterion", call.code, criterion.round, criterion.key)
        session.add(criterion)
    return call


def _checks(session: Session, call: Call) -> None:
    for item in default_checklist(call):
        item.id = key("ChecklistItem", call.code, item.position)
        session.add(item)


_COLUMNS = ("slug", "name", "short_name", "departments", "accent", "second")


def _call(raw: dict[str, Any], programme: Programme, when: Moments) -> Call:
    told = raw["call"]
    dates: dict[str, Any] = {name: getattr(when, name) for name in _DATES}
    if raw["slug"] == OTHER:
        dates = _open_dates(when)
    return Call(
        id=key("call", told["code"]),
        created_at=dates["opens_at"] - timedelta(days=30),
        programme_id=programme.id,
        themes=raw["themes"],
        **{name: told[name].strip() for name in ("code", "title", "title_en", "text", "text_en")},
        **dates,
    )


_DATES = ("opens_at", "closes_at", "screening_until", "committee_on", "jury_on", "mentoring_from")


def _open_dates(when: Moments) -> dict[str, Any]:
    """The other authority's call is always open."""
    closes_on = when.today + timedelta(days=20)
    days = {name: closes_on + timedelta(days=14 * n) for n, name in enumerate(_DATES[2:], start=1)}
    return {"opens_at": at(when.today - timedelta(days=8), 9), "closes_at": at(closes_on, 12), **days}
