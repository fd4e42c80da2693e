"""Writes of invitations: asking somebody to join a team, asking again, calling it off, answering."""

import uuid
from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.errors import NotFound, WrongState
from incubator.core.i18n import _, language
from incubator.core.links import hash_of, new_secret
from incubator.core.permissions import require
from incubator.domain import aside, journal, mails, people, policy, relations, rules
from incubator.domain.actors import Actor
from incubator.domain.dossier_kinds import InvitationStatus
from incubator.domain.entry_kinds import Applicants
from incubator.domain.events import Event
from incubator.domain.models import Invitation, Person, Project, TeamMember
from incubator.domain.states import State
from incubator.submission import team_queries

MakeUrl = Callable[[str], str]


def invite(
    session: Session, *, actor: Actor, project: Project, email: str, role: str, message: str, make_url: MakeUrl
) -> Invitation | None:
    """Ask the person at `email` to join the team; None, and no letter, when an invitation awaits them already.

    Raises WrongState when they are of the team, when there is no room left, or when a letter left within the hour.
    Whether the address has an account changes nothing to the answer.
    """
    require(policy.change_team, actor, project)
    email = email.lower()
    refuse_when_closed(aside.lock_state(session, project))
    invitation = team_queries.invitation_to(session, project, email)
    if invitation is not None and rules.is_awaited(invitation):
        return None
    team = team_queries.members(session, project)
    if any(member.person is not None and member.person.email == email for member in team):
        raise WrongState(_("Bonne nouvelle : cette personne fait déjà partie de l’équipe."))
    _refuse_when_full(session, project, len(team))
    if invitation is None:
        invitation = Invitation(project_id=project.id, email=email)
        session.add(invitation)
    else:
        _refuse_too_soon(invitation)
    invitation.role, invitation.message = role, message
    invitation.status, invitation.answered_at = InvitationStatus.PENDING, None
    _send(session, actor, project, invitation, make_url)
    _record(session, Event.INVITE_MEMBER, project, invitation, actor.person_id)
    return invitation


def resend(session: Session, *, actor: Actor, project: Project, key: uuid.UUID | None, make_url: MakeUrl) -> Invitation:
    """Send a new link, which replaces the one sent before; not more than once an hour."""
    invitation = _pending(session, actor, project, key)
    _refuse_too_soon(invitation)
    if not rules.is_awaited(invitation):
        _refuse_when_full(session, project, len(team_queries.members(session, project)))
    _send(session, actor, project, invitation, make_url)
    _record(session, Event.RESEND_INVITATION, project, invitation, actor.person_id)
    return invitation


def cancel(session: Session, *, actor: Actor, project: Project, key: uuid.UUID | None) -> Invitation:
    """Call an invitation off: its link opens nothing any more."""
    invitation = _pending(session, actor, project, key)
    invitation.status, invitation.answered_at = InvitationStatus.CANCELLED, clock.now()
    _record(session, Event.CANCEL_INVITATION, project, invitation, actor.person_id)
    return invitation


def refuse_when_closed(state: State) -> None:
    """Raise WrongState when the team of a project that stands at `state` no longer changes."""
    if not rules.team_may_change(state):
        raise WrongState(_("Ce projet est « %(state)s » : son équipe ne change plus.", state=state.candidate_label))


def _refuse_when_full(session: Session, project: Project, count: int) -> None:
    if count >= rules.TEAM_LIMIT:
        raise WrongState(_("L’équipe est au complet : elle compte %(limit)s personnes.", limit=rules.TEAM_LIMIT))
    if team_queries.awaited_count(session, project) >= rules.PENDING_INVITATIONS_LIMIT:
        raise WrongState(
            _(
                "%(limit)s invitations attendent déjà une réponse : annulez-en une, ou patientez.",
                limit=rules.PENDING_INVITATIONS_LIMIT,
            )
        )


def _refuse_too_soon(invitation: Invitation) -> None:
    if not rules.may_be_sent_again(invitation):
        raise WrongState(
            _("Un courriel est parti à cette adresse il y a moins d’une heure : laissez-lui le temps de le lire.")
        )


def _pending(session: Session, actor: Actor, project: Project, key: uuid.UUID | None) -> Invitation:
    require(policy.change_team, actor, project)
    refuse_when_closed(aside.lock_state(session, project))
    invitation = team_queries.invitation_of(session, project, key)
    if invitation is None:
        raise NotFound(_("Cette invitation n’existe pas."))
    if invitation.status is not InvitationStatus.PENDING:
        raise WrongState(_("Cette invitation n’attend plus de réponse : elle ne change plus."))
    return invitation


def _send(session: Session, actor: Actor, project: Project, invitation: Invitation, make_url: MakeUrl) -> None:
    secret = new_secret()
    invitation.secret_hash, invitation.invited_by_id = hash_of(secret), actor.person_id
    invitation.sent_at = clock.now()
    invitation.expires_at = invitation.sent_at + rules.INVITATION_LIFE
    session.flush()  # the journal needs the key; the same address asked twice at once is answered here, by a page
    reader = people.person_by_email(session, invitation.email)
    inviter = session.get_one(Person, actor.person_id)
    tongue = reader.language if reader else language()
    email = mails.team_invitation(session, invitation, project, inviter, language=tongue, url=make_url(secret))
    outbox.queue(session, email)


