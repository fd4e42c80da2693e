"""Who may: every permission of the application is on this page, and nowhere else.

A rule about one project or call is a predicate; `visible_projects` and its kin say the same thing in SQL, for lists.
A test runs both faces over every role, state and link.
"""

import uuid

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from incubator.core.permissions import is_signed_in, rule
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Organisation, Project, Question
from incubator.domain.states import FOLLOWED, REACHED_SHORTLIST, READABLE, Role, State

STAFF = (Role.PROGRAMME_MANAGER, Role.SECRETARY)

# --- about a project ---------------------------------------------------------------------------------------------


@rule
def is_team(actor: Actor, project: Project) -> bool:
    """Of the project's own team."""
    return project.id in actor.team_of


@rule
def is_owner(actor: Actor, project: Project) -> bool:
    """The agent who carries the project."""
    return project.owner_id == actor.person_id


@rule
def is_colleague(actor: Actor, project: Project) -> bool:
    """Agent of the project's organisation."""
    return actor.organisation_id == project.organisation_id


@rule
def has_a_conflict(actor: Actor, project: Project) -> bool:
    """Has a declared link with the project that has not been lifted."""
    return project.id in actor.conflicts


@rule
def is_staff(actor: Actor, project: Project) -> bool:
    """Runs the call of the project."""
    return project.call_id in actor.calls_as(*STAFF)


@rule
def is_programme_manager(actor: Actor, project: Project) -> bool:
    """Answers for the programme of the project."""
    return project.call_id in actor.calls_as(Role.PROGRAMME_MANAGER)


@rule
def is_reader(actor: Actor, project: Project) -> bool:
    """Was given the dossier to read."""
    return project.id in actor.reads


@rule
def is_juror(actor: Actor, project: Project) -> bool:
    """Sits in the jury of the call."""
    return project.call_id in actor.calls_as(Role.JUROR, Role.CHAIR)


@rule
def is_chair(actor: Actor, project: Project) -> bool:
    """Chairs the jury of the call."""
    return project.call_id in actor.calls_as(Role.CHAIR)


@rule
def is_coach(actor: Actor, project: Project) -> bool:
    """Coaches the project."""
    return project.id in actor.coaches


@rule
def is_sponsor(actor: Actor, project: Project) -> bool:
    """Sponsors the project."""
    return project.id in actor.projects_as(Role.SPONSOR)


@rule
def is_out_of_draft(_actor: Actor, project: Project) -> bool:
    """The project has been submitted once: a draft belongs to its team alone."""
    return project.state is not State.DRAFT and project.submitted_at is not None


@rule
def is_readable(_actor: Actor, project: Project) -> bool:
    """The project has been given to the committee."""
    return project.state in READABLE


@rule
def is_for_the_jury(_actor: Actor, project: Project) -> bool:
    """The project reached the shortlist."""
    return project.state in REACHED_SHORTLIST


@rule
def is_followed(_actor: Actor, project: Project) -> bool:
    """The project is or was accompanied."""
    return project.state in FOLLOWED


is_impartial = ~is_team & ~has_a_conflict
staff_at_work = is_staff & is_impartial & is_out_of_draft
reader_at_work = is_reader & is_impartial & is_readable
jury_at_work = is_juror & is_impartial & is_for_the_jury

view_project = is_team | staff_at_work | reader_at_work | jury_at_work | is_coach | (is_sponsor & is_followed)
edit_project = is_team
submit_project = is_team
withdraw_project = is_owner
come_back = is_owner
view_team = is_team
change_team = is_team
leave_team = is_team & ~is_owner
remove_member = is_team & is_owner
hand_over = is_team & is_owner
seek_help = is_team
offer_help = is_colleague & is_impartial
view_team_only_answers = is_team | staff_at_work | is_coach
screen_project = staff_at_work
assign_readers_of = staff_at_work
view_readings = staff_at_work
score_project = reader_at_work
declare_conflict = ~is_team & (is_reader | is_juror | is_staff)
decide_project = staff_at_work | (is_chair & is_impartial & is_for_the_jury)
view_decision = is_team | decide_project | is_coach
pitch_project = jury_at_work
close_pitch = is_impartial & is_for_the_jury & (is_staff | is_chair)
assign_coach = staff_at_work
view_follow_up = is_team | is_coach | staff_at_work | is_sponsor
check_in = is_team | is_coach
plan_phases = is_coach | staff_at_work
end_project = staff_at_work
view_journal = staff_at_work
view_agreement = is_team | staff_at_work
ask_agreement = is_team
remind_manager = is_team | staff_at_work
view_timeline = view_project


def visible_projects(actor: Actor) -> ColumnElement[bool]:
    """Say `view_project` in SQL."""
    impartial = _impartial(actor)
    out_of_draft = and_(Project.state != State.DRAFT, Project.submitted_at.is_not(None))
    return or_(
        _among(Project.id, actor.team_of),
        and_(_among(Project.call_id, actor.calls_as(*STAFF)), impartial, out_of_draft),
        and_(_among(Project.id, actor.reads), impartial, Project.state.in_(READABLE)),
        and_(
            _among(Project.call_id, actor.calls_as(Role.JUROR, Role.CHAIR)),
            impartial,
            Project.state.in_(REACHED_SHORTLIST),
        ),
        _among(Project.id, actor.coaches),
        and_(_among(Project.id, actor.projects_as(Role.SPONSOR)), Project.state.in_(FOLLOWED)),
    )


