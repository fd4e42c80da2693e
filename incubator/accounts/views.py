"""Sign in, sign out, profile, language, colours; the demonstration's doors."""

import uuid

from flask import Blueprint, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from incubator.accounts import operations, queries
from incubator.accounts.forms import ProfileForm, SignInForm
from incubator.accounts.signed_in import current_actor, open_session
from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import LANGUAGES, _, language
from incubator.core.permissions import current_actor as actor_in_hand
from incubator.core.permissions import guard, public
from incubator.core.urls import absolute, safe_path
from incubator.domain import policy
from incubator.domain.models import Person
from incubator.extensions import limiter

bp = Blueprint("accounts", __name__)
SCHEMES = ("auto", "light", "dark")


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"])
@limiter.limit("5 per hour", methods=["POST"], key_func=lambda: "address:" + request.form.get("email", "").lower())
@public("the door")
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    next_url = safe_path(request.args.get("next"), "")
    if form.validate_on_submit():
        operations.send_sign_in_link(
            db.session,
            email=str(form.email.data),
            language=language(),
            next_url=next_url,
            make_url=lambda secret: absolute("accounts.open_link", secret=secret),
        )
        return redirect(url_for(".link_sent"))
    personas = queries.personas(db.session) if current_app.config["DEMO"] else []
    page = render_template("accounts/sign_in.html", form=form, personas=personas, next_url=next_url)
    return page, 422 if form.errors else 200


@bp.get("/sign-in/sent")
@public("what to do after asking for a link")
def link_sent() -> ResponseReturnValue:
    return render_template("accounts/link_sent.html")


@bp.route("/sign-in/link/<secret>", methods=["GET", "POST"])
@public("the link itself proves who comes")
def open_link(secret: str) -> ResponseReturnValue:
    """A button stands between the link and the session, so that mail scanners that open links spend nothing."""
    form = ConfirmForm()
    if form.validate_on_submit():
        person, next_url = operations.use_sign_in_link(db.session, secret=secret, language=language())
        open_session(person.id)
        if not person.name:
            return redirect(url_for(".profile", welcome=1, next=next_url or None))
        return redirect(next_url or url_for("home.todo"))
    return render_template("accounts/open_link.html", form=form, link=queries.link_for(db.session, secret))


@bp.post("/sign-out")
@guard(policy.view_home)
def sign_out() -> ResponseReturnValue:
    logout_user()
    session.clear()
    flash(_("Vous êtes déconnecté."), "success")
    return redirect(url_for("public.home"))


@bp.route("/profile", methods=["GET", "POST"])
@guard(policy.edit_profile)
def profile() -> ResponseReturnValue:
    actor = actor_in_hand()
    form = ProfileForm(obj=db.session.get_one(Person, actor.person_id))
    if form.validate_on_submit():
        operations.edit_profile(
            db.session,
            actor=actor,
            name=str(form.name.data),
            job=form.job.data or "",
            department=form.department.data or "",
            language=form.language.data,
        )
        flash(_("Votre profil est enregistré."), "success")
        return redirect(safe_path(request.args.get("next"), url_for("home.todo")))
    return render_template("accounts/profile.html", form=form), 422 if form.errors else 200


@bp.post("/language/<language>")
@public("reading in one's language needs no account")
def switch_language(language: str) -> ResponseReturnValue:
    if language not in LANGUAGES:
        abort(404)
    session["language"] = g.language = language
    actor = current_actor()
    if actor is not None:
        operations.choose_language(db.session, actor=actor, language=language)
    return redirect(safe_path(request.form.get("next")))


@bp.post("/colours/<scheme>")
@public("reading in one's colours needs no account")
def switch_scheme(scheme: str) -> ResponseReturnValue:
    if scheme not in SCHEMES:
        abort(404)
    session["scheme"] = scheme
    actor = current_actor()
    if actor is not None:
        operations.choose_scheme(db.session, actor=actor, scheme=scheme)
    return redirect(safe_path(request.form.get("next")))


@bp.post("/demonstration/become/<uuid:person_id>")
@public("in demonstration mode anyone is anyone; elsewhere this page does not exist")
def become(person_id: uuid.UUID) -> ResponseReturnValue:
    if not current_app.config["DEMO"]:
        abort(404)
    open_session(db.session.get_one(Person, person_id).id)
    return redirect(safe_path(request.form.get("next"), url_for("home.todo")))


@bp.get("/demonstration/mailbox")
@public("in demonstration mode everyone reads every e-mail; elsewhere this page does not exist")
def mailbox() -> ResponseReturnValue:
    if not current_app.config["DEMO"]:
        abort(404)
    recipient = request.args.get("to", "")
    page = queries.mailbox(
        db.session,
        recipient=recipient,
        number=request.args.get("page", 1, type=int),
        make_url=lambda number: url_for(".mailbox", to=recipient or None, page=number),
    )
    return render_template("accounts/mailbox.html", page=page, recipient=recipient)
