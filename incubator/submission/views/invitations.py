"""An invitation, as the person it reached opens it."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _, language
from incubator.core.permissions import current_actor, open_session, public
from incubator.domain.models import Invitation
from incubator.submission import invitations
from incubator.submission.views.blueprint import bp


@bp.route("/invitations/<secret>", methods=["GET", "POST"])
@public("the link itself proves whom the invitation reached")
def invitation(secret: str) -> ResponseReturnValue:
    """Opening the page changes nothing: programs that open the links of e-mails answer nobody's invitation."""
    found = invitations.open_link(db.session, secret=secret)
    g.programme = found.project.call.programme
    actor = current_actor()
    if actor is not None and actor.email != found.email:
        page = render_template("submission/invitation_of_another.html", invitation=found)
        return page, 409 if request.method == "POST" else 200
    person = invitations.who_comes(db.session, invitation=found)
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("submission/invitation.html", invitation=found, form=form, is_new=person is None)
    return _declined(found) if request.form.get("answer") == "decline" else _accepted(found)


def _declined(found: Invitation) -> ResponseReturnValue:
    invitations.decline(db.session, invitation=found)
    flash(_("C’est noté : vous ne rejoignez pas cette équipe. Elle en est prévenue."), "success")
    return redirect(url_for("public.home" if current_actor() is None else "home.todo"))


def _accepted(found: Invitation) -> ResponseReturnValue:
    """Open a session to a new account only: fourteen days are too long a life for the key of an existing one."""
    is_here = current_actor() is not None
    person, is_new = invitations.accept(db.session, invitation=found, language=language())
    project = url_for(".show", project_id=found.project_id)
    if is_new:
        open_session(person.id)
        flash(_("Bienvenue dans l’équipe ! Dites-nous qui vous êtes, puis retrouvez le projet."), "success")
        return redirect(url_for("accounts.profile", welcome=1, next=project))
    if not is_here:
        flash(_("Vous faites partie de l’équipe. Connectez-vous avec votre adresse pour ouvrir le projet."), "success")
        return redirect(url_for("accounts.sign_in", next=project))
    flash(_("Bienvenue dans l’équipe ! Voici le projet."), "success")
    return redirect(project)
