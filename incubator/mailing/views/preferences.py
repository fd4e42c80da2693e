"""What a person receives, and when; having no more by a link, without signing in."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard, public
from incubator.domain import policy
from incubator.domain.mail_kinds import OPTIONAL, MailPace
from incubator.domain.models import MailPreference, Person
from incubator.extensions import csrf
from incubator.mailing import operations, tokens
from incubator.mailing.forms import PreferencesForm
from incubator.mailing.views.blueprint import bp


@bp.route("/profile/e-mails", methods=["GET", "POST"])
@guard(policy.edit_profile)
def preferences() -> ResponseReturnValue:
    actor = current_actor()
    choice = db.session.get(MailPreference, actor.person_id)
    off = choice.off if choice else []
    pace = (choice.pace if choice else MailPace.AT_ONCE).value
    form = PreferencesForm(data={"pace": pace, "wanted": [one.value for one in OPTIONAL if one.value not in off]})
    if form.validate_on_submit():
        operations.choose(
            db.session, actor=actor, pace=MailPace(form.pace.data), wanted=frozenset(form.wanted.data or ())
        )
        flash(_("Vos choix de courriels sont enregistrés."), "success")
        return redirect(url_for(".preferences"))
    return render_template("mailing/preferences.html", form=form), 422 if form.errors else 200


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@public("the signed link says who, from a mailbox where nobody is signed in")
def unsubscribe(token: str) -> ResponseReturnValue:
    """A button on the page, so that scanners that open links switch nothing off; mail programs post at once."""
    found = tokens.read(token)
    person = db.session.get(Person, found[0]) if found else None
    if found is None or person is None:
        abort(404)
    done = request.method == "POST"
    if done and "undo" in request.form:
        operations.resubscribe(db.session, person=person, category=found[1])
    elif done:
        operations.unsubscribe(db.session, person=person, category=found[1])
    return render_template(
        "mailing/unsubscribe.html",
        confirm=ConfirmForm(),
        category=found[1],
        done=done and "undo" not in request.form,
        undone="undo" in request.form,
        address=url_for(".unsubscribe", token=token),
    )


csrf.exempt(unsubscribe)  # mail programs post here by themselves (RFC 8058); the signature says for whom
