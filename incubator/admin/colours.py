"""Colours an organisation may wear: texts written in them stay readable."""

from dataclasses import dataclass

from incubator.core.i18n import _
from incubator.core.presentation import number
from incubator.domain import contrast


@dataclass(frozen=True, slots=True)
class Sample:
    """What a settings page shows of a colour."""

    colour: str
    paper: str
    words: str


def refusal(colour: str) -> str | None:
    """Return the sentence that refuses a colour too pale to be read on paper, with its ratio; None when it is not."""
    if contrast.is_readable(colour):
        return None
    why: str = _(
        "Cette couleur est trop claire pour être lue : son contraste avec le papier est de %(ratio)s pour 1, "
        "il en faut au moins %(least)s pour 1. Choisissez une teinte plus foncée.",
        ratio=number(contrast.floored(contrast.ratio(colour, contrast.PAPER))),
        least=number(contrast.READABLE),
    )
    return why


def sample(text: str | None) -> Sample | None:
    """Return a colour on paper with its contrast in words; None when `text` is not a colour."""
    colour = contrast.normalised(text or "")
    if colour is None:
        return None
    ratio = number(contrast.floored(contrast.ratio(colour, contrast.PAPER)))
    return Sample(colour, contrast.PAPER, _("Contraste avec le papier : %(ratio)s pour 1.", ratio=ratio))
