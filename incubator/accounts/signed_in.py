"""Who is signed in, during a request."""

import uuid

from flask import Flask, abort, g, session
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user, login_user

from incubator.core import pages
from incubator.core.db import db
from incubator.domain.actors import Actor, load_actor
from incubator.extensions import login_manager


class SignedIn(UserMixin):
    """What Flask-Login holds: the actor of the domain behind a session."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        return str(self.actor.person_id)


def load(person_id: str) -> SignedIn | None:
    """Read the person of a session; None when the account is gone."""
    actor = load_actor(db.session, uuid.UUID(person_id))
    return None if actor is None else SignedIn(actor)


def current_actor() -> Actor | None:
    """Return the actor of this request, or None."""
    user = current_user._get_current_object()  # asked ten times a page: the way through it is made once
    if not user.is_authenticated:
        return None
    actor: Actor = user.actor
    if "language" not in g:
        g.language = actor.language
    return actor


def open_session(person_id: uuid.UUID) -> None:
    """Sign a person in; what they were typing when their session ended is kept. A closed account is refused."""
    signed_in = load(str(person_id))
    if signed_in is None:
        abort(403)
    held = session.get("held_form")
    session.clear()
    if held:
        session["held_form"] = held
    session.permanent = True
    login_user(SignedIn(signed_in.actor))


def init_app(app: Flask) -> None:
    """Tell Flask-Login and the guards how to find who is signed in."""
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = ""
    login_manager.user_loader(load)
    app.extensions["actor"] = current_actor
    app.extensions["open_session"] = open_session
    app.extensions["sign_in"] = _sign_in
    app.before_request(current_actor_first)


def _sign_in() -> ResponseReturnValue:
    return pages.unknown_person() if pages.asked_by_a_script() else login_manager.unauthorized()


def current_actor_first() -> None:
    """Know the person, hence their language, before anything is said."""
    current_actor()
