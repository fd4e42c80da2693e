"""Where a project stands, from the first idea to the end of its follow-up, in words for the team and the candidate."""

from __future__ import annotations

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _
from incubator.domain.labelled import Marked, Tone, mark_all, name_all


class State(Marked):
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
# Over for its team: nothing of the road is left to walk.
OVER = (*REFUSED, *ENDINGS, State.WITHDRAWN)
LIVING = tuple(state for state in State if state not in OVER)
# What a date of the call may still change something for.
ON_ITS_WAY = tuple(state for state in LIVING if state is not State.MENTORING)
OUT_OF_DRAFT = tuple(state for state in State if state is not State.DRAFT)
READABLE = (State.UNDER_REVIEW, State.SHORTLISTED, State.WAITING_LIST, State.NOT_SHORTLISTED, *REACHED_PITCH)

name_all(
    {
        State.DRAFT: _("Brouillon"),
        State.SUBMITTED: _("Déposé"),
        State.INFO_REQUESTED: _("Précisions demandées"),
        State.ADMISSIBLE: _("Recevable"),
        State.NOT_ADMISSIBLE: _("Non recevable"),
        State.UNDER_REVIEW: _("En lecture"),
        State.SHORTLISTED: _("Invité au pitch"),
        State.WAITING_LIST: _("Liste d’attente"),
        State.NOT_SHORTLISTED: _("Non présélectionné"),
        State.PITCHED: _("Pitch passé"),
        State.SELECTED: _("Retenu"),
        State.RESERVE: _("Liste complémentaire"),
        State.NOT_SELECTED: _("Non retenu"),
        State.MENTORING: _("Accompagné"),
        State.SUSTAINED: _("Pérennisé et opéré par la collectivité"),
        State.TRANSFERRED: _("Transféré"),
        State.CONTINUED_OUTSIDE: _("Poursuivi hors programme"),
        State.TAKEN_OVER: _("Repris par la direction métier"),
        State.PIVOTED: _("Pivot vers un autre problème"),
        State.DORMANT: _("En dormance, reprise possible"),
        State.STOPPED_NEED: _("Arrêté : besoin non confirmé"),
        State.STOPPED_IMPACT: _("Arrêté : impact insuffisant"),
        State.STOPPED_MEANS: _("Arrêté : moyens ou sponsor manquants"),
        State.WITHDRAWN: _("Retiré par l’équipe"),
    }
)

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

mark_all(
    {
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
)
