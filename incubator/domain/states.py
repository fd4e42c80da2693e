"""The words of the domain: states, roles, rounds, phases; each says how the team and the candidate read it."""

from __future__ import annotations

from enum import StrEnum

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _


class Labelled(StrEnum):
    """A word with a label for people; `LABELS` is filled below each class."""

    @property
    def label(self) -> LazyString:
        return _LABELS[type(self).__name__, self.value]


class Tone(StrEnum):
    """How a state is coloured; always beside an icon and a word."""

    NEUTRAL = "neutral"
    PROGRESS = "progress"
    GOOD = "good"
    WARN = "warn"
    STOP = "stop"


class State(Labelled):
    """Where a project stands, from the first idea to the end of its follow-up."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INFO_REQUESTED = "info_requested"
    ADMISSIBLE = "admissible"
    NOT_ADMISSIBLE = "not_admissible"
    UNDER_REVIEW = "under_review"
    SHORTLISTED = "shortlisted"
    WAITING_LIST = "waiting_list"
    NOT_SHORTLISTED = "not_shortlisted"
    PITCHED = "pitched"
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    MENTORING = "mentoring"
    SUSTAINED = "sustained"
    TRANSFERRED = "transferred"
    CONTINUED_OUTSIDE = "continued_outside"
    TAKEN_OVER = "taken_over"
    PIVOTED = "pivoted"
    DORMANT = "dormant"
    STOPPED_NEED = "stopped_need"
    STOPPED_IMPACT = "stopped_impact"
    STOPPED_MEANS = "stopped_means"
    WITHDRAWN = "withdrawn"

    @property
    def candidate_label(self) -> LazyString:
        """What the candidate reads: never the inside of the committee."""
        return _CANDIDATE_LABELS.get(self, self.label)

    @property
    def next_for_candidate(self) -> LazyString:
        """What happens next, in one sentence for the candidate."""
        return _NEXT[self]

    @property
    def tone(self) -> Tone:
        return _LOOKS[self][0]

    @property
    def icon(self) -> str:
        """The name of the icon that goes with the word."""
        return _LOOKS[self][1]


ENDINGS = (
    State.SUSTAINED,
    State.TRANSFERRED,
    State.CONTINUED_OUTSIDE,
    State.TAKEN_OVER,
    State.PIVOTED,
    State.DORMANT,
    State.STOPPED_NEED,
    State.STOPPED_IMPACT,
    State.STOPPED_MEANS,
)
FOLLOWED = (State.MENTORING, *ENDINGS)
WON = (State.SELECTED, *FOLLOWED)
REFUSED = (State.NOT_ADMISSIBLE, State.NOT_SHORTLISTED, State.NOT_SELECTED)
REACHED_PITCH = (State.PITCHED, State.SELECTED, State.RESERVE, State.NOT_SELECTED, *FOLLOWED)
REACHED_SHORTLIST = (State.SHORTLISTED, *REACHED_PITCH)
# What a date of the call may still change something for.
ON_ITS_WAY = (
    State.DRAFT, State.SUBMITTED, State.INFO_REQUESTED, State.ADMISSIBLE, State.UNDER_REVIEW, State.SHORTLISTED,
    State.WAITING_LIST, State.PITCHED, State.RESERVE, State.SELECTED,
)  # fmt: skip
OUT_OF_DRAFT = tuple(state for state in State if state is not State.DRAFT)
READABLE = (State.UNDER_REVIEW, State.SHORTLISTED, State.WAITING_LIST, State.NOT_SHORTLISTED, *REACHED_PITCH)


class Role(Labelled):
    """What a person does, in the scope of an organisation, a call or a project."""

    AGENT = "agent"
    MANAGER = "manager"
    PROGRAMME_MANAGER = "programme_manager"
    SECRETARY = "secretary"
    COMMITTEE_MEMBER = "committee_member"
    JUROR = "juror"
    CHAIR = "chair"
    COACH = "coach"
    SPONSOR = "sponsor"
    OBSERVER = "observer"
    ADMINISTRATOR = "administrator"


class Round(Labelled):
    """The two selections: on file by the committee, on pitch by the jury."""

    COMMITTEE = "committee"
    JURY = "jury"


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


class Opinion(Labelled):
    """The reader's word beside the marks; never part of the score."""

    YES = "yes"
    RATHER_YES = "rather_yes"
    RATHER_NO = "rather_no"
    NO = "no"


