"""What is checked before a dossier is declared admissible: the list a new call starts with, and that of a call."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.domain.models import Call, ChecklistItem

# label and help in French, label and help in English
_DEFAULTS = (
    (
        "Porté par un agent",
        "Au moins une personne de l’équipe travaille dans la collectivité, sauf si l’appel admet d’autres équipes.",
        "Carried by a member of staff",
        "At least one person of the team works in the authority, unless the call admits other teams.",
    ),
    (
        "Déposé à temps",
        "La date de dépôt précède la clôture de l’appel.",
        "Submitted on time",
        "The application was submitted before the call closed.",
    ),
    (
        "Complet",
        "Chaque question obligatoire a une vraie réponse. Sinon, demandez des précisions plutôt que de refuser.",
        "Complete",
        "Each required question has a real answer. If not, ask for more information rather than refuse.",
    ),
    (
        "Dans le champ de l’appel",
        "Le problème relève des politiques publiques et des thèmes de l’appel.",
        "Within the scope of the call",
        "The problem belongs to the public policies and themes of the call.",
    ),
    (
        "Un problème, pas une évolution",
        "Le projet n’améliore pas seulement une application existante.",
        "A problem, not an upgrade",
        "The project does more than improve an existing application.",
    ),
    (
        "Pas déjà pris en charge",
        "Aucun projet en cours ne couvre déjà ce besoin.",
        "Not already taken care of",
        "No project under way already covers this need.",
    ),
)


def default_checklist(call: Call) -> list[ChecklistItem]:
    """Return the checks that a new call starts with."""
    return [
        ChecklistItem(call_id=call.id, position=position, label=label, help=help_, label_en=label_en, help_en=help_en)
        for position, (label, help_, label_en, help_en) in enumerate(_DEFAULTS, start=1)
    ]


def checklist_of(session: Session, call: Call) -> Sequence[ChecklistItem]:
    """Return the checks of `call`, in order."""
    return session.scalars(
        select(ChecklistItem).where(ChecklistItem.call_id == call.id).order_by(ChecklistItem.position, ChecklistItem.id)
    ).all()
