"""What the journal may record: the words of each event, and whether the candidate may read it."""

from enum import StrEnum

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _


class Event(StrEnum):
    """An act that is not a step of the lifecycle; steps are recorded under their own name."""

    CREATE_PROJECT = "create_project"
    EDIT_PROJECT = "edit_project"
    IMPORT_PROJECT = "import_project"
    INVITE_MEMBER = "invite_member"
    RESEND_INVITATION = "resend_invitation"
    CANCEL_INVITATION = "cancel_invitation"
    JOIN_TEAM = "join_team"
    DECLINE_INVITATION = "decline_invitation"
    LEAVE_TEAM = "leave_team"
    REMOVE_MEMBER = "remove_member"
    HAND_OVER = "hand_over"
    SEEK_HELP = "seek_help"
    OFFER_HELP = "offer_help"
    ASSIGN_READER = "assign_reader"
    UNASSIGN_READER = "unassign_reader"
    DECLARE_CONFLICT = "declare_conflict"
    SAVE_REVIEW = "save_review"
    FINISH_REVIEW = "finish_review"
    PREPARE_DECISION = "prepare_decision"
    EDIT_LETTER = "edit_letter"
    SCHEDULE_PITCHES = "schedule_pitches"
    OPEN_PITCH = "open_pitch"
    CLOSE_PITCH = "close_pitch"
    REOPEN_PITCH = "reopen_pitch"
    LOCK_CARD = "lock_card"
    CLOSE_JURY_DAY = "close_jury_day"
    ASSIGN_COACH = "assign_coach"
    END_COACHING = "end_coaching"
    START_PHASE = "start_phase"
    PLAN_PHASE = "plan_phase"
    CHECK_IN = "check_in"
    EDIT_CALL = "edit_call"
    EDIT_ORGANISATION = "edit_organisation"
    EDIT_PROFILE = "edit_profile"
    GRANT_ROLE = "grant_role"
    END_ROLE = "end_role"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


FOR_CANDIDATES = frozenset(
    {
        Event.CREATE_PROJECT,
        Event.EDIT_PROJECT,
        Event.IMPORT_PROJECT,
        Event.INVITE_MEMBER,
        Event.RESEND_INVITATION,
        Event.CANCEL_INVITATION,
        Event.JOIN_TEAM,
        Event.DECLINE_INVITATION,
        Event.LEAVE_TEAM,
        Event.REMOVE_MEMBER,
        Event.HAND_OVER,
        Event.SEEK_HELP,
        Event.OFFER_HELP,
        Event.ASSIGN_COACH,
        Event.END_COACHING,
        Event.START_PHASE,
        Event.PLAN_PHASE,
        Event.CHECK_IN,
    }
)

_LABELS: dict[Event, LazyString] = {
    Event.CREATE_PROJECT: _("Dossier commencé"),
    Event.EDIT_PROJECT: _("Réponses modifiées"),
    Event.IMPORT_PROJECT: _("Dossier importé"),
    Event.INVITE_MEMBER: _("Invitation à rejoindre l’équipe"),
    Event.RESEND_INVITATION: _("Invitation renvoyée"),
    Event.CANCEL_INVITATION: _("Invitation annulée"),
    Event.JOIN_TEAM: _("Arrivée dans l’équipe"),
    Event.DECLINE_INVITATION: _("Invitation déclinée"),
    Event.LEAVE_TEAM: _("Départ de l’équipe"),
    Event.REMOVE_MEMBER: _("Personne retirée de l’équipe"),
    Event.HAND_OVER: _("Dossier confié à une autre personne de l’équipe"),
    Event.SEEK_HELP: _("Recherche d’équipiers modifiée"),
    Event.OFFER_HELP: _("Aide proposée à l’équipe"),
    Event.ASSIGN_READER: _("Lecteur désigné"),
    Event.UNASSIGN_READER: _("Lecteur retiré"),
    Event.DECLARE_CONFLICT: _("Déport déclaré"),
    Event.SAVE_REVIEW: _("Lecture commencée"),
    Event.FINISH_REVIEW: _("Lecture terminée"),
    Event.PREPARE_DECISION: _("Décision préparée"),
    Event.EDIT_LETTER: _("Lettre modifiée"),
    Event.SCHEDULE_PITCHES: _("Ordre de passage fixé"),
    Event.OPEN_PITCH: _("Notation du pitch ouverte"),
    Event.CLOSE_PITCH: _("Notation du pitch close"),
    Event.REOPEN_PITCH: _("Notation du pitch rouverte"),
    Event.LOCK_CARD: _("Fiche de jury envoyée"),
    Event.CLOSE_JURY_DAY: _("Jour du jury clos"),
    Event.ASSIGN_COACH: _("Coach désigné"),
    Event.END_COACHING: _("Fin de mission du coach"),
    Event.START_PHASE: _("Phase commencée"),
    Event.PLAN_PHASE: _("Dates de phase modifiées"),
    Event.CHECK_IN: _("Point de suivi"),
    Event.EDIT_CALL: _("Appel modifié"),
    Event.EDIT_ORGANISATION: _("Organisation modifiée"),
    Event.EDIT_PROFILE: _("Profil modifié"),
    Event.GRANT_ROLE: _("Rôle donné"),
    Event.END_ROLE: _("Rôle retiré"),
}