class PitchStatus(Labelled):
    """How far a pitch is on the jury day."""

    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


class PhaseKind(Labelled):
    """The phases of follow-up."""

    LAUNCH = "launch"
    INVESTIGATION = "investigation"
    CONSTRUCTION = "construction"
    ACCELERATION = "acceleration"
    HANDOVER = "handover"


class ConflictKind(Labelled):
    """Why a person may not judge a dossier."""

    TEAM = "team"
    HIERARCHY = "hierarchy"
    SAME_DEPARTMENT = "same_department"
    PERSONAL = "personal"
    OTHER = "other"


class InvitationStatus(Labelled):
    """What became of an invitation to a team; one that nobody answered in time stays pending, and is out of date."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class QuestionKind(Labelled):
    """The kinds of question a call may ask."""

    SHORT = "short"
    LONG = "long"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    LINK = "link"


class AgreementStatus(Labelled):
    """What became of asking a manager to release time."""

    ASKED = "asked"
    TALK_WANTED = "talk_wanted"
    AGREED = "agreed"
    AGREED_OTHERWISE = "agreed_otherwise"
    REFUSED = "refused"
    DELEGATED = "delegated"
    CANCELLED = "cancelled"

    @property
    def tone(self) -> Tone:
        return _AGREEMENT_LOOKS[self][0]

    @property
    def icon(self) -> str:
        """The name of the icon that goes with the word."""
        return _AGREEMENT_LOOKS[self][1]


AGREEMENT_AWAITED = (AgreementStatus.ASKED, AgreementStatus.TALK_WANTED)
AGREEMENT_GIVEN = (AgreementStatus.AGREED, AgreementStatus.AGREED_OTHERWISE)


class AgreementMoment(Labelled):
    """When a call wants the manager's agreement at the latest."""

    NEVER = "never"
    SUBMISSION = "submission"
    JURY = "jury"
    MENTORING = "mentoring"


