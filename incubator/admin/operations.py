"""Writes of settings."""

from datetime import date

from sqlalchemy.orm import Session

from incubator.admin import colours, queries, settings
from incubator.core import clock, outbox
from incubator.core.errors import NotReady, WrongState
from incubator.core.i18n import _
from incubator.core.images import Image
from incubator.core.permissions import require
from incubator.domain import journal, mails, people, policy
from incubator.domain.actors import Actor
from incubator.domain.calendar import misplaced_dates
from incubator.domain.events import Event
from incubator.domain.kinds import Role
from incubator.domain.models import Call, Organisation, Person, RoleGrant

FOR_ORGANISATIONS_ONLY = frozenset({Role.ADMINISTRATOR})


def edit_organisation(
    session: Session,
    *,
    actor: Actor,
    organisation: Organisation,
    values: settings.Values,
    version: str,
    logo: Image | None = None,
) -> Organisation:
    """Change what an organisation and its programme show; `organisation.programme` must be loaded.

    `logo` takes the place of the one there is; None leaves it.

    Raises StaleVersion when somebody saved first, NotReady when a colour cannot be read.
    """
    require(policy.manage_organisation, actor, organisation)
    before = settings.of_organisation(organisation)
    settings.refuse_stale(before, version)
    if reasons := [why for name in ("accent", "second") if (why := colours.refusal(values[name]))]:
        raise NotReady(reasons)
    for name in settings.TYPED:
        owner = organisation.programme if name in settings.PROGRAMME else organisation
        setattr(owner, settings.PROGRAMME.get(name, name), values[name])
    if logo is not None:
        organisation.logo_digest, organisation.logo_type, organisation.logo = logo.digest, logo.type, logo.in_base_64
    old, new = settings.changes(before, settings.of_organisation(organisation))
    if new:
        by, where = actor.person_id, organisation.id
        journal.record(session, Event.EDIT_ORGANISATION, actor_id=by, organisation_id=where, before=old, after=new)
    return organisation


def edit_call(
    session: Session,
    *,
    actor: Actor,
    call: Call,
    values: settings.Values,
    closes_on: date,
    version: str,
    tell: bool = False,
) -> Call:
    """Change the texts, dates and places of a call; `closes_on` is its closing day where it is run.

    With `tell`, whoever a changed date concerns has it by e-mail, unless the call is still being prepared.

    Raises StaleVersion when somebody saved first, NotReady when a date comes before the one it follows.
    """
    require(policy.manage_call, actor, call)
    before = settings.of_call(call)
    settings.refuse_stale(before, version)
    if wrong := misplaced_dates(settings.dates_of(values), closes_on):
        raise NotReady([str(sentence) for _name, sentence in wrong])
    for name in before:
        setattr(call, name, values[name])
    old, new = settings.changes(before, settings.of_call(call))
    if new:
        journal.record(session, Event.EDIT_CALL, actor_id=actor.person_id, call_id=call.id, before=old, after=new)
    moved = {name: before[name] for name in settings.DATES if name in new}
    if tell and moved and call.public:
        session.flush()  # the letters show the call as it is now
        for email in mails.dates_changed(session, call, moved):
            outbox.queue(session, email)
    return call


def grant_role(
    session: Session, *, actor: Actor, organisation: Organisation, email: str, role: Role, call: Call | None
) -> RoleGrant:
    """Give a role on `call`, or on the whole organisation, to the person at `email`, created if new.

    Raises WrongState when they hold it already, when their account is closed, or when the role has no such scope.
    """
    require(policy.manage_roles, actor, organisation)
    if call is not None and role in FOR_ORGANISATIONS_ONLY:
        raise WrongState(_("Ce rôle se donne pour toute l’organisation, pas pour un appel."))
    person = people.person_by_email(session, email) or _new_person(session, email.lower())
    if person.disabled_at is not None:
        raise WrongState(_("Le compte de cette personne est fermé : rouvrez-le avant de lui donner un rôle."))
    if queries.same_grant(session, person, role, call or organisation) is not None:
        raise WrongState(_("Cette personne a déjà ce rôle."))
    scope = {"call_id": call.id} if call is not None else {"organisation_id": organisation.id}
    grant = RoleGrant(person_id=person.id, role=role, **scope)
    session.add(grant)
    _record(session, Event.GRANT_ROLE, actor, organisation, grant, person)
    return grant


def end_role(session: Session, *, actor: Actor, organisation: Organisation, grant: RoleGrant) -> RoleGrant:
    """End a role; `grant.person` must be loaded. What its holder wrote stays.

    Raises WrongState for the actor's own last managing role: an organisation never loses its last manager that way.
    """
    require(policy.manage_roles, actor, organisation)
    if grant.id in queries.own_last_grants(session, actor, organisation):
        raise WrongState(_("Ce rôle vous ouvre ces réglages : seule une autre personne responsable peut le retirer."))
    grant.ended_at = clock.now()
    _record(session, Event.END_ROLE, actor, organisation, grant, grant.person)
    return grant


def _new_person(session: Session, email: str) -> Person:
    home = people.organisation_of_domain(session, email)
    person = Person(email=email, organisation_id=home.id if home else None)
    session.add(person)
    session.flush()  # the role needs the key of its person
    return person


def _record(
    session: Session, event: Event, actor: Actor, organisation: Organisation, grant: RoleGrant, person: Person
) -> None:
    facts = {"person": str(person.id), "role": grant.role.value}
    journal.record(
        session,
        event,
        actor_id=actor.person_id,
        organisation_id=organisation.id,
        call_id=grant.call_id,
        before=facts if event is Event.END_ROLE else None,
        after=facts if event is Event.GRANT_ROLE else None,
    )
