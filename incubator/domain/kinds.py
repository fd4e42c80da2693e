"""The other words of the domain: roles, rounds, outcomes, readings, pitches, phases, links."""

from __future__ import annotations

from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Labelled, name_all
from incubator.domain.states import State


class Role(Labelled):
    """What a person does, in the scope of an organisation, a call or a project."""

    AGENT = "agent"
    MANAGER = "manager"
    PROGRAMME_MANAGER = "programme_manager"
    SECRETARY = "secretary"
    COMMITTEE_MEMBER = "committee_member"
    JUROR = "juror"
    CHAIR = "chair"
    CORRESPONDENT = "correspondent"
    COACH = "coach"
    SPONSOR = "sponsor"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"


name_all(
    {
        Role.AGENT: _("Agent"),
        Role.MANAGER: _("Responsable hiérarchique"),
        Role.PROGRAMME_MANAGER: _("Responsable du programme"),
        Role.SECRETARY: _("Secrétaire"),
        Role.COMMITTEE_MEMBER: _("Membre du comité"),
        Role.JUROR: _("Membre du jury"),
        Role.CHAIR: _("Présidence du jury"),
        Role.CORRESPONDENT: _("Correspondant"),
        Role.COACH: _("Coach"),
        Role.SPONSOR: _("Sponsor"),
        Role.OBSERVER: _("Observateur"),
        Role.ADMINISTRATOR: _("Administration"),
    }
)


class Round(Labelled):
    """The two selections: on file by the committee, on pitch by the jury."""

    COMMITTEE = "committee"
    JURY = "jury"


name_all(
    {
        Round.COMMITTEE: _("Comité de sélection"),
        Round.JURY: _("Jury"),
    }
)


class Outcome(Labelled):
    """What a round may decide for a project."""

    SHORTLISTED = "shortlisted"
    WAITING_LIST = "waiting_list"
    NOT_SHORTLISTED = "not_shortlisted"
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"

    @property
    def state(self) -> State:
        """The state that publishing this outcome leads to."""
        return State(self.value)


name_all(
    {
        Outcome.SHORTLISTED: _("Inviter au pitch"),
        Outcome.WAITING_LIST: _("Mettre en liste d’attente"),
        Outcome.NOT_SHORTLISTED: _("Ne pas présélectionner"),
        Outcome.SELECTED: _("Retenir"),
        Outcome.RESERVE: _("Mettre en liste complémentaire"),
        Outcome.NOT_SELECTED: _("Ne pas retenir"),
    }
)

OUTCOMES: dict[Round, tuple[Outcome, ...]] = {
    Round.COMMITTEE: (Outcome.SHORTLISTED, Outcome.WAITING_LIST, Outcome.NOT_SHORTLISTED),
    Round.JURY: (Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED),
}
RANKED_OUTCOMES = (Outcome.WAITING_LIST, Outcome.RESERVE)
REFUSING_OUTCOMES = (Outcome.NOT_SHORTLISTED, Outcome.NOT_SELECTED)


class ReviewStatus(Labelled):
    """How far a reader is with a dossier."""

    ASSIGNED = "assigned"
    DRAFT = "draft"
    FINAL = "final"
    ABSTAINED = "abstained"


name_all(
    {
        ReviewStatus.ASSIGNED: _("À lire"),
        ReviewStatus.DRAFT: _("Commencé"),
        ReviewStatus.FINAL: _("Lu"),
        ReviewStatus.ABSTAINED: _("Déport"),
    }
)


class Opinion(Labelled):
    """The reader's word beside the marks; never part of the score."""

    YES = "yes"
    RATHER_YES = "rather_yes"
    RATHER_NO = "rather_no"
    NO = "no"


name_all(
    {
        Opinion.YES: _("Oui"),
        Opinion.RATHER_YES: _("Plutôt oui"),
        Opinion.RATHER_NO: _("Plutôt non"),
        Opinion.NO: _("Non"),
    }
)


class PitchStatus(Labelled):
    """How far a pitch is on the jury day."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


name_all(
    {
        PitchStatus.WAITING: _("À venir"),
        PitchStatus.OPEN: _("Notation ouverte"),
        PitchStatus.CLOSED: _("Notation close"),
    }
)


class PhaseKind(Labelled):
    """The phases of follow-up."""

    LAUNCH = "launch"
    INVESTIGATION = "investigation"
    CONSTRUCTION = "construction"
    ACCELERATION = "acceleration"
    HANDOVER = "handover"


name_all(
    {
        PhaseKind.LAUNCH: _("Lancement"),
        PhaseKind.INVESTIGATION: _("Investigation"),
        PhaseKind.CONSTRUCTION: _("Construction"),
        PhaseKind.ACCELERATION: _("Accélération"),
        PhaseKind.HANDOVER: _("Pérennisation"),
    }
)


class ConflictKind(Labelled):
    """Why a person may not judge a dossier."""

    TEAM = "team"
    HIERARCHY = "hierarchy"
    SAME_DEPARTMENT = "same_department"
    PERSONAL = "personal"
    OTHER = "other"


name_all(
    {
        ConflictKind.TEAM: _("Je fais partie de l’équipe"),
        ConflictKind.HIERARCHY: _("Lien hiérarchique"),
        ConflictKind.SAME_DEPARTMENT: _("Même service"),
        ConflictKind.PERSONAL: _("Lien personnel"),
        ConflictKind.OTHER: _("Autre lien"),
    }
)
