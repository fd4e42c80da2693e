"""Projects, teams and answers."""

import uuid
from datetime import datetime, timedelta

from incubator.demo.book import Book
from incubator.demo.content import CALL_ID, CODE, MAIN_ID, chance, key, read
from incubator.demo.lives import Life, code_ends_at
from incubator.demo.moments import Moments
from incubator.demo.people import colleagues, officials
from incubator.domain import lifecycle
from incubator.domain.answers import Member, text_of_members
from incubator.domain.events import Event
from incubator.domain.models import Answer, Project, TeamMember
from incubator.domain.states import FOLLOWED, REACHED_PITCH, State


def write(book: Book, told: list[Life], when: Moments) -> None:
    """Write every dossier with its team, its answers and its steps."""
    missions = {one["slug"]: one["mission"] for one in read("follow-up")["follow"]}
    for life in told:
        _project(book, life, missions, code_ends_at(when))
        _team(book, life)
        for name, value in answers(life).items():
            book.add(Answer, project_id=life.dossier.id, question_id=question_id(name), value=value)
        _steps(book, life)


def question_id(name: str) -> uuid.UUID:
    """Return the id of a question of the form."""
    return key("Question", CODE, name)


def _project(book: Book, life: Life, missions: dict[str, str], let_in: datetime) -> None:
    dossier = life.dossier
    book.add(
        Project,
        id=dossier.id,
        created_at=life.began_at,
        call_id=CALL_ID,
        organisation_id=MAIN_ID,
        owner_id=dossier.owner_id,
        number=life.number,
        title=dossier.title,
        department=dossier.department,
        theme=dossier.theme,
        state=life.state,
        submitted_at=life.submitted_at,
        state_changed_at=life.changed_at,
        carried_by=dossier.author if dossier.held_by else "",
        open_until=let_in if life.took(lifecycle.ADMIT) and dossier.late else None,
        mission=missions.get(dossier.slug, "") if life.state in FOLLOWED else "",
        version=1 + len(life.steps),
    )


def _team(book: Book, life: Life) -> None:
    dossier = life.dossier
    with_account = {name for name, _role in colleagues(dossier)}
    team: list[tuple[str, str, uuid.UUID | None]] = []
    if dossier.held_by:
        holder = next(one for one in officials() if one.slug == dossier.held_by)
        team.append((holder.name, holder.job, holder.id))
    team.append((dossier.author, dossier.job, None if dossier.held_by else dossier.owner_id))
    team += [(name, role, key("agent", name) if name in with_account else None) for name, role in dossier.team]
    for place, (name, role, person_id) in enumerate(team):
        book.add(
            TeamMember,
            id=key("member", dossier.slug, name),
            created_at=life.began_at + timedelta(seconds=place),
            project_id=dossier.id,
            person_id=person_id,
            name=name,
            role=role,
        )


def answers(life: Life) -> dict[str, str]:
    """Return the answers by key of question; a draft is half written."""
    dossier, luck = life.dossier, chance("answers", life.dossier.slug)
    given = {**dossier.answers, "days": dossier.days, "manager": dossier.manager, "rules_read": "yes"}
    given["call_back"] = "yes" if luck.random() < 0.3 else "no"
    if given["call_back"] == "yes":
        given["phone"] = f"05 55 00 {luck.randint(10, 99)} {luck.randint(10, 99)}"
    given["team"] = text_of_members(Member(name, dossier.department, role) for name, role in dossier.team)
    if life.state in REACHED_PITCH:
        given["needs"] = "\n".join(need for need in ("budget", "data", "skills") if luck.random() < 0.5)
        given["image_right"] = "yes" if luck.random() < 0.8 else "no"
    if life.state is State.DRAFT:
        kept = luck.randint(2, 5)
        return dict(list(dossier.answers.items())[:kept]) | {"days": dossier.days}
    return {name: value for name, value in given.items() if value}


def _steps(book: Book, life: Life) -> None:
    dossier = life.dossier
    book.act(Event.CREATE_PROJECT, life.began_at, dossier.owner_id, dossier, after={"number": life.number})
    before = State.DRAFT
    for lived in life.steps:
        book.act(
            lived.step.name, lived.at, lived.by, dossier, note=lived.note,
            before={"state": before.value}, after={"state": lived.step.target.value},
        )  # fmt: skip
        before = lived.step.target
