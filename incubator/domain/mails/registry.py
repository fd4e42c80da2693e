"""Every e-mail the application writes: who receives it, when, whether one may do without, what its words may say."""

from dataclasses import dataclass

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _
from incubator.domain.mail_kinds import MailCategory
from incubator.domain.mails.variables import COMMON

TEAM, STAFF, MANAGER = _("l’équipe du dossier"), _("les personnes qui gèrent l’appel"), _("le responsable hiérarchique")
OWNER, READER = _("la personne qui porte le dossier"), _("la personne concernée")

_SAFE = _("Ne se modifie pas, par sécurité")


@dataclass(frozen=True, slots=True)
class MailKind:
    """One e-mail. Without `variables`, its words change with the case and cannot be edited."""

    title: LazyString
    to: LazyString
    when: LazyString
    category: MailCategory = MailCategory.NECESSARY
    own: tuple[str, ...] | None = None  # the variables of its own; None: it is not edited
    due: bool = False  # asks for an act before a day, which its subject says
    of_call: bool = True  # its subject carries the name of the call or of the programme
    named: bool = True  # the name of its reader is known
    must: tuple[str, ...] = ()  # the variables without which its reader could not act
    why_ours: LazyString = _("Varie selon le cas")  # why it is not edited, where it is not

    @property
    def editable(self) -> bool:
        """Whether an organisation may write its own words."""
        return self.own is not None

    @property
    def variables(self) -> tuple[str, ...]:
        """The words in braces that it knows."""
        return (*(name for name in COMMON if self.named or name != "person"), *(self.own or ()))


_DOSSIER = ("project", "number")
_LINK = ("link",)
_WITH_OTHER = (*_DOSSIER, "other_number", "other")
_REQUEST = ("project", "number", "agent", "time", "from", "until", "asked", "due")

