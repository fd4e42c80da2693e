"""The usual redirections of an organisation: the list of its settings, what is proposed when a team is directed."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.chances import in_order
from incubator.domain.events import Event
from incubator.domain.models import Organisation, UsualRedirection
from incubator.domain.queries import find_organisation

LIMIT = 40


def list_of(session: Session, organisation: Organisation) -> list[UsualRedirection]:
    """Return the usual redirections of an organisation, as the list shows them."""
    query = select(UsualRedirection).where(UsualRedirection.organisation_id == organisation.id)
    return in_order(session.scalars(query))


def find(session: Session, actor: Actor, slug: str, key: uuid.UUID) -> UsualRedirection:
    """Return one of the list of an organisation that the actor knows; NoResultFound otherwise."""
    organisation = find_organisation(session, actor, slug)
    query = select(UsualRedirection).where(UsualRedirection.organisation_id == organisation.id)
    return session.scalars(query.where(UsualRedirection.id == key)).one()


def organisation_of(session: Session, actor: Actor, row: UsualRedirection) -> Organisation:
    """Return the organisation whose list it is in, with its programme."""
    slug = session.scalars(select(Organisation.slug).where(Organisation.id == row.organisation_id)).one()
    return find_organisation(session, actor, slug)


def write(
    session: Session,
    *,
    actor: Actor,
    organisation: Organisation,
    row: UsualRedirection | None,
    values: Mapping[str, str],
) -> UsualRedirection:
    """Change one of the list, or add one; WrongState when its name is there already, or when there are too many."""
    require(policy.manage_redirections, actor, organisation)
    others = [one for one in list_of(session, organisation) if one is not row]
    if any(one.name.casefold() == values["name"].casefold() for one in others):
        raise WrongState(_("« %(name)s » est déjà dans la liste.", name=values["name"]))
    if row is None and len(others) >= LIMIT:
        raise WrongState(_("La liste compte %(n)s orientations au plus.", n=LIMIT))
    before = None if row is None else _facts(row)
    if row is None:
        row = UsualRedirection(organisation_id=organisation.id)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    _record(session, actor, organisation.id, before, _facts(row))
    return row


def remove(session: Session, *, actor: Actor, row: UsualRedirection) -> None:
    """Propose it no more; the teams it was shown to keep what they were told."""
    require(policy.change_redirection, actor, row)
    _record(session, actor, row.organisation_id, _facts(row), None)
    session.delete(row)


def _facts(row: UsualRedirection) -> dict[str, str]:
    return {"name": row.name, "kind": str(row.kind.value), "about": row.about, "contact": row.contact}


def _record(
    session: Session,
    actor: Actor,
    organisation_id: uuid.UUID,
    before: dict[str, str] | None,
    after: dict[str, str] | None,
) -> None:
    journal.record(
        session,
        Event.EDIT_REDIRECTIONS,
        actor_id=actor.person_id,
        organisation_id=organisation_id,
        before=before,
        after=after,
    )
