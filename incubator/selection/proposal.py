"""Who could read what: a draft that gives each dossier its readers, the same one each time it is asked for."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from incubator.domain.models import Person, Project


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier that may need readers; `barred` may not read it: team, conflicts, and those who already do."""

    project: Project
    readers: tuple[Person, ...]
    barred: frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier of the draft: who reads it, who would be added, how many are still missing."""

    project: Project
    readers: tuple[Person, ...]
    added: tuple[Person, ...]
    missing: int


@dataclass(frozen=True)
class Proposal:
    """The whole draft. `lines` hold only the dossiers that lacked readers; `loads` count what each would then have."""

    lines: tuple[Line, ...]
    loads: Mapping[uuid.UUID, int]

    @property
    def pairs(self) -> list[tuple[Project, Person]]:
        """Return each reading to be created, in the order of the lines."""
        return [(line.project, person) for line in self.lines for person in line.added]

    @property
    def missing(self) -> int:
        """Return how many readings nobody can take."""
        return sum(line.missing for line in self.lines)

    @cached_property
    def fingerprint(self) -> str:
        """Return what tells this draft from any other, so that what is published is what was shown."""
        text = "\n".join(sorted(f"{project.id}:{person.id}" for project, person in self.pairs))
        return hashlib.sha256(text.encode()).hexdigest()


def propose(
    dossiers: Iterable[Dossier], members: Sequence[Person], *, wanted: int, loads: Mapping[uuid.UUID, int]
) -> Proposal:
    """Fill every dossier up to `wanted` readers with the least loaded members who may read it.

    Somebody of the project's own department comes last. The dossiers with the fewest possible readers are served
    first. Equal members are drawn by a mark that changes with the dossier, so that readers meet different colleagues
    and their marks can be compared.
    """
    counts = {member.id: loads.get(member.id, 0) for member in members}
    lines = []
    open_dossiers = [dossier for dossier in dossiers if len(dossier.readers) < wanted]
    possible = {dossier.project.id: [m for m in members if m.id not in dossier.barred] for dossier in open_dossiers}
    for dossier in sorted(open_dossiers, key=lambda one: (len(possible[one.project.id]), one.project.number)):
        project = dossier.project
        needed = wanted - len(dossier.readers)
        added = sorted(possible[project.id], key=lambda member: _preference(project, member, counts))[:needed]
        for member in added:
            counts[member.id] += 1
        lines.append(Line(project, dossier.readers, tuple(added), needed - len(added)))
    return Proposal(tuple(sorted(lines, key=lambda line: line.project.number)), counts)


def same_department(project: Project, person: Person) -> bool:
    """Tell whether a person works in the department the project comes from."""
    return bool(project.department) and person.department.strip().casefold() == project.department.strip().casefold()


def _preference(project: Project, member: Person, counts: Mapping[uuid.UUID, int]) -> tuple[bool, int, str, str]:
    draw = hashlib.sha256(f"{project.number}:{member.email}".encode()).hexdigest()
    return same_department(project, member), counts[member.id], draw, member.email
