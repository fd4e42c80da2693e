"""Telling the agents that a call is open."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.core import outbox
from incubator.core.db import db
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _, ngettext
from incubator.core.permissions import current_actor, guard
from incubator.domain import mails, policy
from incubator.domain.models import Call, Person
from incubator.mailing import queries
from incubator.mailing.announcement import announce as announce_call
from incubator.mailing.announcement import refusal
from incubator.mailing.views.blueprint import bp


@bp.route("/calls/<code>/announce", methods=["GET", "POST"])
@guard(policy.announce_call, load=queries.find_call)
def announce(call: Call) -> ResponseReturnValue:
    actor, form = current_actor(), ConfirmForm()
    if form.validate_on_submit():
        count = announce_call(db.session, actor=actor, call=call)
        flash(ngettext("%(num)s agent reçoit le courriel.", "%(num)s agents reçoivent le courriel.", count), "success")
        return redirect(url_for(".announce", code=call.code))
    people = queries.agents_to_tell(db.session, call)
    sample = outbox.write(mails.call_opened(call, db.session.get_one(Person, actor.person_id)))
    return render_template(
        "mailing/announce.html",
        call=call,
        form=form,
        count=len(people),
        told=queries.count_told(db.session, call),
        refusal=refusal(call),
        sample=sample,
        title=_("Annoncer l’appel aux agents"),
    )
