"""The team of a project: who is in it, who is invited, leaving it, handing the project over."""

import uuid

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from incubator.core.db import db
from incubator.core.errors import WrongState
from incubator.core.forms import ConfirmForm
from incubator.core.i18n import _
from incubator.core.keys import key_in
from incubator.core.permissions import current_actor, guard, require
from incubator.core.presentation import date_long
from incubator.core.urls import absolute
from incubator.domain import policy, relations, rules
from incubator.domain.models import Invitation, Project, TeamMember
from incubator.extensions import limiter
from incubator.submission import invitations, team_queries
from incubator.submission import team as operations
from incubator.submission.team_forms import HandOverForm, InviteForm, RoleForm
from incubator.submission.views.blueprint import ONE_PROJECT, bp


def _who_sends() -> str:
    """Name the counter of a person's letters."""
    return f"invitations:{session.get('_user_id', '')}"


@bp.route(f"{ONE_PROJECT}/team", methods=["GET", "POST"])
@limiter.limit("20 per hour", methods=["POST"], key_func=_who_sends)
@guard(policy.view_team, load=team_queries.project_and_team)
def team(project: Project) -> ResponseReturnValue:
    form = InviteForm()
    if not form.validate_on_submit():
        return _team_page(project, form), 422 if form.errors else 200
    try:
        invitation = invitations.invite(
            db.session,
            actor=current_actor(),
            project=project,
            email=str(form.email.data),
            role=form.role.data or "",
            message=form.message.data or "",
            make_url=_link,
        )
    except WrongState as refusal:
        form.email.errors = [str(refusal)]
        return _team_page(project, form), 409
    _tell(project, str(form.email.data), invitation)
    return _back(project)


def _link(secret: str) -> str:
    return absolute("submission.invitation", secret=secret)


def _tell(project: Project, email: str, invitation: Invitation | None) -> None:
    if invitation is None:
        flash(_("Une invitation attend déjà une réponse à l’adresse %(email)s.", email=email), "info")
        return
    until = date_long(invitation.expires_at)
    flash(_("L’invitation est partie à %(email)s : elle vaut jusqu’au %(date)s.", email=email, date=until), "success")
    domains = {domain for house in project.call.organisations for domain in house.email_domains}
    if email.rsplit("@", 1)[-1].lower() not in domains:  # said of the address alone, whether or not it has an account
        flash(
            _(
                "Cette adresse n’est pas celle d’un agent de %(houses)s. Si la personne n’a pas encore de compte ici, "
                "elle ne pourra pas entrer : préférez son adresse professionnelle.",
                houses=", ".join(house.name for house in project.call.organisations),
            ),
            "warning",
        )


def _back(project: Project) -> ResponseReturnValue:
    return redirect(url_for(".team", project_id=project.id))


def _team_page(project: Project, form: InviteForm) -> str:
    return render_template(
        "submission/team.html",
        project=project,
        form=form,
        name_of=operations.name_of,
        invitations=team_queries.invitations(db.session, project),
        heirs=_heirs(project),
        help=team_queries.help_of(db.session, project),
        may_seek_help=rules.may_seek_help(project.state, project.call),
        may_change=rules.team_may_change(project.state),
        is_awaited=rules.is_awaited,
        may_be_sent_again=rules.may_be_sent_again,
        limit=rules.TEAM_LIMIT,
    )


def _heirs(project: Project) -> list[TeamMember]:
    """Return those to whom the project may be handed over."""
    people = ((one, one.person) for one in project.members if one.person_id != project.owner_id)
    return [one for one, person in people if person is not None and person.disabled_at is None]


@bp.post(f"{ONE_PROJECT}/team/resend")
@limiter.limit("20 per hour", key_func=_who_sends)
@guard(policy.view_team, load=team_queries.project_and_team)
def resend_invitation(project: Project) -> ResponseReturnValue:
    invitation = invitations.resend(
        db.session, actor=current_actor(), project=project, key=key_in(request.form.get("invitation")), make_url=_link
    )
    _tell(project, invitation.email, invitation)
    return _back(project)


@bp.post(f"{ONE_PROJECT}/team/cancel")
@guard(policy.view_team, load=team_queries.project_and_team)
def cancel_invitation(project: Project) -> ResponseReturnValue:
    invitation = invitations.cancel(
        db.session, actor=current_actor(), project=project, key=key_in(request.form.get("invitation"))
    )
    flash(_("L’invitation de %(email)s est annulée : son lien n’ouvre plus rien.", email=invitation.email), "success")
    return _back(project)


