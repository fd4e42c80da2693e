"""One aggregate per file; import models from here."""

from incubator.domain.models.agreement import Agreement
from incubator.domain.models.attachment import Attachment
from incubator.domain.models.call import Call, Criterion, Question, call_organisations
from incubator.domain.models.chance import Carryover, Redirection, UsualRedirection
from incubator.domain.models.entry import AccessCode, AccessUse, Deposit
from incubator.domain.models.imports import DemarcheLink, ImportChunk, ImportFile, ImportLine, ImportMapping, ImportRun
from incubator.domain.models.journal import JournalEntry
from incubator.domain.models.links import MergeProposal, ProjectLink
from incubator.domain.models.mailing import MailPreference, MailText
from incubator.domain.models.mentoring import CheckIn, Coaching, Phase
from incubator.domain.models.organisation import Organisation, Programme
from incubator.domain.models.person import Person, RoleGrant, SignInLink
from incubator.domain.models.pitching import Pitch, PitchCard, PitchScore
from incubator.domain.models.project import Answer, Project, TeamMember
from incubator.domain.models.revision import Revision, RevisionFile
from incubator.domain.models.screening import (
    CallBack,
    ChecklistAnswer,
    ChecklistItem,
    DefaultView,
    InformationRequest,
    PrivateNote,
    ProjectTag,
    SavedView,
    ScreeningAct,
    ScreeningOpinion,
    Tag,
)
from incubator.domain.models.search import SearchDocument
from incubator.domain.models.selection import Conflict, Decision, Review, Score, Standing
from incubator.domain.models.team import HelpWanted, Invitation
from incubator.domain.models.thread import ThreadMessage

__all__ = [
    "AccessCode",
    "AccessUse",
    "Agreement",
    "Answer",
    "Attachment",
    "Call",
    "CallBack",
    "Carryover",
    "CheckIn",
    "ChecklistAnswer",
    "ChecklistItem",
    "Coaching",
    "Conflict",
    "Criterion",
    "Decision",
    "DemarcheLink",
    "Deposit",
    "HelpWanted",
    "ImportChunk",
    "ImportFile",
    "ImportLine",
    "ImportMapping",
    "ImportRun",
    "DefaultView",
    "InformationRequest",
    "Invitation",
    "JournalEntry",
    "MergeProposal",
    "MailPreference",
    "MailText",
    "Organisation",
    "Person",
    "Phase",
    "Pitch",
    "PitchCard",
    "PitchScore",
    "PrivateNote",
    "Programme",
    "Project",
    "ProjectLink",
    "ProjectTag",
    "Question",
    "Redirection",
    "Review",
    "Revision",
    "RevisionFile",
    "UsualRedirection",
    "RoleGrant",
    "SavedView",
    "Score",
    "ScreeningAct",
    "ScreeningOpinion",
    "SearchDocument",
    "SignInLink",
    "Standing",
    "Tag",
    "TeamMember",
    "ThreadMessage",
    "call_organisations",
]
