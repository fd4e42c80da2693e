"""The tables of an export: which rows belong to a call, in which order they can be put back."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, CompoundSelect, Select, Table, and_, or_, select

from incubator.core.db import Base
from incubator.domain.models import (
    AccessCode,
    AccessUse,
    Agreement,
    Answer,
    Attachment,
    Call,
    CallBack,
    Carryover,
    CheckIn,
    ChecklistAnswer,
    ChecklistItem,
    Coaching,
    Conflict,
    Criterion,
    Decision,
    DefaultView,
    DemarcheLink,
    Deposit,
    HelpWanted,
    ImportFile,
    ImportLine,
    ImportMapping,
    ImportRun,
    InformationRequest,
    Invitation,
    JournalEntry,
    MailPreference,
    MailText,
    MergeProposal,
    Organisation,
    Person,
    Phase,
    Pitch,
    PitchCard,
    PitchScore,
    PrivateNote,
    Programme,
    Project,
    ProjectLink,
    ProjectTag,
    Question,
    Redirection,
    Review,
    Revision,
    RevisionFile,
    RoleGrant,
    SavedView,
    Score,
    ScreeningAct,
    ScreeningOpinion,
    Standing,
    Tag,
    TeamMember,
    ThreadMessage,
    UsualRedirection,
    call_organisations,
)


@dataclass(frozen=True, slots=True)
class ExportedTable:
    """One file of an export: its rows are those for which `belongs` is true."""

    file: str
    table: Table
    belongs: ColumnElement[bool]

    @property
    def columns(self) -> list[Column[Any]]:  # Any: columns of every type
        """The columns that leave: all but those that open a door."""
        return [column for column in self.table.columns if not column.info.get("secret")]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys that say what belongs to a call, to be looked up by the tables below."""

    call_id: Any  # Any: the key of a call, or nothing of that kind when only the columns are wanted
    organisations: Select[Any]
    projects: Select[Any]
    cards: Select[Any]
    imports: Select[Any]

    @property
    def grants(self) -> ColumnElement[bool]:
        """The roles on the call, on those who run it and on its projects."""
        return or_(
            RoleGrant.call_id == self.call_id,
            RoleGrant.organisation_id.in_(self.organisations),
            RoleGrant.project_id.in_(self.projects),
        )


def tables_of(call_id: Any) -> list[ExportedTable]:  # Any: the key of a call
    """Return the tables of an export of the call, parents before children."""
    keys = _Keys(
        call_id,
        organisations=select(call_organisations.c.organisation_id).where(call_organisations.c.call_id == call_id),
        projects=select(Project.id).where(Project.call_id == call_id),
        cards=select(PitchCard.id).join(Pitch, Pitch.id == PitchCard.pitch_id).where(Pitch.call_id == call_id),
        imports=select(ImportRun.id).where(ImportRun.call_id == call_id),
    )
    return [
        *_of_authorities(keys),
        *_of_call(keys),
        *_of_dossiers(keys),
        *_of_screening(keys),
        *_of_rounds(keys),
        *_of_what_follows(keys),
    ]


def _exported(file: str, model: type[Base], belongs: ColumnElement[bool]) -> ExportedTable:
    table = model.__table__
    assert isinstance(table, Table)
    return ExportedTable(file, table, belongs)


def _of_authorities(keys: _Keys) -> list[ExportedTable]:
    return [
        _exported("organisations", Organisation, Organisation.id.in_(keys.organisations)),
        _exported("programmes", Programme, Programme.organisation_id.in_(keys.organisations)),
        _exported("people", Person, Person.id.in_(_people(keys))),
        _exported("mail_preferences", MailPreference, MailPreference.person_id.in_(_people(keys))),
        _exported("mail_texts", MailText, MailText.organisation_id.in_(keys.organisations)),
        _exported("usual_redirections", UsualRedirection, UsualRedirection.organisation_id.in_(keys.organisations)),
    ]


