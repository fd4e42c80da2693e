"""What the journal may record: the words of each event, and whether the candidate may read it."""

from enum import StrEnum

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _


class Event(StrEnum):
    """An act that is not a step of the lifecycle; steps are recorded under their own name."""

    CREATE_PROJECT = "create_project"
    EDIT_PROJECT = "edit_project"
    WRITE_PROJECT = "write_project"
    IMPORT_PROJECT = "import_project"
    UPDATE_BY_IMPORT = "update_by_import"
    ATTACH_FILE = "attach_file"
    REMOVE_FILE = "remove_file"
    RESTORE_FILE = "restore_file"
    DEPOSIT_FOR_SOMEBODY = "deposit_for_somebody"
    USE_ACCESS_CODE = "use_access_code"
    MAKE_ACCESS_CODE = "make_access_code"
    END_ACCESS_CODE = "end_access_code"
    INVITE_MEMBER = "invite_member"
    RESEND_INVITATION = "resend_invitation"
    CANCEL_INVITATION = "cancel_invitation"
    JOIN_TEAM = "join_team"
    DECLINE_INVITATION = "decline_invitation"
    LEAVE_TEAM = "leave_team"
    REMOVE_MEMBER = "remove_member"
    HAND_OVER = "hand_over"
    CHANGE_TEAM_ROLE = "change_team_role"
    SEEK_HELP = "seek_help"
    CARRY_OVER = "carry_over"
    REDIRECT_PROJECT = "redirect_project"
    WRITE_MESSAGE = "write_message"
    EDIT_MESSAGE = "edit_message"
    REMOVE_MESSAGE = "remove_message"
    OFFER_HELP = "offer_help"
    LINK_PROJECTS = "link_projects"
    UNLINK_PROJECTS = "unlink_projects"
    PROPOSE_MERGE = "propose_merge"
    AGREE_TO_MERGE = "agree_to_merge"
    REFUSE_MERGE = "refuse_merge"
    CANCEL_MERGE = "cancel_merge"
    WELCOME_TEAM = "welcome_team"
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
    COPY_CALL = "copy_call"
    ASK_MANAGER = "ask_manager"
    REMIND_MANAGER = "remind_manager"
    CANCEL_AGREEMENT = "cancel_agreement"
    MANAGER_AGREED = "manager_agreed"
    MANAGER_AGREED_OTHERWISE = "manager_agreed_otherwise"
    MANAGER_REFUSED = "manager_refused"
    MANAGER_DELEGATED = "manager_delegated"
    MANAGER_WANTS_TO_TALK = "manager_wants_to_talk"
    EDIT_CALL = "edit_call"
    EDIT_QUESTIONS = "edit_questions"
    PREPARE_FORM = "prepare_form"
    PUBLISH_FORM = "publish_form"
    DROP_FORM = "drop_form"
    TAKE_FORM = "take_form"
    START_IMPORT = "start_import"
    FINISH_IMPORT = "finish_import"
    UNDO_IMPORT = "undo_import"
    LINK_DEMARCHE = "link_demarche"
    SHOW_CALL = "show_call"
    HIDE_CALL = "hide_call"
    EDIT_ORGANISATION = "edit_organisation"
    TAG_PROJECT = "tag_project"
    UNTAG_PROJECT = "untag_project"
    EDIT_TAGS = "edit_tags"
    WRITE_NOTE = "write_note"
    EDIT_NOTE = "edit_note"
    DELETE_NOTE = "delete_note"
    ASK_CALL_BACK = "ask_call_back"
    PLAN_CALL_BACK = "plan_call_back"
    CALL_BACK = "call_back"
    CANCEL_CALL_BACK = "cancel_call_back"
    CHECK_PROJECT = "check_project"
    GIVE_OPINION = "give_opinion"
    EDIT_CHECKLIST = "edit_checklist"
    EDIT_REDIRECTIONS = "edit_redirections"
    SAVE_VIEW = "save_view"
    DELETE_VIEW = "delete_view"
    EDIT_PROFILE = "edit_profile"
    ANNOUNCE_CALL = "announce_call"
    EDIT_MAIL = "edit_mail"
    RESEND_MAIL = "resend_mail"
    GRANT_ROLE = "grant_role"
    END_ROLE = "end_role"

    @property
    def label(self) -> LazyString:
        return _LABELS[self]


