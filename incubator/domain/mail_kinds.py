"""The words of e-mails: what kinds of notice one may do without, how often they come, how far a message is."""

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _
from incubator.core.outbox import MailStatus
from incubator.domain.labelled import Labelled, name_all


class MailCategory(Labelled):
    """Why a message is written; all but the first can be switched off."""

    NECESSARY = "necessary"
    CALLS = "calls"
    REMINDERS = "reminders"
    TEAM = "team"
    PROGRAMME = "programme"
    DIGEST = "digest"


name_all(
    {
        MailCategory.NECESSARY: _("Nécessaires : réponses, décisions, accès"),
        MailCategory.CALLS: _("Nouveaux appels à projets"),
        MailCategory.REMINDERS: _("Rappels avant une échéance"),
        MailCategory.TEAM: _("Vie de mes équipes : arrivées, départs, offres d’aide"),
        MailCategory.PROGRAMME: _("Nouvelles des dossiers que je gère"),
        MailCategory.DIGEST: _("Récapitulatif du jour"),
    }
)

OPTIONAL = (MailCategory.CALLS, MailCategory.REMINDERS, MailCategory.TEAM, MailCategory.PROGRAMME)


class MailPace(Labelled):
    """When the messages one may do without are received."""

    AT_ONCE = "at_once"
    DAILY = "daily"


name_all({MailPace.AT_ONCE: _("Aussitôt, un par un"), MailPace.DAILY: _("Une fois par jour, le matin, en un seul")})

STATUS_WORDS: dict[MailStatus, LazyString] = {
    MailStatus.WAITING: _("en attente de départ"),
    MailStatus.SENT: _("envoyé"),
    MailStatus.FAILED: _("refusé par le serveur"),
    MailStatus.HELD: _("gardé pour le récapitulatif du jour"),
    MailStatus.GATHERED: _("envoyé dans le récapitulatif du jour"),
    MailStatus.UNWANTED: _("non envoyé : la personne ne souhaite pas ces courriels"),
}