KINDS: dict[str, MailKind] = {
    "call_opened": MailKind(
        _("Un appel est ouvert"), _("les agents des organisations de l’appel"),
        _("quand le responsable du programme l’annonce"), MailCategory.CALLS, ("closing",), due=True,
    ),
    "draft_reminder": MailKind(
        _("Brouillon enregistré, il reste quelques jours"), OWNER, _("7 jours puis 2 jours avant la clôture"),
        MailCategory.REMINDERS, (*_DOSSIER, "left", "closing"), due=True,
    ),
    "form_changed": MailKind(
        _("Le formulaire a changé"), TEAM, _("quand une version est publiée, si le dossier est un brouillon"),
        MailCategory.REMINDERS, (*_DOSSIER, "changes", "closing"), due=True,
    ),
    "submission_receipt": MailKind(
        _("Dossier bien reçu"), TEAM, _("au dépôt du dossier"),
        own=(*_DOSSIER, "received", "screening", "committee", "jury", "after"),
    ),
    "information_requested": MailKind(
        _("Il manque quelque chose"), TEAM, _("quand des précisions sont demandées"),
        own=(*_DOSSIER, "note", "wanted", "due"), due=True, must=("note",),
    ),
    "information_reminder": MailKind(
        _("Rappel : précisions attendues"), TEAM, _("deux jours avant la date donnée à l’équipe"),
        own=(*_DOSSIER, "note", "wanted", "due"), due=True, must=("note",),
    ),
    "call_back_asked": MailKind(
        _("Une équipe demande à être rappelée"), STAFF, _("quand l’équipe le demande"), MailCategory.PROGRAMME,
        (*_DOSSIER, "who", "phone", "topic"),
    ),
    "call_back_planned": MailKind(
        _("Un appel est prévu"), TEAM, _("quand un appel est planifié, ou déplacé"),
        own=(*_DOSSIER, "who", "moment", "phone", "topic"), must=("moment",),
    ),
    "call_back_cancelled": MailKind(
        _("Un appel n’aura pas lieu"), TEAM, _("quand l’équipe du programme l’annule"), own=(*_DOSSIER, "what", "note")
    ),
    "call_back_withdrawn": MailKind(
        _("Une équipe ne demande plus à être rappelée"), STAFF, _("quand l’équipe l’annule"), MailCategory.PROGRAMME,
        (*_DOSSIER, "what", "note"),
    ),
    "information_sent": MailKind(
        _("Dossier complété"), STAFF, _("quand l’équipe renvoie son dossier"), MailCategory.PROGRAMME,
        (*_DOSSIER, "screening"), due=True,
    ),
    "version_replaced": MailKind(
        _("Nouvelle version déposée"), STAFF, _("quand l’équipe remplace un dossier dont l’examen a commencé"),
        MailCategory.PROGRAMME, (*_DOSSIER, "screening"),
    ),
    "new_message": MailKind(
        _("Nouveau message du programme"), TEAM, _("au premier message qui n’est pas encore lu"), own=_DOSSIER,
        must=_LINK,
    ),
    "message_from_team": MailKind(
        _("Nouveau message d’une équipe"), STAFF, _("au premier message qui n’est pas encore lu"), own=_DOSSIER,
        must=_LINK,
    ),
    "carried_over": MailKind(
        _("Projet proposé à nouveau"), TEAM, _("quand une personne de l’équipe le reprend dans un autre appel"),
        own=_DOSSIER,
    ),
    "redirected": MailKind(
        _("Conseil pour la suite"), TEAM, _("quand l’équipe du programme l’oriente vers un service ou une formation"),
        own=(*_DOSSIER, "service", "reach", "note"),
    ),
    "admissible": MailKind(
        _("Dossier recevable"), TEAM, _("quand le dossier est dit recevable"),
        own=(*_DOSSIER, "note", "readings", "committee"),
    ),
    "not_admissible": MailKind(
        _("Dossier non recevable"), TEAM, _("quand le dossier ne peut pas être examiné"), own=(*_DOSSIER, "note")
    ),
    "withdrawal_receipt": MailKind(
        _("Dossier retiré"), TEAM, _("quand le dossier est retiré"), own=(*_DOSSIER, "note", "after")
    ),
    "agreement_request": MailKind(
        _("Votre accord est demandé"), MANAGER, _("quand un agent demande l’accord de son responsable"),
        own=(*_REQUEST, "problem", "message"), due=True, must=_LINK,
    ),
    "agreement_reminder": MailKind(
        _("Rappel : accord attendu"), MANAGER,
        _("à mi-chemin du délai, puis 3 jours avant sa fin, ou quand l’équipe relance"),
        own=_REQUEST, due=True, must=_LINK,
    ),
    "agreement_cancelled": MailKind(
        _("Demande d’accord annulée"), MANAGER, _("quand l’agent annule sa demande"), own=(*_DOSSIER, "agent", "asked")
    ),
    "agreement_answer": MailKind(
        _("Réponse du responsable"), TEAM, _("quand le responsable répond"),
        own=(*_DOSSIER, "manager", "said", "answer", "comment", "advice"), must=("answer",),
    ),
    "dates_changed": MailKind(
        _("Des dates de l’appel changent"), _("les équipes et les personnes qui ont un rôle"),
        _("quand une date est changée, si l’on choisit de prévenir"), own=("dates", "note"), must=("dates",),
    ),
    "team_invitation": MailKind(
        _("Invitation dans une équipe"), _("la personne invitée"), _("quand une équipe l’invite"),
        own=(*_DOSSIER, "who", "role", "message", "due"), due=True, named=False, must=_LINK,
    ),
    "invitation_accepted": MailKind(
        _("Une personne rejoint l’équipe"), OWNER, _("quand l’invitation est acceptée"), MailCategory.TEAM,
        (*_DOSSIER, "who"),
    ),
    "invitation_declined": MailKind(
        _("Invitation déclinée"), OWNER, _("quand l’invitation est déclinée"), MailCategory.TEAM, (*_DOSSIER, "who")
    ),
    "member_left": MailKind(
        _("Une personne quitte l’équipe"), OWNER, _("quand elle part"), MailCategory.TEAM, (*_DOSSIER, "who")
    ),
    "member_removed": MailKind(
        _("Personne retirée de l’équipe"), READER, _("quand la personne qui porte le dossier la retire"),
        own=(*_DOSSIER, "who"),
    ),
    "project_handed_over": MailKind(
        _("Dossier confié"), _("la personne qui le porte désormais"), _("quand le dossier change de mains"),
        own=(*_DOSSIER, "who"),
    ),
    "help_offered": MailKind(
        _("Aide proposée"), OWNER, _("quand un collègue propose son aide"), MailCategory.TEAM,
        (*_DOSSIER, "who", "message", "address"), must=("address",),
    ),
    "merge_proposed": MailKind(
        _("Réunir deux dossiers : accord demandé"), _("les deux personnes qui portent les dossiers"),
        _("quand la réunion est proposée"), own=(*_WITH_OTHER, "note", "kept", "due"), due=True, must=_LINK,
    ),
    "merge_refused": MailKind(
        _("Réunion de deux dossiers refusée"), _("l’autre porteur et qui l’a proposée"),
        _("quand une équipe refuse"), own=(*_WITH_OTHER, "note"),
    ),
    "merge_cancelled": MailKind(
        _("Réunion de deux dossiers annulée"), _("les deux personnes qui portent les dossiers"),
        _("quand le programme annule sa proposition"), own=_WITH_OTHER,
    ),
    "merge_done": MailKind(
        _("Deux dossiers réunis"), _("les deux équipes"), _("quand les deux porteurs ont accepté"),
        own=("kept", "joined"),
    ),
    "readings_assigned": MailKind(
        _("Dossiers à lire"), _("chaque lecteur"), _("quand les lectures sont réparties"),
        own=("count", "committee"), due=True,
    ),
    "coach_assigned": MailKind(_("Coach désigné"), _("l’équipe et le coach"), _("quand le coach est désigné")),
    "mentoring_started": MailKind(_("L’accompagnement commence"), TEAM, _("au lancement"), own=_DOSSIER),
    "project_ended": MailKind(_("Fin de l’accompagnement"), TEAM, _("quand le suivi se termine")),
    "daily_digest": MailKind(
        _("Récapitulatif du jour"), _("qui a choisi un courriel par jour"),
        _("à 7 h, s’il y a quelque chose à dire"), MailCategory.DIGEST, of_call=False,
        why_ours=_("Reprend les courriels du jour, avec leurs textes"),
    ),
    "access_code": MailKind(
        _("Code d’accès à un appel"), READER, _("quand un code est envoyé"), own=("code", "due"), due=True, named=False,
        must=_LINK,
    ),
    "sign_in_link": MailKind(
        _("Lien de connexion"), READER, _("quand une personne demande à se connecter"), of_call=False, why_ours=_SAFE
    ),
    "sign_in_unknown": MailKind(
        _("Adresse inconnue"), READER, _("quand une adresse inconnue demande à se connecter"),
        of_call=False, why_ours=_SAFE,
    ),
}  # fmt: skip


FOR_TEAM = tuple(name for name, kind in KINDS.items() if kind.to is TEAM or kind.to is OWNER)


def kind_of(name: str) -> MailKind | None:
    """Return what is known of the e-mail `name`; None for the letters of decisions, which have a page of their own."""
    return KINDS.get(name)