_LABELS: dict[tuple[str, str], LazyString] = {
    ("State", State.DRAFT): _("Brouillon"),
    ("State", State.SUBMITTED): _("Déposé"),
    ("State", State.INFO_REQUESTED): _("Précisions demandées"),
    ("State", State.ADMISSIBLE): _("Recevable"),
    ("State", State.NOT_ADMISSIBLE): _("Non recevable"),
    ("State", State.UNDER_REVIEW): _("En lecture"),
    ("State", State.SHORTLISTED): _("Invité au pitch"),
    ("State", State.WAITING_LIST): _("Liste d’attente"),
    ("State", State.NOT_SHORTLISTED): _("Non présélectionné"),
    ("State", State.PITCHED): _("Pitch passé"),
    ("State", State.SELECTED): _("Retenu"),
    ("State", State.RESERVE): _("Liste complémentaire"),
    ("State", State.NOT_SELECTED): _("Non retenu"),
    ("State", State.MENTORING): _("Accompagné"),
    ("State", State.SUSTAINED): _("Pérennisé et opéré par la collectivité"),
    ("State", State.TRANSFERRED): _("Transféré"),
    ("State", State.CONTINUED_OUTSIDE): _("Poursuivi hors programme"),
    ("State", State.TAKEN_OVER): _("Repris par la direction métier"),
    ("State", State.PIVOTED): _("Pivot vers un autre problème"),
    ("State", State.DORMANT): _("En dormance, reprise possible"),
    ("State", State.STOPPED_NEED): _("Arrêté : besoin non confirmé"),
    ("State", State.STOPPED_IMPACT): _("Arrêté : impact insuffisant"),
    ("State", State.STOPPED_MEANS): _("Arrêté : moyens ou sponsor manquants"),
    ("State", State.WITHDRAWN): _("Retiré par l’équipe"),
    ("Role", Role.AGENT): _("Agent"),
    ("Role", Role.MANAGER): _("Responsable hiérarchique"),
    ("Role", Role.PROGRAMME_MANAGER): _("Responsable du programme"),
    ("Role", Role.SECRETARY): _("Secrétaire"),
    ("Role", Role.COMMITTEE_MEMBER): _("Membre du comité"),
    ("Role", Role.JUROR): _("Membre du jury"),
    ("Role", Role.CHAIR): _("Présidence du jury"),
    ("Role", Role.COACH): _("Coach"),
    ("Role", Role.SPONSOR): _("Sponsor"),
    ("Role", Role.OBSERVER): _("Observateur"),
    ("Role", Role.ADMINISTRATOR): _("Administration"),
    ("Round", Round.COMMITTEE): _("Comité de sélection"),
    ("Round", Round.JURY): _("Jury"),
    ("Outcome", Outcome.SHORTLISTED): _("Inviter au pitch"),
    ("Outcome", Outcome.WAITING_LIST): _("Mettre en liste d’attente"),
    ("Outcome", Outcome.NOT_SHORTLISTED): _("Ne pas présélectionner"),
    ("Outcome", Outcome.SELECTED): _("Retenir"),
    ("Outcome", Outcome.RESERVE): _("Mettre en liste complémentaire"),
    ("Outcome", Outcome.NOT_SELECTED): _("Ne pas retenir"),
    ("ReviewStatus", ReviewStatus.ASSIGNED): _("À lire"),
    ("ReviewStatus", ReviewStatus.DRAFT): _("Commencé"),
    ("ReviewStatus", ReviewStatus.FINAL): _("Lu"),
    ("ReviewStatus", ReviewStatus.ABSTAINED): _("Déport"),
    ("Opinion", Opinion.YES): _("Oui"),
    ("Opinion", Opinion.RATHER_YES): _("Plutôt oui"),
    ("Opinion", Opinion.RATHER_NO): _("Plutôt non"),
    ("Opinion", Opinion.NO): _("Non"),
    ("PitchStatus", PitchStatus.WAITING): _("À venir"),
    ("PitchStatus", PitchStatus.OPEN): _("Notation ouverte"),
    ("PitchStatus", PitchStatus.CLOSED): _("Notation close"),
    ("PhaseKind", PhaseKind.LAUNCH): _("Lancement"),
    ("PhaseKind", PhaseKind.INVESTIGATION): _("Investigation"),
    ("PhaseKind", PhaseKind.CONSTRUCTION): _("Construction"),
    ("PhaseKind", PhaseKind.ACCELERATION): _("Accélération"),
    ("PhaseKind", PhaseKind.HANDOVER): _("Pérennisation"),
    ("ConflictKind", ConflictKind.TEAM): _("Je fais partie de l’équipe"),
    ("ConflictKind", ConflictKind.HIERARCHY): _("Lien hiérarchique"),
    ("ConflictKind", ConflictKind.SAME_DEPARTMENT): _("Même service"),
    ("ConflictKind", ConflictKind.PERSONAL): _("Lien personnel"),
    ("ConflictKind", ConflictKind.OTHER): _("Autre lien"),
    ("InvitationStatus", InvitationStatus.PENDING): _("En attente"),
    ("InvitationStatus", InvitationStatus.ACCEPTED): _("Acceptée"),
    ("InvitationStatus", InvitationStatus.DECLINED): _("Déclinée"),
    ("InvitationStatus", InvitationStatus.CANCELLED): _("Annulée"),
    ("QuestionKind", QuestionKind.SHORT): _("Réponse courte"),
    ("QuestionKind", QuestionKind.LONG): _("Réponse longue"),
    ("QuestionKind", QuestionKind.CHOICE): _("Choix"),
    ("QuestionKind", QuestionKind.YES_NO): _("Oui ou non"),
    ("QuestionKind", QuestionKind.NUMBER): _("Nombre"),
    ("QuestionKind", QuestionKind.DATE): _("Date"),
    ("QuestionKind", QuestionKind.LINK): _("Lien"),
    ("AgreementStatus", AgreementStatus.ASKED): _("En attente de sa réponse"),
    ("AgreementStatus", AgreementStatus.TALK_WANTED): _("Souhaite d’abord en parler"),
    ("AgreementStatus", AgreementStatus.AGREED): _("Accord donné"),
    ("AgreementStatus", AgreementStatus.AGREED_OTHERWISE): _("Accord donné autrement"),
    ("AgreementStatus", AgreementStatus.REFUSED): _("Refusé"),
    ("AgreementStatus", AgreementStatus.DELEGATED): _("Transmis à une autre personne"),
    ("AgreementStatus", AgreementStatus.CANCELLED): _("Demande annulée"),
    ("AgreementMoment", AgreementMoment.NEVER): _("Jamais : chacun choisit"),
    ("AgreementMoment", AgreementMoment.SUBMISSION): _("Avant le dépôt du dossier"),
    ("AgreementMoment", AgreementMoment.JURY): _("Avant le pitch devant le jury"),
    ("AgreementMoment", AgreementMoment.MENTORING): _("Avant l’accompagnement"),
}

