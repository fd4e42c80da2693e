"""Teams that look for help, and those who offer it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import current_actor, guard
from incubator.domain import policy, rules
from incubator.domain.models import Project
from incubator.submission import help_wanted as operations
from incubator.submission import team_queries
from incubator.submission.team_forms import HelpForm, OfferForm
from incubator.submission.views.blueprint import ONE_PROJECT, bp


@bp.route(f"{ONE_PROJECT}/team/help-wanted", methods=["GET", "POST"])
@guard(policy.seek_help, load=team_queries.project_and_team)
def seek_help(project: Project) -> ResponseReturnValue:
    if request.method == "GET" and not rules.may_seek_help(project.state, project.call):
        raise WrongState(
            _("Une équipe cherche de l’aide tant que son dossier est un brouillon et que l’appel est ouvert.")
        )
    form = HelpForm(obj=team_queries.help_of(db.session, project))
    if form.validate_on_submit():
        sentence = form.sentence.data or ""
        operations.seek(db.session, actor=current_actor(), project=project, sentence=sentence)
        done = _("Votre annonce est affichée aux agents de votre organisation.") if sentence else ""
        flash(done or _("Aucune annonce n’est affichée."), "success")
        return redirect(url_for(".team", project_id=project.id))
    page = render_template("submission/seek_help.html", project=project, form=form)
    return page, 422 if form.errors else 200


@bp.get("/teams")
@guard(policy.view_help_wanted)
def help_wanted() -> ResponseReturnValue:
    page = team_queries.help_wanted(
        db.session,
        actor=current_actor(),
        number=request.args.get("page", 1, type=int),
        make_url=lambda number: url_for(".help_wanted", page=number),
    )
    return render_template("submission/help_wanted.html", page=page)


@bp.route(f"{ONE_PROJECT}/offer-help", methods=["GET", "POST"])
@guard(policy.offer_help, load=team_queries.project_shown)
def offer_help(project: Project) -> ResponseReturnValue:
    form = OfferForm()
    if form.validate_on_submit():
        left = operations.offer(db.session, actor=current_actor(), project=project, message=form.message.data or "")
        if left:
            flash(_("Votre message est parti. La personne qui porte le projet vous répondra par courriel."), "success")
        else:
            flash(_("Vous avez écrit à cette équipe il y a moins d’une heure : laissez-lui le temps de lire."), "info")
        return redirect(url_for(".help_wanted"))
    page = render_template(
        "submission/offer_help.html", project=project, form=form, help=team_queries.help_of(db.session, project)
    )
    return page, 422 if form.errors else 200
