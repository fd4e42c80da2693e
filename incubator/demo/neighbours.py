"""The other authority: a few people and projects that nobody of the first must ever see."""

from datetime import timedelta

from incubator.demo.book import Book, Row
from incubator.demo.content import OTHER, key, read
from incubator.demo.moments import Moments, at
from incubator.demo.people import address
from incubator.domain import lifecycle
from incubator.domain.events import Event
from incubator.domain.kinds import Role
from incubator.domain.models import Answer, Person, Project, RoleGrant, TeamMember
from incubator.domain.states import State


def write(book: Book, when: Moments) -> int:
    """Write its people and projects; return how many projects its call has."""
    raw = next(one for one in read("organisations")["organisation"] if one["slug"] == OTHER)
    agents = [one for one in raw["person"] if "title" in one]
    for one in raw["person"]:
        _person(book, raw, one, when)
    for number, one in enumerate(agents, start=1):
        _project(book, raw, one, number, when)
    return len(agents)


def _person(book: Book, raw: Row, one: Row, when: Moments) -> None:
    organisation_id, person_id = key("organisation", OTHER), key("person", one["slug"])
    arrived = at(when.today - timedelta(days=10), 9)
    book.add(
        Person,
        id=person_id,
        email=f"{address(one['name'])}@{raw['domain']}",
        **{name: one[name] for name in ("name", "job", "department")},
        language="fr",
        organisation_id=organisation_id,
        created_at=arrived,
    )
    book.add(
        RoleGrant,
        id=key("grant", person_id),
        person_id=person_id,
        role=Role(one.get("role", Role.AGENT)),
        organisation_id=organisation_id,
        call_id=None,
        project_id=None,
        created_at=arrived,
    )


def _project(book: Book, raw: Row, one: Row, number: int, when: Moments) -> None:
    project_id, owner_id = key("project", one["slug"]), key("person", one["slug"])
    began_at = when.past(at(when.today - timedelta(days=5 - number), 12, 10))
    submitted_at = None if one.get("draft") else began_at + timedelta(minutes=40)
    book.add(
        Project,
        id=project_id,
        created_at=began_at,
        call_id=key("call", raw["call"]["code"]),
        organisation_id=key("organisation", OTHER),
        owner_id=owner_id,
        number=number,
        **{name: one[name] for name in ("title", "department", "theme")},
        state=State.SUBMITTED if submitted_at else State.DRAFT,
        submitted_at=submitted_at,
        state_changed_at=submitted_at or began_at,
        mission="",
        version=2,
    )
    book.add(
        TeamMember, id=key("member", one["slug"]), created_at=began_at, project_id=project_id, person_id=owner_id,
        name=one["name"], role=one["job"],
    )  # fmt: skip
    for name in ("problem", "audience"):
        question_id = key("Question", raw["call"]["code"], name)
        book.add(Answer, project_id=project_id, question_id=question_id, value=one[name])
    about: Row = {"organisation_id": key("organisation", OTHER), "project_id": project_id}
    about["call_id"] = key("call", raw["call"]["code"])
    book.act(Event.CREATE_PROJECT, began_at, owner_id, **about, after={"number": number})
    if submitted_at:
        states: Row = {"before": {"state": State.DRAFT.value}, "after": {"state": State.SUBMITTED.value}}
        book.act(lifecycle.SUBMIT.name, submitted_at, owner_id, **about, **states)
