"""Writing lines: dossiers made or brought up to date, their people, the journal, what became of each line."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from incubator.core import clock, outbox
from incubator.core.i18n import lazy as _l
from incubator.domain import journal, lifecycle, mails, revisions
from incubator.domain.events import Event
from incubator.domain.import_kinds import LineOutcome
from incubator.domain.models import (
    Answer,
    Call,
    ImportLine,
    ImportRun,
    Organisation,
    Person,
    Project,
    Question,
    TeamMember,
)
from incubator.domain.states import State
from incubator.imports import attaching, undoing
from incubator.imports.columns import PREFIX
from incubator.imports.plan import Planned, changes, submitted_at

SOME = 500
GONE = _l("Dossier supprimé dans Démarches Simplifiées")
Files = Mapping[int, Sequence[attaching.Entry]]  # what came with each line
Ids = Mapping[int, Mapping[str, uuid.UUID]]  # of questions, by version of the form and key


def write(
    session: Session,
    run: ImportRun,
    call: Call,
    ids: Ids,
    planned: Sequence[Planned],
    attached: Files = MappingProxyType({}),
) -> None:
    """Write what was planned and count it; the organisations of the call must be loaded."""
    new = [one for one in planned if one.outcome is LineOutcome.CREATED]
    people, opened = _people(session, call, new)
    made = _create(session, run, call, ids, new, people)
    asked = attaching.questions_by_column(session, run) if attached else {}
    changed = {}
    for one in planned:
        if one.outcome is LineOutcome.UPDATED or _has_other_files(session, one, attached, asked):
            changed[one.number] = _update(session, run, ids, one, attached.get(one.number, ()), asked)
    for number, new_one in made.items():
        attaching.attach(session, run, new_one, attached.get(number, ()), _of_form(asked, new_one))
    session.flush()  # versions of what was changed
    for one in planned:
        project = made.get(one.number) or one.project
        kept = project if one.outcome is not LineOutcome.REFUSED else None
        session.add(
            ImportLine(
                import_id=run.id, number=one.number, outcome=one.outcome, key=one.key[:120],
                project_id=kept.id if kept else None, version=kept.version if kept else 0,
                person_id=opened.pop(one.email, None) if one.outcome is LineOutcome.CREATED else None,
                before=changed.get(one.number), sentence=one.reasons,
            )
        )  # fmt: skip
    count(run, Counter(one.outcome for one in planned))
    session.flush()
    if run.options.get("receipts"):
        _send_receipts(session, [made[one.number] for one in new if one.email and one.wanted is State.SUBMITTED])


def _of_form(asked: Mapping[tuple[int, str], Question], project: Project) -> dict[str, Question]:
    return {column: one for (version, column), one in asked.items() if version == project.form_version}


def _has_other_files(
    session: Session, one: Planned, attached: Files, asked: Mapping[tuple[int, str], Question]
) -> bool:
    """Tell whether the files of a line that says nothing new changed; the line then brings its dossier up to date."""
    if one.outcome is not LineOutcome.UNCHANGED or one.project is None or not one.may_be_updated:
        return False
    mine = _of_form(asked, one.project)
    entries = [entry for entry in attached.get(one.number, ()) if entry["column"] in mine]
    if not entries or not attaching.would_change(session, one.project, entries, list(mine.values())):
        return False
    one.outcome = LineOutcome.UPDATED
    return True


def count(run: ImportRun, outcomes: Counter[LineOutcome]) -> None:
    """Add to the figures of an import."""
    for outcome, number in outcomes.items():
        setattr(run, outcome.value, getattr(run, outcome.value) + number)


def _people(session: Session, call: Call, new: Sequence[Planned]) -> tuple[dict[str, Person], dict[str, uuid.UUID]]:
    """Return whoever carries new dossiers, by address, and the keys of the accounts opened for it."""
    names = {one.email: one.name for one in reversed(new)}
    known = session.scalars(select(Person).where(Person.email.in_([email for email in names if email])))
    people = {person.email: person for person in known}
    opened = {}
    for email, name in names.items():
        if email and email not in people:
            home = _home(call, email)
            person = Person(id=uuid.uuid4(), email=email, name=name, organisation_id=home.id if home else None)
            people[email], opened[email] = person, person.id
            session.add(person)
    if "" in names:
        people[""] = _nobody(session, call)
    session.flush()  # projects need the keys of their owners
    return people, opened


def _home(call: Call, email: str) -> Organisation | None:
    """Return the organisation of the call whose agents have such addresses: a file makes nobody else an agent."""
    domain = email.rsplit("@", 1)[-1]
    return next((one for one in call.organisations if domain in one.email_domains), None)


def _nobody(session: Session, call: Call) -> Person:
    """Return the person who stands for imported candidates without an address: nobody signs in as them."""
    email = f"import+{call.code}@import.invalid"
    person = session.scalars(select(Person).where(Person.email == email)).one_or_none()
    if person is None:
        person = Person(email=email, name="Import", organisation_id=call.organisations[0].id, disabled_at=clock.now())
        session.add(person)
    return person


def _create(
    session: Session, run: ImportRun, call: Call, ids: Ids, new: Sequence[Planned], people: dict[str, Person]
) -> dict[int, Project]:
    if not new:
        return {}
    last = _take_numbers(session, call, len(new))
    made: dict[int, Project] = {}
    for number, one in enumerate(new, start=last - len(new) + 1):
        owner, now = people[one.email], clock.now()
        made[one.number] = Project(
            id=uuid.uuid4(), call_id=call.id, owner_id=owner.id, number=number, import_key=one.key,
            organisation_id=_home_of(call, owner), state=one.wanted, submitted_at=submitted_at(one),
            state_changed_at=now, form_version=call.form_version,
            **{"department": "", "theme": "", **one.facts},
        )  # fmt: skip
    session.add_all(made.values())
    session.flush()  # what follows points to them
    for one in new:
        project, owner = made[one.number], people[one.email]
        session.add(TeamMember(project_id=project.id, person_id=owner.id, name=one.name or owner.name))
        session.add_all(
            Answer(project_id=project.id, question_id=ids[call.form_version][key], value=text)
            for key, text in one.answers.items()
            if text
        )
        facts = {"import_key": one.key, "import": str(run.id), "state": one.wanted.value}
        journal.record(session, Event.IMPORT_PROJECT, actor_id=run.person_id, project=project, after=facts)
    return made


def _home_of(call: Call, owner: Person) -> uuid.UUID:
    own = {organisation.id for organisation in call.organisations}
    return owner.organisation_id if owner.organisation_id in own else call.organisations[0].id


def _take_numbers(session: Session, call: Call, many: int) -> int:
    """Take the next numbers of `call` in one statement and return the last of them."""
    statement = (
        update(Call)
        .where(Call.id == call.id)
        .values(last_number=Call.last_number + many)
        .returning(Call.last_number)
        .execution_options(synchronize_session=False)
    )
    return session.scalars(statement).one()


def _update(
    session: Session,
    run: ImportRun,
    ids: Ids,
    one: Planned,
    entries: Sequence[attaching.Entry],
    asked: Mapping[tuple[int, str], Question],
) -> dict[str, Any]:
    """Bring a dossier up to date; return the values replaced."""
    project = one.project
    assert project is not None  # that is what an update is
    found, version = changes(one, project, ids), project.version
    revisions.keep_first(session, project)
    before = {undoing.VERSION: version, **_write_texts(session, run, ids, project, found)}
    if one.may_be_updated:  # its state alone may follow its source
        moved = attaching.attach(session, run, project, entries, _of_form(asked, project))
        if moved:
            attaching.remember(session, run, moved)
            flag_modified(project, "title")  # another import, or its team, that read it before must read it again
        if moved and not found:
            facts = {"import": str(run.id), "files": moved.names}
            journal.record(session, Event.UPDATE_BY_IMPORT, actor_id=run.person_id, project=project, after=facts)
    if project.submitted_at is not None and not revisions.is_as_kept(session, project):
        by_id = run.person_id or project.owner_id
        revisions.keep(session, project, by_id=by_id, event=Event.UPDATE_BY_IMPORT.value)
    if one.step is not None:
        before["state"] = project.state.value
        lifecycle.note_step(session, one.step, project=project, actor_id=run.person_id, note=str(run.source.label))
        if one.step is lifecycle.SUBMIT and one.submitted_at is not None:
            project.submitted_at = one.submitted_at
    return before


def _write_texts(
    session: Session, run: ImportRun, ids: Ids, project: Project, found: Mapping[str, tuple[str, str]]
) -> dict[str, Any]:
    before: dict[str, Any] = {name: old for name, (old, _new) in found.items()}
    rows = {answer.question_id: answer for answer in project.answers}
    for name, (_old, text) in found.items():
        if not name.startswith(PREFIX):
            setattr(project, name, text)
            continue
        question_id = ids[project.form_version][name.removeprefix(PREFIX)]
        if question_id in rows:
            rows[question_id].value = text
        else:
            project.answers.append(Answer(question_id=question_id, value=text))
    if found:
        flag_modified(project, "title")  # an answer is a part of the dossier: its version counts for the whole
        old, new = ({name.removeprefix(PREFIX): pair[side] for name, pair in found.items()} for side in (0, 1))
        journal.record(
            session, Event.UPDATE_BY_IMPORT, actor_id=run.person_id, project=project, before=old,
            after={"import": str(run.id), **new},
        )  # fmt: skip
    return before


def withdraw(session: Session, run: ImportRun, keys: Sequence[str]) -> None:
    """Withdraw the dossiers that the source no longer has, each with its line in the journal."""
    last = session.scalar(select(func.max(ImportLine.number)).where(ImportLine.import_id == run.id)) or 1
    found: list[Project] = []
    for start in range(0, len(keys), SOME):
        some = keys[start : start + SOME]
        query = select(Project).where(Project.call_id == run.call_id, Project.import_key.in_(some))
        found += session.scalars(query.order_by(Project.number))
    left = [project for project in found if project.state in lifecycle.WITHDRAW.sources]
    for project in left:
        lifecycle.note_step(session, lifecycle.WITHDRAW, project=project, actor_id=run.person_id, note=str(GONE))
    session.flush()  # versions
    session.add_all(
        ImportLine(
            import_id=run.id, number=last + n, outcome=LineOutcome.WITHDRAWN, key=str(project.import_key),
            project_id=project.id, version=project.version,
        )
        for n, project in enumerate(left, start=1)
    )  # fmt: skip
    run.withdrawn += len(left)


def _send_receipts(session: Session, projects: Sequence[Project]) -> None:
    _calls = [session.get_one(Call, key) for key in {project.call_id for project in projects}]  # held: `project.call`
    for project in projects:
        for email in mails.submission_receipt(session, project, ""):
            outbox.queue(session, email)
