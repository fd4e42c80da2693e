"""The words an organisation gives to its e-mails."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import StaleVersion
from incubator.core.forms import SelectChoice
from incubator.core.i18n import DEFAULT_LANGUAGE, LANGUAGES, _
from incubator.core.outbox import OutboxEmail
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy
from incubator.domain.mails.registry import KINDS
from incubator.domain.mails.variables import VARIABLES
from incubator.domain.models import MailText, Organisation
from incubator.domain.queries import find_organisation
from incubator.mailing import texts as store
from incubator.mailing import trials
from incubator.mailing.forms import TextForm
from incubator.mailing.views.blueprint import bp


@bp.get("/organisations/<slug>/e-mails")
@guard(policy.manage_mail_texts, load=find_organisation)
def texts(organisation: Organisation) -> ResponseReturnValue:
    g.organisation = organisation
    own = store.names_with_own(db.session, organisation)
    return render_template("mailing/texts.html", authority=organisation, kinds=KINDS, own=own)


@bp.route("/organisations/<slug>/e-mails/<name>", methods=["GET", "POST"])
@guard(policy.edit_mail_text, load=store.find_text)
def edit_text(text: MailText) -> ResponseReturnValue:
    """One form, three buttons: save, see, try; what was typed stays whatever the button."""
    organisation, name = store.organisation_of(db.session, text), text.name
    act = request.form.get("act", "")
    if act == "restore":
        store.restore(db.session, actor=current_actor(), organisation=organisation, name=name)
        flash(_("Le texte d’origine est rétabli."), "success")
        return redirect(url_for(".edit_text", slug=organisation.slug, name=name))
    form = _form(organisation, name)
    if not form.validate_on_submit() or not form.check_variables(KINDS[name]):
        return _page(organisation, name, form), 422 if form.errors else 200
    if act in ("see", "try"):
        return _page(organisation, name, form, _shown(form, organisation, send=act == "try"))
    try:
        words, version = form.words(), form.version.data or ""
        store.save(
            db.session, actor=current_actor(), organisation=organisation, name=name, words=words, version=version
        )
    except StaleVersion as error:
        version = store.version_of(db.session, organisation, name)
        form.version.data, form.version.raw_data = version, [version]
        flash(str(error), "warning")
        return _page(organisation, name, form), 409
    flash(_("Le nouveau texte est enregistré : il vaut pour les courriels à venir."), "success")
    return redirect(url_for(".edit_text", slug=organisation.slug, name=name))


def _form(organisation: Organisation, name: str) -> TextForm:
    words = store.in_force(db.session, organisation, name)
    typed = {f"subject_{code}": words[code].subject for code in LANGUAGES}
    typed |= {f"body_{code}": words[code].body for code in LANGUAGES}
    version = store.version_of(db.session, organisation, name)
    form = TextForm(data={**typed, "shown": DEFAULT_LANGUAGE, "version": version})
    known = trials.dossiers(db.session, current_actor(), organisation)
    form.dossier.choices = [
        SelectChoice("", _("Un dossier inventé")),
        *(SelectChoice(str(one.id), f"{one.reference} {one.title}") for one in known),
    ]
    return form


def _shown(form: TextForm, organisation: Organisation, *, send: bool) -> OutboxEmail:
    language = form.shown.data if form.shown.data in LANGUAGES else DEFAULT_LANGUAGE
    actor, words = current_actor(), form.words()[language]
    email = trials.preview(db.session, actor, organisation, words, language, form.dossier.data or "")
    if send:
        trials.send(db.session, actor=actor, email=email)
        flash(_("Un essai part à %(email)s.", email=actor.email), "success")
    return email


def _page(organisation: Organisation, name: str, form: TextForm, shown: OutboxEmail | None = None) -> str:
    g.organisation = organisation
    return render_template(
        "mailing/edit_text.html",
        authority=organisation,
        kind=KINDS[name],
        form=form,
        shown=shown,
        variables=[(word, VARIABLES[word].description) for word in KINDS[name].variables],
        is_own=bool(store.own(db.session, organisation, name)),
        history=store.history(db.session, organisation, name),
        languages=LANGUAGES,
    )