def staffed_projects(actor: Actor) -> ColumnElement[bool]:
    """Say `staff_at_work` in SQL: the projects of worklists, rankings and exports."""
    return and_(
        _among(Project.call_id, actor.calls_as(*STAFF)),
        _impartial(actor),
        Project.state != State.DRAFT,
        Project.submitted_at.is_not(None),
    )


# `staffed_projects` within one call that the actor is known to run, for statements made once: they choose the call, and
# take the parameter `aside` (`actor.aside`). RECEIVED alone is counted in an index.
RECEIVED = and_(Project.state != State.DRAFT, Project.submitted_at.is_not(None))
STAFFED = and_(Project.id.not_in(bindparam("aside", expanding=True)), RECEIVED)


def judged_projects(actor: Actor) -> ColumnElement[bool]:
    """Say `decide_project` in SQL: staff at work, or the chair for the shortlist."""
    return or_(
        staffed_projects(actor),
        and_(
            _among(Project.call_id, actor.calls_as(Role.CHAIR)),
            _impartial(actor),
            Project.state.in_(REACHED_SHORTLIST),
        ),
    )


def pitched_projects(actor: Actor) -> ColumnElement[bool]:
    """Say `pitch_project | close_pitch` in SQL: what jury day may show to this person."""
    return and_(
        _among(Project.call_id, actor.calls_as(*STAFF, Role.JUROR, Role.CHAIR)),
        _impartial(actor),
        Project.state.in_(REACHED_SHORTLIST),
    )


def _among(column: InstrumentedAttribute[uuid.UUID], ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return column.in_(ids) if ids else false()


def _impartial(actor: Actor) -> ColumnElement[bool]:
    """Say `is_impartial` in SQL; nothing at all for most, so that the database counts in an index."""
    return Project.id.not_in(actor.aside) if actor.aside else true()


# --- about a call ------------------------------------------------------------------------------------------------


@rule
def runs_call(actor: Actor, call: Call) -> bool:
    """Programme manager or secretary of the call."""
    return call.id in actor.calls_as(*STAFF)


@rule
def manages_call(actor: Actor, call: Call) -> bool:
    """Programme manager of the call."""
    return call.id in actor.calls_as(Role.PROGRAMME_MANAGER)


@rule
def sits_in_committee(actor: Actor, call: Call) -> bool:
    """Member of the committee that reads."""
    return call.id in actor.calls_as(Role.COMMITTEE_MEMBER)


@rule
def sits_in_jury(actor: Actor, call: Call) -> bool:
    """Juror or chair."""
    return call.id in actor.calls_as(Role.JUROR, Role.CHAIR)


@rule
def chairs_call(actor: Actor, call: Call) -> bool:
    """Chair of the jury."""
    return call.id in actor.calls_as(Role.CHAIR)


@rule
def may_propose(actor: Actor, call: Call) -> bool:
    """Agent of an organisation that runs the call; `call.organisations` must be loaded."""
    return runs_with_others(actor.organisation_id, call)


def runs_with_others(organisation_id: uuid.UUID | None, call: Call) -> bool:
    """Tell whether an organisation runs the call, alone or with others; `call.organisations` must be loaded."""
    return organisation_id in {organisation.id for organisation in call.organisations}


@rule
def manages_its_call(actor: Actor, question: Question) -> bool:
    """Programme manager of the call that asks the question."""
    return question.call_id in actor.calls_as(Role.PROGRAMME_MANAGER)


start_project = may_propose
view_worklist = runs_call
assign_readers = runs_call
view_ranking = runs_call
decide_round = runs_call
publish_decisions = runs_call
read_queue = sits_in_committee
schedule_pitches = runs_call
view_jury_day = runs_call | sits_in_jury
close_jury_day = runs_call | chairs_call
decide_jury = runs_call | chairs_call
view_cohort = runs_call
manage_call = manages_call
edit_question = manages_its_call
export_call = manages_call

# --- about an organisation or the installation ---------------------------------------------------------------------


@rule
def manages_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Programme manager or administrator of the organisation."""
    return organisation.id in actor.organisations_as(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)


@rule
def is_agent(actor: Actor, _subject: object) -> bool:
    """Belongs to an organisation, hence may have projects."""
    return actor.organisation_id is not None


@rule
def coaches_somebody(actor: Actor, _subject: object) -> bool:
    """Coaches at least one project, or was named coach of a call or organisation."""
    return bool(actor.coaches) or bool(actor.calls_as(Role.COACH))


manage_organisation = manages_organisation
manage_roles = manages_organisation
view_own_projects = is_signed_in
view_help_wanted = is_agent
view_home = is_signed_in
edit_profile = is_signed_in
view_coached = coaches_somebody