_CANDIDATE_LABELS: dict[State, LazyString] = {
    State.SUBMITTED: _("Dossier reçu"),
    State.ADMISSIBLE: _("Dossier recevable"),
    State.NOT_ADMISSIBLE: _("Dossier non recevable"),
    State.UNDER_REVIEW: _("Lu par le comité"),
    State.SHORTLISTED: _("Vous êtes invité à présenter votre projet"),
    State.PITCHED: _("Pitch passé, décision à venir"),
    State.SELECTED: _("Projet retenu"),
    State.NOT_SHORTLISTED: _("Projet non présélectionné"),
    State.NOT_SELECTED: _("Projet non retenu"),
    State.MENTORING: _("Projet accompagné"),
}

_NEXT: dict[State, LazyString] = {
    State.DRAFT: _("Complétez vos réponses, puis déposez votre dossier avant la clôture."),
    State.SUBMITTED: _("L’équipe du programme vérifie que votre dossier est recevable et vous écrit."),
    State.INFO_REQUESTED: _("Complétez votre dossier, puis renvoyez-le."),
    State.ADMISSIBLE: _("Votre dossier sera lu par au moins trois membres du comité."),
    State.NOT_ADMISSIBLE: _("L’équipe du programme reste à votre écoute pour la suite de votre idée."),
    State.UNDER_REVIEW: _("Le comité lit tous les dossiers, puis annonce les projets invités au pitch."),
    State.SHORTLISTED: _("Préparez vos trois minutes : l’équipe vous propose un créneau d’entraînement."),
    State.WAITING_LIST: _("Si une place se libère, nous vous écrivons aussitôt."),
    State.NOT_SHORTLISTED: _("Lisez les retours du comité ; vous pourrez proposer à nouveau à la prochaine édition."),
    State.PITCHED: _("Le jury délibère ; les décisions sont annoncées à tous en même temps."),
    State.SELECTED: _("Votre coach vous contacte pour préparer le lancement."),
    State.RESERVE: _("Si un projet retenu se retire, nous vous écrivons dans l’ordre de la liste."),
    State.NOT_SELECTED: _("Lisez les retours du jury ; l’équipe vous propose un échange pour la suite."),
    State.MENTORING: _("Faites votre point de suivi toutes les deux semaines : il prend trois minutes."),
    State.SUSTAINED: _("Votre service vit au sein de la collectivité : racontez ce qu’il change."),
    State.TRANSFERRED: _("Votre projet continue ailleurs : restez en contact avec le programme."),
    State.CONTINUED_OUTSIDE: _("Votre projet continue hors du programme : restez en contact avec nous."),
    State.TAKEN_OVER: _("Votre direction porte désormais le projet."),
    State.PIVOTED: _("Ce que vous avez appris nourrit un autre problème."),
    State.DORMANT: _("Le projet peut reprendre : dites-nous quand les conditions sont réunies."),
    State.STOPPED_NEED: _("Vous avez évité un investissement inutile : partagez ce que vous avez appris."),
    State.STOPPED_IMPACT: _("Partagez ce que vous avez appris : cela servira aux projets suivants."),
    State.STOPPED_MEANS: _("Partagez ce que vous avez appris et ce qu’il faudrait pour relancer le projet."),
    State.WITHDRAWN: _("Votre dossier est retiré : personne ne le lit plus."),
}