FOR_CANDIDATES = frozenset(
    {
        Event.CREATE_PROJECT,
        Event.EDIT_PROJECT,
        Event.WRITE_PROJECT,
        Event.IMPORT_PROJECT,
        Event.TAKE_FORM,
        Event.UPDATE_BY_IMPORT,
        Event.ATTACH_FILE,
        Event.REMOVE_FILE,
        Event.RESTORE_FILE,
        Event.DEPOSIT_FOR_SOMEBODY,
        Event.USE_ACCESS_CODE,
        Event.INVITE_MEMBER,
        Event.RESEND_INVITATION,
        Event.CANCEL_INVITATION,
        Event.JOIN_TEAM,
        Event.DECLINE_INVITATION,
        Event.LEAVE_TEAM,
        Event.REMOVE_MEMBER,
        Event.HAND_OVER,
        Event.CHANGE_TEAM_ROLE,
        Event.SEEK_HELP,
        Event.OFFER_HELP,
        Event.PROPOSE_MERGE,
        Event.AGREE_TO_MERGE,
        Event.REFUSE_MERGE,
        Event.CANCEL_MERGE,
        Event.WELCOME_TEAM,
        Event.ASSIGN_COACH,
        Event.END_COACHING,
        Event.START_PHASE,
        Event.PLAN_PHASE,
        Event.CHECK_IN,
        Event.ASK_CALL_BACK,
        Event.CANCEL_CALL_BACK,
    }
)

# For those who may see the manager's answer: the team and those who run the call, never readers or jurors.
OF_AGREEMENT = frozenset(
    {
        Event.ASK_MANAGER,
        Event.REMIND_MANAGER,
        Event.CANCEL_AGREEMENT,
        Event.MANAGER_AGREED,
        Event.MANAGER_AGREED_OTHERWISE,
        Event.MANAGER_REFUSED,
        Event.MANAGER_DELEGATED,
        Event.MANAGER_WANTS_TO_TALK,
    }
)

# For those who may read the thread: the team and those who run the call; the second chances too.
OF_THREAD = frozenset(
    {Event.CARRY_OVER, Event.REDIRECT_PROJECT, Event.WRITE_MESSAGE, Event.EDIT_MESSAGE, Event.REMOVE_MESSAGE}
)

