"""The words of a dossier: the kinds of question, what became of an invitation, of the manager's agreement."""

from __future__ import annotations

from enum import StrEnum

from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Labelled, Marked, Tone, mark_all, name_all


class InvitationStatus(Labelled):
    """What became of an invitation to a team; one that nobody answered in time stays pending, and is out of date."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


name_all(
    {
        InvitationStatus.PENDING: _("En attente"),
        InvitationStatus.ACCEPTED: _("Acceptée"),
        InvitationStatus.DECLINED: _("Déclinée"),
        InvitationStatus.CANCELLED: _("Annulée"),
    }
)


class QuestionKind(Labelled):
    """The kinds of question a call may ask."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    SEVERAL = "several"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    LINK = "link"
    FILE = "file"
    TEAM = "team"


WRITTEN = (QuestionKind.SHORT, QuestionKind.LONG)  # answered by a text

name_all(
    {
        QuestionKind.SHORT: _("Réponse courte"),
        QuestionKind.LONG: _("Réponse longue"),
        QuestionKind.CHOICE: _("Un choix"),
        QuestionKind.SEVERAL: _("Plusieurs choix"),
        QuestionKind.YES_NO: _("Oui ou non"),
        QuestionKind.NUMBER: _("Nombre"),
        QuestionKind.DATE: _("Date"),
        QuestionKind.LINK: _("Lien"),
        QuestionKind.FILE: _("Fichiers joints"),
        QuestionKind.TEAM: _("Personnes : nom, direction, rôle"),
    }
)


class AnswerMoment(Labelled):
    """From when on a required question must be answered."""

    SUBMISSION = "submission"
    JURY = "jury"
    MENTORING = "mentoring"


name_all(
    {
        AnswerMoment.SUBMISSION: _("Pour déposer le dossier"),
        AnswerMoment.JURY: _("Avant le pitch devant le jury"),
        AnswerMoment.MENTORING: _("Avant l’accompagnement"),
    }
)


class AgreementStatus(Marked):
    """What became of asking a manager to release time."""

    ASKED = "asked"
    TALK_WANTED = "talk_wanted"
    AGREED = "agreed"
    AGREED_OTHERWISE = "agreed_otherwise"
    REFUSED = "refused"
    DELEGATED = "delegated"
    CANCELLED = "cancelled"


name_all(
    {
        AgreementStatus.ASKED: _("En attente de sa réponse"),
        AgreementStatus.TALK_WANTED: _("Souhaite d’abord en parler"),
        AgreementStatus.AGREED: _("Accord donné"),
        AgreementStatus.AGREED_OTHERWISE: _("Accord donné autrement"),
        AgreementStatus.REFUSED: _("Refusé"),
        AgreementStatus.DELEGATED: _("Transmis à une autre personne"),
        AgreementStatus.CANCELLED: _("Demande annulée"),
    }
)

AGREEMENT_AWAITED = (AgreementStatus.ASKED, AgreementStatus.TALK_WANTED)
AGREEMENT_GIVEN = (AgreementStatus.AGREED, AgreementStatus.AGREED_OTHERWISE)


class AgreementMoment(Labelled):
    """When a call wants the manager's agreement at the latest."""

    NEVER = "never"
    SUBMISSION = "submission"
    JURY = "jury"
    MENTORING = "mentoring"


name_all(
    {
        AgreementMoment.NEVER: _("Jamais : chacun choisit"),
        AgreementMoment.SUBMISSION: _("Avant le dépôt du dossier"),
        AgreementMoment.JURY: _("Avant le pitch devant le jury"),
        AgreementMoment.MENTORING: _("Avant l’accompagnement"),
    }
)

mark_all(
    {
        AgreementStatus.ASKED: (Tone.PROGRESS, "hourglass-split"),
        AgreementStatus.TALK_WANTED: (Tone.WARN, "chat-left-text"),
        AgreementStatus.AGREED: (Tone.GOOD, "check2"),
        AgreementStatus.AGREED_OTHERWISE: (Tone.GOOD, "check2"),
        AgreementStatus.REFUSED: (Tone.STOP, "slash-circle"),
        AgreementStatus.DELEGATED: (Tone.NEUTRAL, "arrow-right"),
        AgreementStatus.CANCELLED: (Tone.NEUTRAL, "arrow-counterclockwise"),
    }
)


class Side(StrEnum):
    """Who speaks in the thread of a dossier."""

    TEAM = "team"
    PROGRAMME = "programme"

    @property
    def other(self) -> Side:
        """The side that listens."""
        return Side.PROGRAMME if self is Side.TEAM else Side.TEAM
