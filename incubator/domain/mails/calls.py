"""The e-mails of a call."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from incubator.core.i18n import _, force_locale
from incubator.core.outbox import Email
from incubator.core.presentation import date_long, datetime_long
from incubator.core.urls import home
from incubator.domain import form_versions, queries, rules
from incubator.domain.calendar import DATES
from incubator.domain.form_versions import Changes
from incubator.domain.mails.recipients import in_words
from incubator.domain.models import Call, Person, Project, TeamMember
from incubator.domain.states import State


def dates_changed(
    session: Session, call: Call, moved: Mapping[str, date | datetime], *, reason: str = ""
) -> list[Email]:
    """To whoever the dates of `call` concern, once each: which ones changed; `moved` holds what they were."""
    call = queries.call_in_letters(session, call.id)
    context = {"call": call, "note": reason}
    people = queries.concerned_by(session, call)
    emails = [Email("dates_changed", p.email, p.language, {**context, "person": p}) for p in people]
    return in_words(emails, lambda: {"dates": "\n".join(_moved(call, name, was) for name, was in moved.items())})


def _moved(call: Call, name: str, was: date | datetime) -> str:
    """Return what one date is now, and what it was."""
    days = (was, getattr(call, name))
    old, new = (datetime_long(day) if isinstance(day, datetime) else date_long(day) for day in days)
    return _("- %(label)s : %(date)s", label=DATES[name], date=new) + "\n  " + _("(au lieu du %(date)s)", date=old)


def call_opened(call: Call, person: Person) -> Email:
    """To an agent: a call is open, until when; once each."""
    once = f"opened:{call.id}:{person.id}"
    return Email("call_opened", person.email, person.language, {"call": call, "person": person}, once=once)


def draft_reminder(session: Session, project: Project, person: Person, left: int, once: str) -> Email:
    """To whoever carries a draft: how many days are left."""
    context = {"call": queries.call_in_letters(session, project.call_id), "project": project, "person": person}
    return Email("draft_reminder", person.email, person.language, {**context, "left": left}, project.id, once=once)


def form_changed(session: Session, call: Call) -> list[Email]:
    """To the teams of the drafts that may still be handed in and answer an older form: what changes in it, by when."""
    rows = _people_of_older_drafts(session, call)
    words = _changes_in_words(session, call, {(one.form_version, person.language) for one, person in rows})
    call = queries.call_in_letters(session, call.id)
    return [
        Email(
            "form_changed",
            person.email,
            person.language,
            {
                "call": call,
                "project": project,
                "person": person,
                "changes": words[project.form_version, person.language],
                "closes": rules.late_until(project),
                "url": f"{home()}/projects/{project.id}/edit",
            },
            project.id,
        )
        for project, person in rows
    ]


def _people_of_older_drafts(session: Session, call: Call) -> list[tuple[Project, Person]]:
    rows = session.execute(
        select(Project, Person)
        .join(Project.call)
        .join(TeamMember, TeamMember.project_id == Project.id)
        .join(Person, Person.id == TeamMember.person_id)
        .where(
            Project.call_id == call.id,
            Project.state == State.DRAFT,
            Project.form_version < call.form_version,
            Person.disabled_at.is_(None),
        )
        .order_by(Project.number, Person.email)
        .options(contains_eager(Project.call))
    )
    return [(project, person) for project, person in rows if rules.draft_is_open(project)]


def _changes_in_words(session: Session, call: Call, wanted: set[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Return what the form in use asks otherwise than each older version, in each language."""
    new = form_versions.questions_of(session, call, call.form_version) if wanted else []
    old = {version: form_versions.questions_of(session, call, version) for version, _language in wanted}
    found = {}
    for version, language in wanted:
        with force_locale(language):
            found[version, language] = _lines(form_versions.compare(old[version], new))
    return found


def _lines(changes: Changes) -> str:
    if not changes.for_teams:
        return _("Mêmes questions ; leur ordre, leurs parties ou leurs lecteurs changent.")
    return "\n".join(f"- {sentence}" for sentence in changes.sentences)
