"""Who may: every permission of the application is on this page, and nowhere else.

A rule about one project or call is a predicate; `visible_projects` and its kin say the same thing in SQL, for lists.
A test runs both faces over every role, state and link; tests/unit/test_permissions.py holds the table of who may.
"""

import uuid
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, bindparam, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from incubator.core import clock
from incubator.core.permissions import is_signed_in
from incubator.domain.actors import Actor
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Role
from incubator.domain.models import Call, HelpWanted, Project, Question, call_organisations
from incubator.domain.relations import (
    STAFF,
    about_its_project,
    asked_to_be_called,
    chairs_call,
    coaches_somebody,
    has_a_conflict,
    has_a_seat,
    is_agent,
    is_chair,
    is_coach,
    is_colleague,
    is_correspondent,
    is_followed,
    is_for_the_jury,
    is_for_the_programme_alone,
    is_joined,
    is_juror,
    is_out_of_draft,
    is_own_note,
    is_own_place,
    is_own_view,
    is_owner,
    is_readable,
    is_reader,
    is_sponsor,
    is_staff,
    is_team,
    manages_call,
    manages_call_of,
    manages_call_of_project,
    manages_its_call,
    manages_its_mail_text,
    manages_its_redirections,
    manages_organisation,
    may_propose,
    runs_call,
    runs_its_call,
    sits_in_committee,
    sits_in_jury,
    works_on_its_project,
)
from incubator.domain.states import FOLLOWED, REACHED_SHORTLIST, READABLE, State

Key = TypeVar("Key", uuid.UUID, uuid.UUID | None)

# --- about a project ---------------------------------------------------------------------------------------------


is_impartial = ~is_team & ~has_a_conflict
staff_at_work = is_staff & is_impartial & is_out_of_draft
reader_at_work = is_reader & is_impartial & is_readable
jury_at_work = is_juror & is_impartial & is_for_the_jury

view_project = (
    is_team | is_joined | staff_at_work | reader_at_work | jury_at_work | is_coach | (is_sponsor & is_followed)
)
edit_project = submit_project = is_team
withdraw_project = is_owner
come_back = is_owner
view_team = view_receipt = change_team = is_team
leave_team = is_team & ~is_owner
remove_member = is_team & is_owner
change_team_role = about_its_project(is_team) & (is_own_place | about_its_project(is_owner))
hand_over = is_team & is_owner
seek_help = is_team
offer_help = is_colleague & is_impartial
view_team_only_answers = is_team | is_joined | staff_at_work | is_coach
screen_project = assign_readers_of = redirect_project = staff_at_work
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
view_timeline = print_dossier = view_project
view_message = about_its_project(view_project)
resend_message = about_its_project(staff_at_work)
settle_screening = staff_at_work & manages_call_of_project
view_notes = staff_at_work
change_note = works_on_its_project & is_own_note
change_call_back = works_on_its_project
cancel_call_back = works_on_its_project | asked_to_be_called
ask_call_back = is_team & is_out_of_draft
copy_answers = propose_again = is_team
view_versions = view_thread = is_team | staff_at_work
write_in_thread = (is_team & is_out_of_draft) | staff_at_work
# Found by its words: what one sees through a role, never one's own.
search_project = view_project & ~is_team & ~is_joined & is_out_of_draft
# Which dossiers look alike: those who run the call compare dossiers; the team reads what `kin_projects` says.
view_similar = is_team | staff_at_work
compare_projects = staff_at_work
link_projects = staff_at_work
propose_merge = staff_at_work
view_merge = is_team
answer_merge = is_owner


# Say `is_out_of_draft` in SQL; alone it is counted in an index.
RECEIVED = and_(Project.state != State.DRAFT, Project.submitted_at.is_not(None))


def visible_projects(actor: Actor) -> ColumnElement[bool]:
    """Say `view_project` in SQL."""
    impartial = _impartial(actor)
    return or_(
        _among(Project.id, actor.team_of),
        _among(Project.merged_into_id, actor.team_of),
        staffed_projects(actor),
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
        RECEIVED,
    )


# `staffed_projects` within one call that the actor is known to run, for statements made once: they choose the call, and
# take the parameter `aside` (`actor.aside`).
STAFFED = and_(Project.id.not_in(bindparam("aside", expanding=True)), RECEIVED)