def _people(keys: _Keys) -> CompoundSelect[Any]:
    """Return the keys of everybody that a row of the export names."""
    journal = JournalEntry.call_id == keys.call_id
    return select(Project.owner_id).where(Project.call_id == keys.call_id).union(
        select(ProjectLink.linked_by_id).where(ProjectLink.project_id.in_(keys.projects)),
        select(MergeProposal.proposed_by_id).where(MergeProposal.kept_id.in_(keys.projects)),
        select(Agreement.asked_by_id).where(Agreement.project_id.in_(keys.projects)),
        select(TeamMember.person_id).where(TeamMember.project_id.in_(keys.projects), TeamMember.person_id.is_not(None)),
        select(Invitation.invited_by_id).where(Invitation.project_id.in_(keys.projects)),
        select(Redirection.author_id).where(Redirection.project_id.in_(keys.projects)),
        select(ThreadMessage.author_id).where(ThreadMessage.project_id.in_(keys.projects)),
        select(Revision.by_id).where(Revision.project_id.in_(keys.projects)),
        select(Attachment.uploaded_by_id).where(_kept(keys)),
        select(Deposit.by_id).where(Deposit.project_id.in_(keys.projects)),
        select(AccessCode.made_by_id).where(AccessCode.call_id == keys.call_id),
        select(AccessUse.person_id).where(AccessUse.project_id.in_(keys.projects)),
        select(RoleGrant.person_id).where(keys.grants),
        select(MailText.saved_by_id).where(
            MailText.organisation_id.in_(keys.organisations), MailText.saved_by_id.is_not(None)
        ),
        select(Review.reader_id).where(Review.project_id.in_(keys.projects)),
        select(PitchCard.juror_id).where(PitchCard.id.in_(keys.cards)),
        select(Coaching.coach_id).where(Coaching.project_id.in_(keys.projects)),
        select(Conflict.person_id).where(Conflict.project_id.in_(keys.projects)),
        select(Conflict.declared_by_id).where(Conflict.project_id.in_(keys.projects)),
        select(Decision.prepared_by_id).where(Decision.project_id.in_(keys.projects)),
        select(CheckIn.author_id).where(CheckIn.project_id.in_(keys.projects)),
        select(ImportRun.person_id).where(ImportRun.call_id == keys.call_id, ImportRun.person_id.is_not(None)),
        select(ImportRun.undone_by_id).where(ImportRun.call_id == keys.call_id, ImportRun.undone_by_id.is_not(None)),
        select(ImportLine.person_id).where(ImportLine.import_id.in_(keys.imports), ImportLine.person_id.is_not(None)),
        *_people_of_screening(keys),
        select(JournalEntry.actor_id).where(journal, JournalEntry.actor_id.is_not(None)),
    )  # fmt: skip


def _kept(keys: _Keys) -> ColumnElement[bool]:
    """The files that were not taken away, that a version holds, or that an import taken back would give back."""
    held = select(RevisionFile.attachment_id).union(select(ImportFile.attachment_id).where(~ImportFile.came))
    there = or_(Attachment.removed_at.is_(None), Attachment.waits, Attachment.id.in_(held))
    return and_(Attachment.project_id.in_(keys.projects), there)


def _people_of_screening(keys: _Keys) -> list[Select[Any]]:
    of_call = [select(model.person_id).where(model.call_id == keys.call_id) for model in (SavedView, ScreeningAct)]
    return [
        *of_call,
        select(DefaultView.person_id).where(DefaultView.call_id == keys.call_id),
        select(PrivateNote.author_id).where(PrivateNote.project_id.in_(keys.projects)),
        select(CallBack.asked_by_id).where(CallBack.project_id.in_(keys.projects)),
        select(CallBack.caller_id).where(CallBack.project_id.in_(keys.projects), CallBack.caller_id.is_not(None)),
        select(CallBack.cancelled_by_id).where(
            CallBack.project_id.in_(keys.projects), CallBack.cancelled_by_id.is_not(None)
        ),
        select(InformationRequest.asked_by_id).where(InformationRequest.project_id.in_(keys.projects)),
        select(ChecklistAnswer.person_id).where(ChecklistAnswer.project_id.in_(keys.projects)),
        select(ScreeningOpinion.person_id).where(ScreeningOpinion.project_id.in_(keys.projects)),
    ]


def _of_call(keys: _Keys) -> list[ExportedTable]:
    return [
        _exported("calls", Call, Call.id == keys.call_id),
        ExportedTable("call_organisations", call_organisations, call_organisations.c.call_id == keys.call_id),
        _exported("questions", Question, Question.call_id == keys.call_id),
        _exported("criteria", Criterion, Criterion.call_id == keys.call_id),
    ]