@bp.route(f"{ONE_PROJECT}/team/leave", methods=["GET", "POST"])
@guard(policy.view_team, load=team_queries.project_and_team)
def leave_team(project: Project) -> ResponseReturnValue:
    form = ConfirmForm()
    if form.validate_on_submit():
        operations.leave(db.session, actor=current_actor(), project=project)
        flash(_("Vous ne faites plus partie de l’équipe de ce projet."), "success")
        return redirect(url_for(".mine"))
    if relations.is_owner(current_actor(), project):
        flash(_("Vous portez ce projet : confiez-le d’abord à une autre personne de l’équipe."), "info")
        return _back(project)
    invitations.refuse_when_closed(project.state)
    return render_template("submission/leave_team.html", project=project, form=form)


@bp.route(f"{ONE_PROJECT}/team/remove", methods=["GET", "POST"])
@guard(policy.remove_member, load=team_queries.project_and_team)
def remove_member(project: Project) -> ResponseReturnValue:
    form, key = ConfirmForm(), key_in(request.args.get("member"))
    member = next((one for one in project.members if one.id == key and one.person_id != project.owner_id), None)
    if member is None:
        flash(_("Cette personne n’est pas, ou plus, dans l’équipe."), "info")
        return _back(project)
    name = operations.name_of(member)
    if form.validate_on_submit():
        operations.remove(db.session, actor=current_actor(), project=project, key=member.id)
        flash(_("%(name)s ne fait plus partie de l’équipe.", name=name), "success")
        return _back(project)
    invitations.refuse_when_closed(project.state)
    return render_template("submission/remove_member.html", project=project, form=form, member=member, name=name)


@bp.route(f"{ONE_PROJECT}/team/role", methods=["GET", "POST"])
@guard(policy.view_team, load=team_queries.project_and_team)
def change_role(project: Project) -> ResponseReturnValue:
    """What somebody does in the team: their own words, or those of whoever carries the project."""
    actor, key = current_actor(), key_in(request.args.get("member"))
    member = next((one for one in project.members if one.id == key), None)
    if member is None:
        flash(_("Cette personne n’est pas, ou plus, dans l’équipe."), "info")
        return _back(project)
    require(policy.change_team_role, actor, member)
    form = RoleForm()
    if form.validate_on_submit():
        operations.change_role(db.session, actor=actor, member=member, role=form.role.data or "")
        flash(_("Le rôle dans l’équipe est enregistré."), "success")
        return _back(project)
    invitations.refuse_when_closed(project.state)
    if request.method == "GET" and form.role.data is None:
        form.role.data = member.role
    is_own, name = member.person_id == actor.person_id, operations.name_of(member)
    page = render_template("submission/role.html", project=project, form=form, is_own=is_own, name=name)
    return page, 422 if form.errors else 200


@bp.route(f"{ONE_PROJECT}/team/hand-over", methods=["GET", "POST"])
@guard(policy.view_team, load=team_queries.project_and_team)
def hand_over(project: Project) -> ResponseReturnValue:
    form = HandOverForm()
    heirs = _heirs(project)
    form.offer(heirs)
    if not policy.hand_over(current_actor(), project) and _is_done(project, form.member.data):
        return _back(project)
    if form.validate_on_submit():
        heir = operations.hand_over(db.session, actor=current_actor(), project=project, key=uuid.UUID(form.member.data))
        flash(_("%(name)s porte maintenant le projet, et vient d’en être prévenu.", name=heir.name), "success")
        return _back(project)
    require(policy.hand_over, current_actor(), project)
    invitations.refuse_when_closed(project.state)
    page = render_template("submission/hand_over.html", project=project, form=form, heirs=heirs)
    return page, 422 if form.errors else 200


def _is_done(project: Project, chosen: str | None) -> bool:
    """Tell, of a form sent twice, that the project is already in the hands of the chosen person."""
    owner = next((one for one in project.members if one.person_id == project.owner_id), None)
    if request.method != "POST" or owner is None or str(owner.id) != chosen:
        return False
    flash(_("C’est déjà fait : %(name)s porte le projet.", name=operations.name_of(owner)), "info")
    return True
