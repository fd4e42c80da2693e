"""The dossier saved while it is typed: a small answer for the script of the page, in words ready to be shown."""

from functools import reduce

from flask import get_template_attribute, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from incubator.core import clock, held_forms
from incubator.core.db import db
from incubator.core.errors import StaleVersion
from incubator.core.i18n import _, ngettext
from incubator.core.permissions import current_actor, guard
from incubator.core.presentation import time_of
from incubator.domain import policy
from incubator.domain.models import Project
from incubator.submission import journey, loading, operations
from incubator.submission.content import by_field, closed_to, values_of
from incubator.submission.forms import DossierForm, dossier_form, has_radios, shown
from incubator.submission.views.blueprint import ONE_PROJECT, bp

SEEN = "was-"


@bp.post(f"{ONE_PROJECT}/autosave")
@guard(policy.edit_project, load=loading.own_texts)
def autosave(project: Project) -> ResponseReturnValue:
    """Keep the fields sent, each on its own; what is wrong or changed by somebody else is named, and left."""
    project_id = project.id
    if reason := journey.locked_reason(project) or journey.handed_in_reason(project):
        return jsonify(sentence=reason), 409
    if closed_to(project, request.form):
        return jsonify(sentence=str(journey.CLOSED_PART)), 409
    try:
        return _kept(project)
    except StaleVersion:  # somebody saved in the same instant: what they wrote is read, then compared
        db.session.rollback()
        return _kept(loading.own_texts(db.session, current_actor(), project_id))


def _kept(project: Project) -> ResponseReturnValue:
    found, form = project.version, dossier_form(project, request.form)
    form.validate()
    sent = {name: text for name, text in form.typed().items() if name in request.form}
    wrong = {name: str(form.errors[name][0]) for name in sent if name in form.errors}
    kept = operations.keep_words(
        db.session,
        actor=current_actor(),
        project=project,
        typed={name: text for name, text in sent.items() if name not in wrong},
        seen={name: _seen(form[name]) for name in sent},
    )
    # The script has what was held in the page, and keeps it: this part of the form, or the whole.
    held_forms.forget_under(url_for("submission.edit", project_id=project.id))
    meter = get_template_attribute("components/figure.html", "meter")
    return jsonify(
        version=project.version,
        clashes=[_place(project, form, name) for name in kept.clashes],
        wrong=[_place(project, form, name) | {"mistake": sentence} for name, sentence in wrong.items()],
        sentence=_sentence(len(kept.clashes), len(wrong)),
        also=_("%(name)s écrit aussi dans ce dossier", name=kept.also_writing) if kept.also_writing else "",
        progress=meter(*journey.answered(project), journey.progress_label(project)),
        # What the page does not know yet: somebody saved since it was filled.
        texts=None if form.seen_version == found else shown(dossier_form(project), values_of(project)),
    )


def _seen(field: Field) -> set[str]:
    """Return the texts that the page knew for `field`, or sent without an answer, as they would be stored."""
    texts = request.form.getlist(SEEN + field.name)
    return {reduce(lambda text, bring: bring(text), field.filters, text) for text in texts}


def _place(project: Project, form: DossierForm, name: str) -> dict[str, str]:
    question = by_field(project).get(name)
    anchor = f"{name}-0" if question is not None and has_radios(question) else name
    return {"name": name, "anchor": anchor, "label": str(form[name].label.text)}


def _sentence(clashes: int, wrong: int) -> str:
    if clashes:
        return ngettext(
            "Une réponse a changé ailleurs pendant que vous l’écriviez : la vôtre n’est pas enregistrée.",
            "%(num)s réponses ont changé ailleurs pendant que vous les écriviez : les vôtres ne sont pas enregistrées.",
            clashes,
        )
    time = time_of(clock.now())
    if wrong:
        return ngettext(
            "Enregistré à %(time)s, sauf une réponse :",
            "Enregistré à %(time)s, sauf %(num)s réponses :",
            wrong,
            time=time,
        )
    return _("Enregistré à %(time)s", time=time)
