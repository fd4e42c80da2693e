"""The words of follow-up: the mood of a team, and what each way of ending means for those who carried the project."""

from incubator.core.i18n import LazyString
from incubator.core.i18n import lazy as _
from incubator.domain.states import State

MOODS: dict[int, LazyString] = {
    5: _("Très bon"),
    4: _("Bon"),
    3: _("Partagé"),
    2: _("Difficile"),
    1: _("Très difficile"),
}
LOW_MOOD = 2

ENDING_WORDS: dict[State, LazyString] = {
    State.SUSTAINED: _("Le service a trouvé sa place : une équipe, un budget et une direction le font vivre."),
    State.TRANSFERRED: _("Une autre organisation reprend le service et le fera grandir."),
    State.CONTINUED_OUTSIDE: _("L’équipe poursuit son projet par ses propres moyens, sans le programme."),
    State.TAKEN_OVER: _("La direction concernée reprend le projet dans son activité courante."),
    State.PIVOTED: _("L’enquête a montré un problème plus important : l’équipe s’y consacre désormais."),
    State.DORMANT: _("Le projet fait une pause. Il reprendra là où il en est dès que les conditions seront réunies."),
    State.STOPPED_NEED: _(
        "L’équipe a vérifié le besoin auprès des usagers et il n’est pas confirmé. C’est un résultat utile :"
        " il évite un investissement que personne n’attendait."
    ),
    State.STOPPED_IMPACT: _(
        "Le service fonctionne, mais il ne change pas assez les choses pour continuer."
        " Ce que l’équipe a appris servira aux projets suivants."
    ),
    State.STOPPED_MEANS: _(
        "Le temps, le budget ou le soutien ont manqué. Ce n’est pas un jugement sur l’équipe ni sur son idée."
    ),
}