def searched_projects(actor: Actor) -> ColumnElement[bool]:
    """Say `search_project` in SQL."""
    joined = or_(Project.merged_into_id.is_(None), Project.merged_into_id.not_in(actor.team_of))
    return and_(visible_projects(actor), Project.id.not_in(actor.team_of), joined, RECEIVED)


def kin_projects(actor: Actor) -> ColumnElement[bool]:
    """Say in SQL what other projects an agent may be told of as near to theirs, and by which words alone.

    The projects that are or were accompanied, by what their public page says: title, mission, theme. And the teams of
    the same organisation that look for teammates, by their title and their notice, as long as their call is open; see
    `offer_help`. Never the draft of a competitor, never a dossier that was refused, never the words of an answer.
    """
    now = clock.now()
    looking = select(HelpWanted.project_id)
    opened = select(Call.id).where(Call.public, Call.opens_at <= now, Call.closes_at > now)
    return and_(
        _impartial(actor),
        or_(
            Project.state.in_(FOLLOWED),
            and_(
                Project.organisation_id == actor.organisation_id,
                Project.state == State.DRAFT,
                Project.id.in_(looking),
                Project.call_id.in_(opened),
            ),
        ),
    )


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


def proposable_calls(actor: Actor) -> ColumnElement[bool]:
    """Say `start_project` in SQL: the calls that take a project from this person, once public and open."""
    mine = call_organisations.c.organisation_id == actor.organisation_id
    return or_(
        Call.applicants == Applicants.EVERYBODY,
        _among(Call.id, actor.calls_as(Role.AGENT)),
        and_(
            Call.applicants == Applicants.AGENTS,
            Call.id.in_(select(call_organisations.c.call_id).where(mine)) if actor.organisation_id else false(),
        ),
    )


def _among(column: InstrumentedAttribute[Key], ids: frozenset[uuid.UUID]) -> ColumnElement[bool]:
    return column.in_(ids) if ids else false()


def _impartial(actor: Actor) -> ColumnElement[bool]:
    """Say `is_impartial` in SQL; nothing at all for most, so that the database counts in an index."""
    return Project.id.not_in(actor.aside) if actor.aside else true()


# --- about a file attached to a project ----------------------------------------------------------------------------


view_attachment = about_its_project(view_team_only_answers) | (
    about_its_project(view_project) & ~is_for_the_programme_alone
)


def visible_attachments(actor: Actor) -> ColumnElement[bool]:
    """Say `view_attachment` in SQL, over files joined with their project and, if any, their question."""
    whole = or_(  # who may `view_team_only_answers`
        _among(Project.id, actor.team_of),
        _among(Project.merged_into_id, actor.team_of),
        staffed_projects(actor),
        _among(Project.id, actor.coaches),
    )
    return or_(whole, and_(visible_projects(actor), or_(Question.id.is_(None), ~Question.team_only)))


# --- about a call ------------------------------------------------------------------------------------------------


start_project = may_propose
deposit_for_somebody = runs_call | is_correspondent
give_access = runs_call
view_worklist = runs_call
use_view = runs_its_call
undo_act = runs_its_call
change_view = runs_its_call & is_own_view
change_tag = runs_its_call
edit_checklist = manages_call
change_check = manages_call_of
assign_readers = runs_call
view_ranking = runs_call
decide_round = runs_call
publish_decisions = runs_call
read_queue = sits_in_committee
schedule_pitches = runs_call
view_cards = sits_in_jury
view_jury_day = runs_call | sits_in_jury
close_jury_day = runs_call | chairs_call
decide_jury = runs_call | chairs_call
view_cohort = runs_call
manage_call = manages_call
edit_question = manages_its_call
export_call = manages_call
import_dossiers = manages_call
manage_import = manages_call_of
announce_call = manages_call

# --- about an organisation or the installation ---------------------------------------------------------------------


manage_organisation = manage_roles = manage_mail_texts = manage_redirections = manages_organisation
edit_mail_text = manages_its_mail_text
change_redirection = manages_its_redirections
view_own_projects = is_signed_in
use_access_code = is_signed_in
view_help_wanted = is_agent
view_home = is_signed_in
edit_profile = is_signed_in
view_coached = coaches_somebody
search = has_a_seat