_AGREEMENT_LOOKS: dict[AgreementStatus, tuple[Tone, str]] = {
    AgreementStatus.ASKED: (Tone.PROGRESS, "hourglass-split"),
    AgreementStatus.TALK_WANTED: (Tone.WARN, "chat-left-text"),
    AgreementStatus.AGREED: (Tone.GOOD, "check2"),
    AgreementStatus.AGREED_OTHERWISE: (Tone.GOOD, "check2"),
    AgreementStatus.REFUSED: (Tone.STOP, "slash-circle"),
    AgreementStatus.DELEGATED: (Tone.NEUTRAL, "arrow-right"),
    AgreementStatus.CANCELLED: (Tone.NEUTRAL, "arrow-counterclockwise"),
}

_LOOKS: dict[State, tuple[Tone, str]] = {
    State.DRAFT: (Tone.NEUTRAL, "pencil"),
    State.SUBMITTED: (Tone.PROGRESS, "inbox"),
    State.INFO_REQUESTED: (Tone.WARN, "question-circle"),
    State.ADMISSIBLE: (Tone.PROGRESS, "check2"),
    State.NOT_ADMISSIBLE: (Tone.STOP, "slash-circle"),
    State.UNDER_REVIEW: (Tone.PROGRESS, "book"),
    State.SHORTLISTED: (Tone.GOOD, "mic"),
    State.WAITING_LIST: (Tone.WARN, "hourglass-split"),
    State.NOT_SHORTLISTED: (Tone.STOP, "dash-circle"),
    State.PITCHED: (Tone.PROGRESS, "easel"),
    State.SELECTED: (Tone.GOOD, "star"),
    State.RESERVE: (Tone.WARN, "list-ol"),
    State.NOT_SELECTED: (Tone.STOP, "dash-circle"),
    State.MENTORING: (Tone.GOOD, "compass"),
    State.SUSTAINED: (Tone.GOOD, "house-check"),
    State.TRANSFERRED: (Tone.GOOD, "box-arrow-right"),
    State.CONTINUED_OUTSIDE: (Tone.GOOD, "signpost"),
    State.TAKEN_OVER: (Tone.GOOD, "building"),
    State.PIVOTED: (Tone.NEUTRAL, "arrow-repeat"),
    State.DORMANT: (Tone.NEUTRAL, "moon"),
    State.STOPPED_NEED: (Tone.NEUTRAL, "stop-circle"),
    State.STOPPED_IMPACT: (Tone.NEUTRAL, "stop-circle"),
    State.STOPPED_MEANS: (Tone.NEUTRAL, "stop-circle"),
    State.WITHDRAWN: (Tone.NEUTRAL, "arrow-counterclockwise"),
}
