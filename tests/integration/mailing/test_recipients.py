"""Who is written to about a dossier, and who may read what was written."""

from sqlalchemy import select

from incubator.core import clock
from incubator.core.outbox import OutboxEmail
from incubator.domain.kinds import Role
from incubator.domain.mails.recipients import staff_of, team_of
from incubator.domain.models import Person, RoleGrant, TeamMember
from incubator.domain.post import readable
from incubator.domain.states import State
from tests.factories import actor_of, assign_reader, declare_conflict, make_call, make_person, make_project, make_staff


def join(session, project, person) -> None:
    session.add(TeamMember(project_id=project.id, person_id=person.id, name=person.name))


def test_those_who_run_the_call_are_written_to_but_who_stays_away(session, organisation, call) -> None:
    project = make_project(session, call)
    secretary, manager, again = (make_staff(session, where) for where in (call, organisation, call))
    conflicted, member, gone, ended = (make_staff(session, call) for _one in range(4))
    make_staff(session, make_call(session, organisation))  # of another call
    make_staff(session, call, Role.JUROR)
    declare_conflict(session, conflicted, project)
    declare_conflict(session, again, project).lifted_at = clock.now()
    join(session, project, member)
    session.add(TeamMember(project_id=project.id, name="Sans compte"))
    gone.disabled_at = clock.now()
    session.scalars(select(RoleGrant).where(RoleGrant.person_id == ended.id)).one().ended_at = clock.now()
    session.flush()

    assert set(staff_of(session, project)) == {secretary, manager, again}


def test_a_team_is_written_to_but_closed_accounts(session, organisation, call) -> None:
    project = make_project(session, call)
    mate, gone = make_person(session, organisation), make_person(session, organisation, disabled_at=clock.now())
    for person in (mate, gone):
        join(session, project, person)
    session.flush()

    assert set(team_of(session, project)) == {mate, session.get_one(Person, project.owner_id)}


def test_each_reads_what_was_written_to_them_and_the_team_what_is_for_it(session, call) -> None:
    project = make_project(session, call, state=State.UNDER_REVIEW)
    owner, mate, reader = session.get_one(Person, project.owner_id), make_person(session), make_person(session)
    join(session, project, mate)
    assign_reader(session, project, reader)
    facts = {"language": "fr", "subject": "s", "body": "b", "about": project.id}
    session.add_all(
        OutboxEmail(name=name, recipient=person.email, **facts)
        for name, person in (
            ("submission_receipt", owner),
            ("call_back_asked", owner),  # written to them as they ran the call
            ("submission_receipt", reader),
            ("call_back_asked", mate),
        )
    )
    session.flush()

    def read(person: Person) -> set[tuple[str, str]]:
        rows = session.scalars(select(OutboxEmail).where(readable(actor_of(session, person), project)))
        return {(row.name, row.recipient) for row in rows}

    assert read(reader) == {("submission_receipt", reader.email)}
    assert read(mate) == {("submission_receipt", owner.email), ("call_back_asked", mate.email)}
