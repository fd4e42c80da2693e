"""Reads of accounts."""

from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from incubator.core import clock
from incubator.core.links import hash_of
from incubator.core.outbox import OutboxEmail
from incubator.core.paging import Page, paginate
from incubator.domain.entry_kinds import Applicants
from incubator.domain.kinds import Role
from incubator.domain.models import AccessCode, Call, Person, RoleGrant, SignInLink
from incubator.domain.queries import takes_dossiers


def link_for(session: Session, secret: str) -> SignInLink | None:
    """Return the link that carries `secret`."""
    return session.scalars(select(SignInLink).where(SignInLink.secret_hash == hash_of(secret))).one_or_none()


def a_call_is_for_everybody(session: Session) -> bool:
    """Tell whether a call takes dossiers from outside the organisations at this instant."""
    query = select(Call.id).where(takes_dossiers(), Call.applicants == Applicants.EVERYBODY).limit(1)
    return session.scalar(query) is not None


def was_sent_a_code(session: Session, email: str) -> bool:
    """Tell whether an access code that still serves was sent to `email`."""
    query = select(AccessCode.id).where(
        AccessCode.email == email, AccessCode.ended_at.is_(None), AccessCode.valid_until > clock.now()
    )
    return session.scalar(query.limit(1)) is not None


PERSONA_ORDER = (
    Role.PROGRAMME_MANAGER,
    Role.SECRETARY,
    Role.CHAIR,
    Role.COACH,
    Role.CORRESPONDENT,
    Role.SPONSOR,
    Role.JUROR,
    Role.COMMITTEE_MEMBER,
    Role.ADMINISTRATOR,
    Role.OBSERVER,
    Role.MANAGER,
    Role.AGENT,
)


def personas(session: Session) -> list[tuple[Role, list[Person]]]:
    """Return, for the demonstration, the people who have a role, under the first of their roles in PERSONA_ORDER."""
    with_role = select(RoleGrant.person_id).where(RoleGrant.ended_at.is_(None))
    people = session.scalars(
        select(Person)
        .where(Person.id.in_(with_role), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
        .options(joinedload(Person.grants), joinedload(Person.organisation))
    ).unique()
    groups: dict[Role, list[Person]] = {role: [] for role in PERSONA_ORDER}
    for person in people:
        held = {grant.role for grant in person.grants}
        groups[next(role for role in PERSONA_ORDER if role in held)].append(person)
    return [(role, group) for role, group in groups.items() if group]


def mailbox(session: Session, *, recipient: str, number: int, make_url: Callable[[int], str]) -> Page[OutboxEmail]:
    """Return the demonstration's e-mails, newest first, of everyone or of one address."""
    query = select(OutboxEmail).order_by(OutboxEmail.created_at.desc(), OutboxEmail.id)
    if recipient:
        query = query.where(func.lower(OutboxEmail.recipient) == recipient.lower())
    return paginate(session, query, number=number, make_url=make_url)
