"""Colours an organisation may wear: texts written in them stay readable."""

from incubator.core.i18n import _
from incubator.core.presentation import number
from incubator.domain import contrast


def refusal(colour: str) -> str | None:
    """Return the sentence that refuses a colour too pale to be read on paper, with its ratio; None when it is not."""
    if contrast.is_readable(colour):
        return None
    return _(
        "Cette couleur est trop claire pour être lue : son contraste avec le papier est de %(ratio)s pour 1, "
        "il en faut au moins %(least)s pour 1. Choisissez une teinte plus foncée.",
        ratio=number(contrast.floored(contrast.ratio(colour, contrast.PAPER))),
        least=number(contrast.READABLE),
    )


def approval(colour: str) -> str:
    """Say how readable a colour is on the paper of the pages."""
    ratio = number(contrast.floored(contrast.ratio(colour, contrast.PAPER)))
    return _("Contraste avec le papier : %(ratio)s pour 1.", ratio=ratio)
