"""Who is signed in, during a request."""

import uuid

from flask import Flask, g
from flask.typing import ResponseReturnValue
from flask_login import UserMixin, current_user

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
    if not current_user.is_authenticated:
        return None
    actor: Actor = current_user.actor
    if "language" not in g:
        g.language = actor.language
    return actor


def init_app(app: Flask) -> None:
    """Tell Flask-Login and the guards how to find who is signed in."""
    login_manager.login_view = "accounts.sign_in"
    login_manager.login_message = ""
    login_manager.user_loader(load)
    app.extensions["actor"] = current_actor
    app.extensions["sign_in"] = _sign_in
    app.before_request(current_actor_first)


def _sign_in() -> ResponseReturnValue:
    return pages.unknown_person() if pages.asked_by_a_script() else login_manager.unauthorized()


def current_actor_first() -> None:
    """Know the person, hence their language, before anything is said."""
    current_actor()
