"""What the pages say of an access code."""

from incubator.core import clock
from incubator.core.i18n import _
from incubator.domain.actors import Actor
from incubator.domain.models import AccessCode


def why_not(code: AccessCode | None, actor: Actor) -> str:
    """Say why `code` is of no use to this person now; "" when it is. Its uses must be loaded."""
    if code is None:
        return _("Ce code n’existe pas : vérifiez chaque lettre et chaque chiffre.")
    if code.ended_at is not None or clock.now() >= code.valid_until:
        return _("Ce code n’est plus valable : demandez-en un autre à l’équipe du programme.")
    if code.places_left <= 0 and all(use.person_id != actor.person_id for use in code.uses):
        return _("Ce code a déjà servi autant de fois que prévu : demandez-en un autre à l’équipe du programme.")
    return ""