_LABELS: dict[Event, LazyString] = {
    Event.CARRY_OVER: _("Projet proposé à nouveau dans un autre appel"),
    Event.REDIRECT_PROJECT: _("Équipe orientée vers un service ou une formation"),
    Event.WRITE_MESSAGE: _("Message envoyé"),
    Event.EDIT_MESSAGE: _("Message corrigé"),
    Event.REMOVE_MESSAGE: _("Message retiré"),
    Event.CREATE_PROJECT: _("Dossier commencé"),
    Event.EDIT_PROJECT: _("Réponses modifiées"),
    Event.WRITE_PROJECT: _("Réponses écrites au fil de la saisie"),
    Event.IMPORT_PROJECT: _("Dossier importé"),
    Event.UPDATE_BY_IMPORT: _("Dossier mis à jour par un import"),
    Event.ATTACH_FILE: _("Fichier joint au dossier"),
    Event.REMOVE_FILE: _("Fichier retiré du dossier"),
    Event.RESTORE_FILE: _("Fichier remis dans le dossier"),
    Event.DEPOSIT_FOR_SOMEBODY: _("Dossier ouvert au nom d’un agent"),
    Event.USE_ACCESS_CODE: _("Code d’accès utilisé"),
    Event.MAKE_ACCESS_CODE: _("Code d’accès créé"),
    Event.END_ACCESS_CODE: _("Code d’accès arrêté"),
    Event.INVITE_MEMBER: _("Invitation à rejoindre l’équipe"),
    Event.RESEND_INVITATION: _("Invitation renvoyée"),
    Event.CANCEL_INVITATION: _("Invitation annulée"),
    Event.JOIN_TEAM: _("Arrivée dans l’équipe"),
    Event.DECLINE_INVITATION: _("Invitation déclinée"),
    Event.LEAVE_TEAM: _("Départ de l’équipe"),
    Event.REMOVE_MEMBER: _("Personne retirée de l’équipe"),
    Event.HAND_OVER: _("Dossier confié à une autre personne de l’équipe"),
    Event.CHANGE_TEAM_ROLE: _("Rôle dans l’équipe modifié"),
    Event.SEEK_HELP: _("Recherche d’équipiers modifiée"),
    Event.OFFER_HELP: _("Aide proposée à l’équipe"),
    Event.LINK_PROJECTS: _("Dossier lié à un autre"),
    Event.UNLINK_PROJECTS: _("Lien avec un autre dossier retiré"),
    Event.PROPOSE_MERGE: _("Réunion avec un autre dossier proposée"),
    Event.AGREE_TO_MERGE: _("Réunion acceptée par une équipe"),
    Event.REFUSE_MERGE: _("Réunion refusée"),
    Event.CANCEL_MERGE: _("Proposition de réunion annulée"),
    Event.WELCOME_TEAM: _("Équipe d’un autre dossier accueillie"),
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
    Event.COPY_CALL: _("Appel préparé d’après un autre"),
    Event.ASK_MANAGER: _("Accord demandé au responsable"),
    Event.REMIND_MANAGER: _("Responsable relancé"),
    Event.CANCEL_AGREEMENT: _("Demande d’accord annulée"),
    Event.MANAGER_AGREED: _("Accord du responsable"),
    Event.MANAGER_AGREED_OTHERWISE: _("Accord du responsable, avec d’autres jours ou dates"),
    Event.MANAGER_REFUSED: _("Refus du responsable"),
    Event.MANAGER_DELEGATED: _("Demande d’accord transmise à une autre personne"),
    Event.MANAGER_WANTS_TO_TALK: _("Le responsable souhaite en parler d’abord"),
    Event.EDIT_CALL: _("Appel modifié"),
    Event.EDIT_QUESTIONS: _("Questions de l’appel modifiées"),
    Event.PREPARE_FORM: _("Nouvelle version du formulaire préparée"),
    Event.PUBLISH_FORM: _("Nouvelle version du formulaire publiée"),
    Event.DROP_FORM: _("Version du formulaire abandonnée"),
    Event.TAKE_FORM: _("Brouillon passé à la nouvelle version du formulaire"),
    Event.START_IMPORT: _("Import lancé"),
    Event.FINISH_IMPORT: _("Import terminé"),
    Event.UNDO_IMPORT: _("Import annulé"),
    Event.LINK_DEMARCHE: _("Lien avec Démarches Simplifiées modifié"),
    Event.SHOW_CALL: _("Appel rendu public"),
    Event.HIDE_CALL: _("Appel retiré de la vue du public"),
    Event.EDIT_ORGANISATION: _("Organisation modifiée"),
    Event.TAG_PROJECT: _("Étiquette posée"),
    Event.UNTAG_PROJECT: _("Étiquette retirée"),
    Event.EDIT_TAGS: _("Étiquettes de l’appel modifiées"),
    Event.WRITE_NOTE: _("Note privée écrite"),
    Event.EDIT_NOTE: _("Note privée modifiée"),
    Event.DELETE_NOTE: _("Note privée supprimée"),
    Event.ASK_CALL_BACK: _("L’équipe demande à être rappelée"),
    Event.PLAN_CALL_BACK: _("Rappel planifié"),
    Event.CALL_BACK: _("Équipe rappelée"),
    Event.CANCEL_CALL_BACK: _("Rappel annulé"),
    Event.CHECK_PROJECT: _("Points de recevabilité vérifiés"),
    Event.GIVE_OPINION: _("Avis de recevabilité donné"),
    Event.EDIT_CHECKLIST: _("Points à vérifier modifiés"),
    Event.EDIT_REDIRECTIONS: _("Orientations habituelles modifiées"),
    Event.SAVE_VIEW: _("Vue enregistrée"),
    Event.DELETE_VIEW: _("Vue supprimée"),
    Event.EDIT_PROFILE: _("Profil modifié"),
    Event.ANNOUNCE_CALL: _("Appel annoncé aux agents"),
    Event.EDIT_MAIL: _("Texte d’un courriel modifié"),
    Event.RESEND_MAIL: _("Courriel renvoyé"),
    Event.GRANT_ROLE: _("Rôle donné"),
    Event.END_ROLE: _("Rôle retiré"),
}