def _of_dossiers(keys: _Keys) -> list[ExportedTable]:
    return [
        _exported("projects", Project, Project.call_id == keys.call_id),
        _exported("roles", RoleGrant, keys.grants),
        _exported("team_members", TeamMember, TeamMember.project_id.in_(keys.projects)),
        _exported("invitations", Invitation, Invitation.project_id.in_(keys.projects)),
        _exported("deposits", Deposit, Deposit.project_id.in_(keys.projects)),
        _exported("access_codes", AccessCode, AccessCode.call_id == keys.call_id),
        _exported("access_uses", AccessUse, AccessUse.project_id.in_(keys.projects)),
        _exported("help_wanted", HelpWanted, HelpWanted.project_id.in_(keys.projects)),
        _exported("answers", Answer, Answer.project_id.in_(keys.projects)),
        _exported("carryovers", Carryover, Carryover.project_id.in_(keys.projects)),
        _exported("redirections", Redirection, Redirection.project_id.in_(keys.projects)),
        _exported("thread_messages", ThreadMessage, ThreadMessage.project_id.in_(keys.projects)),
        _exported("revisions", Revision, Revision.project_id.in_(keys.projects)),
        _exported(
            "project_links",
            ProjectLink,  # a link with a dossier of another call would point to nothing
            and_(ProjectLink.project_id.in_(keys.projects), ProjectLink.other_id.in_(keys.projects)),
        ),
        _exported("merge_proposals", MergeProposal, MergeProposal.kept_id.in_(keys.projects)),
        _exported("attachments", Attachment, _kept(keys)),
        _exported(
            "revision_files",
            RevisionFile,
            RevisionFile.revision_id.in_(select(Revision.id).where(Revision.project_id.in_(keys.projects))),
        ),
        _exported("agreements", Agreement, Agreement.project_id.in_(keys.projects)),
        _exported("conflicts", Conflict, Conflict.project_id.in_(keys.projects)),
    ]


def _of_screening(keys: _Keys) -> list[ExportedTable]:
    return [
        _exported("checklist_items", ChecklistItem, ChecklistItem.call_id == keys.call_id),
        _exported("checklist_answers", ChecklistAnswer, ChecklistAnswer.project_id.in_(keys.projects)),
        _exported("screening_opinions", ScreeningOpinion, ScreeningOpinion.project_id.in_(keys.projects)),
        _exported("information_requests", InformationRequest, InformationRequest.project_id.in_(keys.projects)),
        _exported("tags", Tag, Tag.call_id == keys.call_id),
        _exported("project_tags", ProjectTag, ProjectTag.project_id.in_(keys.projects)),
        _exported("private_notes", PrivateNote, PrivateNote.project_id.in_(keys.projects)),
        _exported("call_backs", CallBack, CallBack.project_id.in_(keys.projects)),
        _exported("screening_acts", ScreeningAct, ScreeningAct.call_id == keys.call_id),
        _exported("saved_views", SavedView, SavedView.call_id == keys.call_id),
        _exported("default_views", DefaultView, DefaultView.call_id == keys.call_id),
    ]


def _of_rounds(keys: _Keys) -> list[ExportedTable]:
    reviews = select(Review.id).where(Review.project_id.in_(keys.projects))
    return [
        _exported("reviews", Review, Review.project_id.in_(keys.projects)),
        _exported("scores", Score, Score.review_id.in_(reviews)),
        _exported("standings", Standing, Standing.call_id == keys.call_id),
        _exported("decisions", Decision, Decision.project_id.in_(keys.projects)),
        _exported("pitches", Pitch, Pitch.call_id == keys.call_id),
        _exported("pitch_cards", PitchCard, PitchCard.id.in_(keys.cards)),
        _exported("pitch_scores", PitchScore, PitchScore.card_id.in_(keys.cards)),
    ]


def _of_what_follows(keys: _Keys) -> list[ExportedTable]:
    return [
        _exported("coachings", Coaching, Coaching.project_id.in_(keys.projects)),
        _exported("phases", Phase, Phase.project_id.in_(keys.projects)),
        _exported("check_ins", CheckIn, CheckIn.project_id.in_(keys.projects)),
        _exported("imports", ImportRun, ImportRun.call_id == keys.call_id),
        _exported("import_lines", ImportLine, ImportLine.import_id.in_(keys.imports)),
        _exported(
            "import_files",
            ImportFile,
            and_(
                ImportFile.import_id.in_(keys.imports),
                ImportFile.attachment_id.in_(select(Attachment.id).where(_kept(keys))),
            ),
        ),
        _exported("import_mappings", ImportMapping, ImportMapping.organisation_id.in_(keys.organisations)),
        _exported("demarche_links", DemarcheLink, DemarcheLink.call_id == keys.call_id),
        _exported("journal", JournalEntry, JournalEntry.call_id == keys.call_id),
    ]
