"""The blueprint of screening, and what its pages share."""

from flask import Blueprint, flash, url_for

from incubator.domain.models import Call, ScreeningAct
from incubator.screening import memory, words
from incubator.screening.filters import Filters

bp = Blueprint("screening", __name__)


def list_address(call: Call) -> str:
    """Return the address of the worklist as the person left it."""
    return words.address(call, memory.recall(call) or Filters())


def offer_undo(call: Call, act: ScreeningAct | None) -> None:
    """Offer, with the message that follows, to take back what has just been done."""
    if act is not None:
        flash(url_for("screening.undo", code=call.code, act_id=act.id), "undo")
