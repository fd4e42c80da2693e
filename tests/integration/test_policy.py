"""The two faces of each rule about projects say the same thing, for every role, link and state."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.permissions import Rule
from incubator.domain import policy, relations
from incubator.domain.actors import Actor
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Role
from incubator.domain.models import Attachment, Call, Coaching, HelpWanted, Organisation, Person, Project, Question
from incubator.domain.states import State
from tests import factories as make

FACES: list[tuple[Rule, Callable[[Actor], object]]] = [
    (policy.view_project, policy.visible_projects),
    (policy.staff_at_work, policy.staffed_projects),
    (policy.decide_project, policy.judged_projects),
    (policy.search_project, policy.searched_projects),
    (policy.pitch_project | policy.close_pitch, policy.pitched_projects),
]


def _team(session: Session, project: Project, call: Call, organisation: Organisation) -> Person:
    return session.get_one(Person, project.owner_id)


def _with_role(role: Role, scope: str) -> Callable[..., Person]:
    def build(session: Session, project: Project, call: Call, organisation: Organisation) -> Person:
        where = {"call": call, "organisation": organisation, "project": project}[scope]
        return make.grant(session, make.make_person(session), role, where)  # type: ignore[arg-type]

    return build


def _reader(session: Session, project: Project, call: Call, organisation: Organisation) -> Person:
    person = make.make_person(session)
    make.assign_reader(session, project, person)
    return person


def _joined(session: Session, project: Project, call: Call, organisation: Organisation) -> Person:
    other = make.make_project(session, call)
    project.merged_into_id = other.id
    return session.get_one(Person, other.owner_id)


def _coach(session: Session, project: Project, call: Call, organisation: Organisation) -> Person:
    person = make.make_person(session)
    session.add(Coaching(project_id=project.id, coach_id=person.id, started_on=make.day(-1)))
    return person


def _former_coach(session: Session, project: Project, call: Call, organisation: Organisation) -> Person:
    person = make.make_person(session)
    session.add(Coaching(project_id=project.id, coach_id=person.id, started_on=make.day(-9), ended_on=make.day(-1)))
    return person


def _stranger(session: Session, project: Project, call: Call, organisation: Organisation) -> Person:
    return make.make_person(session, organisation)


def _staff_in_team(session: Session, project: Project, call: Call, organisation: Organisation) -> Person:
    return make.grant(session, session.get_one(Person, project.owner_id), Role.SECRETARY, call)


PEOPLE = {
    "team": _team,
    "reader": _reader,
    "team of the project it joined": _joined,
    "coach": _coach,
    "former coach": _former_coach,
    "stranger": _stranger,
    "staff in the team": _staff_in_team,
    **{f"{role.value} of the call": _with_role(role, "call") for role in Role},
    **{f"{role.value} of the organisation": _with_role(role, "organisation") for role in Role},
    "sponsor of the project": _with_role(Role.SPONSOR, "project"),
}


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("conflicted", [False, True])
def test_both_faces_of_each_rule_agree(session: Session, who: str, conflicted: bool) -> None:
    organisation = make.make_organisation(session)
    call = make.make_call(session, organisation)
    for state in State:
        project = make.make_project(session, call, state=state)
        person = PEOPLE[who](session, project, call, organisation)
        if conflicted:
            make.declare_conflict(session, person, project)
        actor = make.actor_of(session, person)

        for rule, sql in FACES:
            found = session.scalar(select(Project.id).where(Project.id == project.id, sql(actor))) is not None
            assert rule(actor, project) is found, f"{rule.name}: {who}, {state}, conflicted={conflicted}"
        if relations.runs_call(actor, call):  # what statements made once take for granted
            made_once = select(Project.id).where(Project.id == project.id, policy.STAFFED)
            found = session.scalar(made_once, {"aside": actor.aside}) is not None
            assert policy.staff_at_work(actor, project) is found, f"made once: {who}, {state}, conflicted={conflicted}"


@pytest.mark.parametrize("who", PEOPLE)
def test_both_faces_of_the_rule_about_files_agree(session: Session, who: str) -> None:
    organisation = make.make_organisation(session)
    call = make.make_call(session, organisation)
    questions = [None, *session.scalars(select(Question).where(Question.call_id == call.id))]
    assert {question.team_only for question in questions if question} == {False, True}
    for state in (State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.PITCHED, State.MENTORING):
        project = make.make_project(session, call, state=state)
        person = PEOPLE[who](session, project, call, organisation)
        made = [make.make_attachment(session, project, question) for question in questions]
        actor = make.actor_of(session, person)

        for one, question in zip(made, questions, strict=True):
            one.project, one.question = project, question
            query = select(Attachment.id).join(Attachment.project).outerjoin(Attachment.question)
            found = session.scalar(query.where(Attachment.id == one.id, policy.visible_attachments(actor))) is not None
            assert policy.view_attachment(actor, one) is found, f"{who}, {state}, {question and question.key}"


def test_both_faces_of_the_rule_about_proposing_agree(session: Session) -> None:
    here, elsewhere = make.make_organisation(session), make.make_organisation(session)
    calls = [make.make_call(session, here, applicants=one) for one in Applicants]
    agent, stranger, nobody = (make.make_person(session, one) for one in (here, elsewhere, None))
    guest = make.make_person(session)
    for call in calls:
        make.grant(session, guest, Role.AGENT, call)
    for person in (agent, stranger, nobody, guest):
        actor = make.actor_of(session, person)
        for call in calls:
            query = select(Call.id).where(Call.id == call.id, policy.proposable_calls(actor))
            found = session.scalar(query) is not None
            assert policy.start_project(actor, call) is found, f"{call.applicants}, {person.email}"


def test_an_agent_is_told_of_what_is_public_and_of_open_notices_of_their_house(session: Session) -> None:
    here, elsewhere = make.make_organisation(session), make.make_organisation(session)
    now, abroad = make.make_call(session, here, elsewhere), make.make_call(session, elsewhere)
    closed, prepared, later = (
        make.make_call(session, here, **values)
        for values in ({"opens_in": -20, "closes_in": -1}, {"public": False}, {"opens_in": 1})
    )

    def draft(call: Call, house: Organisation = here, *, notice: bool = True) -> Project:
        made = make.make_project(session, call, state=State.DRAFT, organisation_id=house.id)
        if notice:
            session.add(HelpWanted(project_id=made.id, sentence="Qui connaît les bus ?", asked_at=clock.now()))
        return made

    looking, coming = draft(now), draft(later)
    public = [make.make_project(session, call, state=State.MENTORING) for call in (now, abroad, prepared)]
    for made in (draft(closed), draft(prepared), draft(now, elsewhere), draft(now, notice=False)):
        make.make_project(session, made.call, state=State.SUBMITTED)
    agent = make.make_person(session, here)
    make.declare_conflict(session, agent, make.make_project(session, now, state=State.MENTORING))

    def told() -> set[uuid.UUID]:
        return set(session.scalars(select(Project.id).where(policy.kin_projects(make.actor_of(session, agent)))))

    accompanied = {one.id for one in public}
    assert told() == accompanied | {looking.id}
    clock.freeze(later.opens_at)
    assert told() == accompanied | {looking.id, coming.id}
    clock.freeze(now.closes_at)
    assert told() == accompanied | ({coming.id} if later.closes_at > now.closes_at else set())


def seen(session: Session, person: Person, project: Project) -> bool:
    return policy.view_project(make.actor_of(session, person), project)


def test_conflicted_secretary_sees_nothing(session: Session) -> None:
    call = make.make_call(session, make.make_organisation(session))
    project = make.make_project(session, call)
    secretary = make.make_staff(session, call)
    assert seen(session, secretary, project)

    make.declare_conflict(session, secretary, project)

    assert not seen(session, secretary, project)


def test_draft_belongs_to_its_team_alone(session: Session) -> None:
    organisation = make.make_organisation(session)
    call = make.make_call(session, organisation)
    draft = make.make_project(session, call, state=State.DRAFT)

    assert seen(session, session.get_one(Person, draft.owner_id), draft)
    assert not seen(session, make.make_staff(session, organisation, Role.PROGRAMME_MANAGER), draft)


def test_nothing_leaks_between_organisations(session: Session) -> None:
    here, elsewhere = make.make_organisation(session), make.make_organisation(session)
    project = make.make_project(session, make.make_call(session, here))
    make.make_call(session, elsewhere)

    for role in Role:
        assert not seen(session, make.make_staff(session, elsewhere, role), project)


def test_partner_organisation_runs_the_common_call(session: Session) -> None:
    host, partner = make.make_organisation(session), make.make_organisation(session)
    project = make.make_project(session, make.make_call(session, host, partner))

    assert seen(session, make.make_staff(session, partner, Role.PROGRAMME_MANAGER), project)


def test_unknown_person_is_nobody(session: Session) -> None:
    from incubator.domain.actors import load_actor

    assert load_actor(session, uuid.uuid4()) is None
