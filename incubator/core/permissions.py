"""Rules that combine, and the guards that every view carries."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from flask import current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from incubator.core import clock
from incubator.core.db import SAFE_METHODS, db
from incubator.core.errors import NotAllowed
from incubator.core.i18n import _

V = TypeVar("V", bound=Callable[..., ResponseReturnValue])


class Person(Protocol):
    """Whoever asks: what the rules of the domain need to know is the domain's business."""

    @property
    def person_id(self) -> Any: ...  # Any: the key of a person, whatever its type


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may: a question about a person and a thing, with a name that reads as a sentence."""

    name: str
    test: Callable[[Any, Any], bool]  # Any: each rule knows its own subject

    def __call__(self, actor: Any, subject: Any = None) -> bool:
        """Tell whether `actor` (None for a passer-by) may, for `subject`."""
        return actor is not None and self.test(actor, subject)

    def __and__(self, other: Rule) -> Rule:
        return Rule(f"({self.name} and {other.name})", lambda a, s: self.test(a, s) and other.test(a, s))

    def __or__(self, other: Rule) -> Rule:
        return Rule(f"({self.name} or {other.name})", lambda a, s: self.test(a, s) or other.test(a, s))

    def __invert__(self) -> Rule:
        return Rule(f"not {self.name}", lambda a, s: not self.test(a, s))


def rule(test: Callable[[Any, Any], bool]) -> Rule:
    """Make a Rule of a function `(actor, subject) -> bool`; its name is the function's, in words."""
    return Rule(test.__name__.replace("_", " "), test)


def require(may: Rule, actor: Any, subject: Any = None) -> None:
    """Raise NotAllowed unless `may(actor, subject)`."""
    if not may(actor, subject):
        raise NotAllowed(_("Cette action ne vous est pas ouverte."))


@dataclass(frozen=True, slots=True)
class Guard:
    """What protects a view: read by the tests that walk every route."""

    may: Rule | None
    reason: str = ""


def current_actor() -> Any:
    """Return whoever is signed in, or None; the application says how (`app.extensions["actor"]`)."""
    return current_app.extensions["actor"]()


def open_session(person_id: Any) -> None:  # Any: the key of a person, whatever its type
    """Sign a person in; the application says how (`app.extensions["open_session"]`)."""
    current_app.extensions["open_session"](person_id)


def guard(may: Rule, *, load: Callable[..., Any] | None = None) -> Callable[[V], V]:
    """Protect a view: sign in, load the thing named by the address, ask the rule, enter, commit.

    `load(session, actor, **ids)` returns the subject, which replaces the ids in the view's arguments; what the actor
    may not see must not be found by it (it raises NoResultFound, hence a 404 like anything unknown).
    """

    def decorate(view: V) -> V:
        @functools.wraps(view)
        def guarded(**ids: Any) -> ResponseReturnValue:
            actor = current_actor()
            if actor is None:
                answer: ResponseReturnValue = current_app.extensions["sign_in"]()
                return answer
            clock.use_zone(None)
            if load is None:
                require(may, actor)
                return finish(view(**ids))
            subject = load(db.session, actor, **ids)
            call = _call_of(subject)
            clock.use_zone(getattr(call, "timezone", None))
            g.call_code = getattr(call, "code", None)
            require(may, actor, subject)
            return finish(view(subject))

        guarded.guard = Guard(may)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def _call_of(subject: Any) -> Any:  # Any: whatever a loader finds
    """Return the call of what belongs to one; what was found itself (a call, an organisation) when none is loaded.

    A page tells the hours in its time zone, and wears the name and colours of its programme.
    """
    return getattr(subject, "__dict__", {}).get("call", subject)


def public(reason: str) -> Callable[[V], V]:
    """Leave a view open to all, and say why."""

    def decorate(view: V) -> V:
        @functools.wraps(view)
        def opened(**ids: Any) -> ResponseReturnValue:
            clock.use_zone(None)
            return finish(view(**ids))

        opened.guard = Guard(None, reason)  # type: ignore[attr-defined]
        return opened  # type: ignore[return-value]

    return decorate


def finish(answer: ResponseReturnValue) -> ResponseReturnValue:
    """Commit the request's only transaction if it may write and went well; otherwise nothing is kept.

    Done here and not after the request, so that a refusal of the database still becomes a page. What was only read is
    let go with the session.
    """
    response = make_response(answer)
    if request.method in SAFE_METHODS:
        return response
    if response.status_code >= 400:
        db.session.rollback()
    else:
        db.session.commit()
    return response


@rule
def is_signed_in(actor: Any, _subject: Any) -> bool:
    """Anybody with an account."""
    return actor is not None
