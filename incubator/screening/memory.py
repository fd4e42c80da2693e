"""The filters a person left a worklist with, kept in their session for each call."""

from flask import session

from incubator.domain.models import Call
from incubator.screening.filters import Filters

KEY = "screening"
CALLS_KEPT = 3


def recall(call: Call) -> Filters | None:
    """Return the filters last asked for `call`, or None."""
    args = session.get(KEY, {}).get(call.code)
    return None if args is None else Filters.read(args)


def remember(call: Call, filters: Filters) -> None:
    """Keep `filters` for `call`; the cookie holds three calls, the oldest leaves first."""
    kept = session.get(KEY, {})
    args = filters.args()
    if kept.get(call.code) == args:
        return
    others = [(code, args) for code, args in kept.items() if code != call.code][-(CALLS_KEPT - 1) :]
    session[KEY] = dict([*others, (call.code, args)])