def _record(
    session: Session, event: Event, project: Project, invitation: Invitation, actor_id: uuid.UUID | None
) -> None:
    after = {"email": invitation.email, "role": invitation.role}
    journal.record(session, event, actor_id=actor_id, project=project, after=after)


# --- answering, by the link -----------------------------------------------------------------------------------------


def open_link(session: Session, *, secret: str) -> Invitation:
    """Return the invitation of a link that may still be answered; NotFound or WrongState, with why, otherwise."""
    invitation = team_queries.invitation_for(session, secret)
    if invitation is None:
        raise NotFound(
            _("Ce lien n’ouvre aucune invitation. Vérifiez qu’il est complet, ou prenez celui du dernier courriel.")
        )
    _refuse_unless_awaited(invitation, invitation.project.state)
    return invitation


def _refuse_unless_awaited(invitation: Invitation, state: State) -> None:
    sentences = {
        InvitationStatus.ACCEPTED: _(
            "Cette invitation a déjà été acceptée : connectez-vous pour retrouver le projet dans « Mes projets »."
        ),
        InvitationStatus.DECLINED: _("Cette invitation a été déclinée. Vous changez d’avis ? Demandez-en une autre."),
        InvitationStatus.CANCELLED: _("Cette invitation a été annulée par l’équipe du projet."),
    }
    if sentence := sentences.get(invitation.status):
        raise WrongState(sentence)
    if not rules.is_awaited(invitation):
        raise WrongState(_("Cette invitation n’est plus valable : elle durait quatorze jours. Demandez-en une autre."))
    refuse_when_closed(state)


def who_comes(session: Session, *, invitation: Invitation) -> Person | None:
    """Return the account that the invitation reached, None when accepting opens one.

    Raises WrongState for those who may not come in: a closed account, an address of no organisation that runs the
    call. The call's organisations must be loaded.
    """
    call = invitation.project.call
    person = people.person_by_email(session, invitation.email)
    if person is not None and person.disabled_at is not None:
        raise WrongState(_("Le compte de cette adresse est fermé : écrivez à l’équipe du programme pour le rouvrir."))
    house = people.organisation_of_domain(session, invitation.email)
    house_id = person.organisation_id if person is not None else house.id if house is not None else None
    is_known_guest = person is not None and house_id is None
    is_for_all = call.applicants is Applicants.EVERYBODY
    if not is_known_guest and not is_for_all and not relations.runs_with_others(house_id, call):
        raise WrongState(
            _(
                "L’adresse %(email)s n’est pas celle d’un agent de %(houses)s : elle ne peut pas rejoindre l’équipe. "
                "Demandez que l’invitation soit envoyée à votre adresse professionnelle.",
                email=invitation.email,
                houses=", ".join(one.name for one in call.organisations),
            )
        )
    return person


def accept(session: Session, *, invitation: Invitation, language: str) -> tuple[Person, bool]:
    """Make the person at the address of the invitation a member of the team; tell whether their account is new.

    They stop judging the project at once. Raises WrongState as `open_link` and `who_comes`, or when the team is full.
    """
    project = invitation.project
    state = _lock(session, invitation)
    person = who_comes(session, invitation=invitation)
    is_new = person is None
    person = person or people.open_account(session, email=invitation.email, language=language)
    team = team_queries.members(session, project)
    if all(member.person_id != person.id for member in team):
        if len(team) >= rules.TEAM_LIMIT:
            raise WrongState(_("L’équipe est au complet : elle compte %(limit)s personnes.", limit=rules.TEAM_LIMIT))
        session.add(TeamMember(project_id=project.id, person_id=person.id, name=person.name, role=invitation.role))
        aside.stop_judging(session, person_id=person.id, project=project, state=state)
    _answer(session, invitation, InvitationStatus.ACCEPTED)
    _record(session, Event.JOIN_TEAM, project, invitation, person.id)
    told = _told(invitation, team)
    for email in mails.invitation_accepted(session, project, told, person.name or person.email):
        outbox.queue(session, email)
    return person, is_new


def decline(session: Session, *, invitation: Invitation) -> None:
    """Say no; those who carry the project and who invited are told."""
    project = invitation.project
    _lock(session, invitation)
    _answer(session, invitation, InvitationStatus.DECLINED)
    person = people.person_by_email(session, invitation.email)
    _record(session, Event.DECLINE_INVITATION, project, invitation, person.id if person else None)
    told = _told(invitation, team_queries.members(session, project))
    for email in mails.invitation_declined(session, project, told, invitation.email):
        outbox.queue(session, email)


def _lock(session: Session, invitation: Invitation) -> State:
    """Let nobody else change the team or the invitation, and look at both again: two presses may come at once."""
    state = aside.lock_state(session, invitation.project)
    session.refresh(invitation, ["status", "expires_at", "secret_hash"])
    _refuse_unless_awaited(invitation, state)
    return state


def _answer(session: Session, invitation: Invitation, status: InvitationStatus) -> None:
    invitation.status, invitation.answered_at = status, clock.now()
    session.flush()


def _told(invitation: Invitation, team: Sequence[TeamMember]) -> list[Person]:
    """Return whoever carries the project, and whoever invited if they are still of the team."""
    wanted = {invitation.project.owner_id, invitation.invited_by_id}
    return [member.person for member in team if member.person is not None and member.person.id in wanted]
