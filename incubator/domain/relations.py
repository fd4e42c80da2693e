"""What links a person to a project, a call or an organisation: the elements that `policy` composes into permissions."""

import uuid

from incubator.core.permissions import Rule, rule
from incubator.domain.actors import Actor
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Role
from incubator.domain.models import (
    Attachment,
    Call,
    CallBack,
    ChecklistItem,
    ImportRun,
    MailText,
    Organisation,
    PrivateNote,
    Project,
    Question,
    SavedView,
    ScreeningAct,
    Tag,
    TeamMember,
    UsualRedirection,
)
from incubator.domain.states import FOLLOWED, REACHED_SHORTLIST, READABLE, State

STAFF = (Role.PROGRAMME_MANAGER, Role.SECRETARY)
SEATS = (*STAFF, Role.COMMITTEE_MEMBER, Role.JUROR, Role.CHAIR, Role.COACH)

# --- to a project ------------------------------------------------------------------------------------------------


@rule
def is_team(actor: Actor, project: Project) -> bool:
    """Of the project's own team."""
    return project.id in actor.team_of


@rule
def is_joined(actor: Actor, project: Project) -> bool:
    """Of the team of the project that this one has joined."""
    return project.merged_into_id in actor.team_of


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


# --- to a file attached to a project -------------------------------------------------------------------------------


@rule
def is_for_the_programme_alone(_actor: Actor, attachment: Attachment) -> bool:
    """Answers a question that neither readers nor jurors see; `attachment.question` must be loaded."""
    return attachment.question is not None and attachment.question.team_only


# --- to a call ---------------------------------------------------------------------------------------------------


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
def is_correspondent(actor: Actor, call: Call) -> bool:
    """Helps agents of the call who have neither address nor computer."""
    return call.id in actor.calls_as(Role.CORRESPONDENT)


@rule
def may_propose(actor: Actor, call: Call) -> bool:
    """Of those to whom the call is addressed, or invited to it by a code; `call.organisations` must be loaded."""
    if call.applicants is Applicants.EVERYBODY or call.id in actor.calls_as(Role.AGENT):
        return True
    return call.applicants is Applicants.AGENTS and runs_with_others(actor.organisation_id, call)


def runs_with_others(organisation_id: uuid.UUID | None, call: Call) -> bool:
    """Tell whether an organisation runs the call, alone or with others; `call.organisations` must be loaded."""
    return organisation_id in {organisation.id for organisation in call.organisations}


@rule
def manages_its_call(actor: Actor, question: Question) -> bool:
    """Programme manager of the call that asks the question."""
    return question.call_id in actor.calls_as(Role.PROGRAMME_MANAGER)


# --- to what those who run a call keep of it -----------------------------------------------------------------------


@rule
def runs_its_call(actor: Actor, kept: SavedView | Tag | ChecklistItem | ScreeningAct) -> bool:
    """Runs the call that a view, a tag or a check belongs to."""
    return kept.call_id in actor.calls_as(*STAFF)


@rule
def manages_call_of(actor: Actor, item: ChecklistItem | ImportRun) -> bool:
    """Programme manager of the call that a check belongs to, or that an import feeds."""
    return item.call_id in actor.calls_as(Role.PROGRAMME_MANAGER)


@rule
def manages_call_of_project(actor: Actor, project: Project) -> bool:
    """Programme manager of the call of the project."""
    return project.call_id in actor.calls_as(Role.PROGRAMME_MANAGER)


@rule
def is_own_view(actor: Actor, view: SavedView) -> bool:
    """Saved the view."""
    return view.person_id == actor.person_id


@rule
def is_own_note(actor: Actor, note: PrivateNote) -> bool:
    """Wrote the note."""
    return note.author_id == actor.person_id


@rule
def works_on_its_project(actor: Actor, kept: PrivateNote | CallBack) -> bool:
    """Runs the call of the dossier that a note or a call-back is about, with no link to it; the project is loaded."""
    project = kept.project
    out_of_draft = project.state is not State.DRAFT and project.submitted_at is not None
    return project.call_id in actor.calls_as(*STAFF) and project.id not in actor.aside and out_of_draft


@rule
def asked_to_be_called(actor: Actor, call_back: CallBack) -> bool:
    """Asked for the call, and is still of the team of its dossier."""
    return call_back.asked_by_id == actor.person_id and call_back.project_id in actor.team_of


@rule
def is_own_place(actor: Actor, member: TeamMember) -> bool:
    """Is the person of that line of a team."""
    return member.person_id == actor.person_id


def about_its_project(may: Rule) -> Rule:
    """Return the same rule, about the project of a thing: the message `m` asks it of `m.project`."""
    return Rule(f"{may.name}, about its project", lambda actor, thing: may.test(actor, thing.project))


# --- to an organisation, or to the installation ------------------------------------------------------------------


@rule
def manages_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Programme manager or administrator of the organisation."""
    return organisation.id in actor.organisations_as(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)


@rule
def manages_its_mail_text(actor: Actor, text: MailText) -> bool:
    """Programme manager or administrator of the organisation whose e-mail it is."""
    return text.organisation_id in actor.organisations_as(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)


@rule
def manages_its_redirections(actor: Actor, usual: UsualRedirection) -> bool:
    """Programme manager or administrator of the organisation that usually proposes it."""
    return usual.organisation_id in actor.organisations_as(Role.PROGRAMME_MANAGER, Role.ADMINISTRATOR)


@rule
def is_agent(actor: Actor, _subject: object) -> bool:
    """Belongs to an organisation, hence may have projects."""
    return actor.organisation_id is not None


@rule
def has_a_seat(actor: Actor, _subject: object) -> bool:
    """Reads other dossiers than their own, in some role."""
    return bool(actor.calls_as(*SEATS) or actor.projects_as(Role.SPONSOR) or actor.reads or actor.coaches)


@rule
def coaches_somebody(actor: Actor, _subject: object) -> bool:
    """Coaches at least one project, or was named coach of a call or organisation."""
    return bool(actor.coaches) or bool(actor.calls_as(Role.COACH))
