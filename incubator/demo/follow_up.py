"""Twenty-six weeks of follow-up: coaches, sponsors, phases planned and real, check-ins."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from incubator.demo.book import Book
from incubator.demo.content import Dossier, chance, dossiers, key, read
from incubator.demo.moments import Moments, Stage, at
from incubator.demo.people import MANAGER_ID, grant, holding, officials
from incubator.domain.events import Event
from incubator.domain.kinds import PhaseKind, Role
from incubator.domain.models import CheckIn, Coaching, Phase
from incubator.domain.plans import PlannedPhase, default_plan

Story = dict[str, Any]  # Any: one project of data/follow-up.toml


def write(book: Book, when: Moments) -> None:
    """Write the follow-up of the selected projects, once it has begun."""
    if not when.stage.reached(Stage.MENTORING):
        return
    by_slug = {one.slug: one for one in dossiers()}
    for story in read("follow-up")["follow"]:
        dossier = by_slug[story["slug"]]
        _coach(book, story, dossier, when)
        _sponsor(book, story, dossier, when)
        _phases(book, story, dossier, when)
        for raw in story["checkin"]:
            _check_in(book, raw, dossier, when)


def _coach(book: Book, story: Story, dossier: Dossier, when: Moments) -> None:
    coach = holding(Role.COACH)[story["coach"] - 1]
    begun = at(when.mentoring_from, 9, 45)
    book.add(
        Coaching,
        id=key("coaching", dossier.slug, coach.slug),
        created_at=begun,
        project_id=dossier.id,
        coach_id=coach.id,
        started_on=when.mentoring_from,
    )
    after = {"coach_id": str(coach.id), "started_on": when.mentoring_from.isoformat()}
    book.act(Event.ASSIGN_COACH, begun, MANAGER_ID, dossier, after=after, note=coach.name)


def _sponsor(book: Book, story: Story, dossier: Dossier, when: Moments) -> None:
    sponsor = next(one for one in officials() if one.job == story["sponsor_job"])
    grant(book, sponsor.id, Role.SPONSOR, at(when.mentoring_from, 10), by=MANAGER_ID, project_id=dossier.id)


# --- phases ------------------------------------------------------------------------------------------------------


def _phases(book: Book, story: Story, dossier: Dossier, when: Moments) -> None:
    started_on: date | None = when.mentoring_from
    for planned in default_plan(when.mentoring_from):
        ended_on = _end(planned, story, dossier) if started_on else None
        comment = _COMMENTS.get((story["health"], planned.kind), "") if started_on else ""
        _phase(book, dossier, planned, (started_on, ended_on), comment)
        started_on = ended_on


def _end(planned: PlannedPhase, story: Story, dossier: Dossier) -> date | None:
    """Return the day a phase really ended: the phase in hand has none, the others drift by some days."""
    if planned.kind.value == story["phase"]:
        return None
    return planned.ends_on + timedelta(days=chance("drift", dossier.slug, planned.kind).choice([0, 2, 3, 5, 8]))


def _phase(
    book: Book, dossier: Dossier, planned: PlannedPhase, lived: tuple[date | None, date | None], comment: str
) -> None:
    started_on, ended_on = lived
    phase_id: uuid.UUID = key("phase", dossier.slug, planned.kind)
    book.add(
        Phase,
        id=phase_id,
        project_id=dossier.id,
        kind=planned.kind,
        position=planned.position,
        planned_start=planned.starts_on,
        planned_end=planned.ends_on,
        started_on=started_on,
        ended_on=ended_on,
        comment=comment,
    )
    if started_on is not None:
        after = {"phase": planned.kind.value, "started_on": started_on.isoformat()}
        note = comment or str(planned.kind.label)
        book.act(Event.START_PHASE, at(started_on, 10, 5), MANAGER_ID, dossier, after=after, note=note)


_COMMENTS = {
    ("good", PhaseKind.CONSTRUCTION): "Le comité a décidé de continuer six mois, sur la base de l’enquête.",
    ("fragile", PhaseKind.INVESTIGATION): "Enquête prolongée : le temps accordé n’a pas encore été libéré.",
    ("silent", PhaseKind.INVESTIGATION): "Le comité de fin d’enquête n’a pas pu être fixé.",
    ("should_stop", PhaseKind.INVESTIGATION): "Le comité a demandé un comptage de plus avant de décider.",
}


# --- check-ins ---------------------------------------------------------------------------------------------------


def _check_in(book: Book, raw: Story, dossier: Dossier, when: Moments) -> None:
    luck = chance("check-in", dossier.slug, raw["week"])
    on = when.mentoring_from + timedelta(days=7 * raw["week"] + luck.randint(0, 4))
    said_at: datetime = when.past(at(on, luck.randint(9, 18), luck.randint(0, 59)))
    book.add(
        CheckIn,
        id=key("check-in", dossier.slug, raw["week"]),
        created_at=said_at,
        project_id=dossier.id,
        author_id=dossier.owner_id,
        on=on,
        next_step_on=on + timedelta(days=14) if raw["next_step"] else None,
        **{name: raw[name] for name in _SAID},
    )
    after = {"on": on.isoformat(), "users_met": raw["users_met"], "days_spent": raw["days_spent"]}
    book.act(Event.CHECK_IN, said_at, dossier.owner_id, dossier, after=after)


_SAID = ("learned", "users_met", "days_planned", "days_spent", "blocker", "blocker_owner", "next_step", "mood")
