"""One edition after another: the next one is prepared from the last, then shown to everybody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.admin import queries, settings
from incubator.core.errors import NotReady, WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.checklists import checklist_of
from incubator.domain.events import Event
from incubator.domain.kinds import Role
from incubator.domain.models import Call, ChecklistItem, Criterion, Project, Question, RoleGrant, Tag

Copied = Question | Criterion | ChecklistItem | Tag
A_YEAR = timedelta(weeks=52)  # the same day of the week
# What a copy takes as it stands; the rest of a call is its own.
KEPT = ("programme_id", "text", "text_en", "themes", *settings.PLACES, *settings.CHOICES)
DAYS = ("screening_until", "committee_on", "jury_on", "mentoring_from")


@dataclass(frozen=True, slots=True)
class Edition:
    """What makes an edition another one; `closes_on` is its closing day where it is run."""

    code: str
    title: str
    title_en: str
    opens_at: datetime
    closes_at: datetime
    closes_on: date


def copy_call(
    session: Session, *, actor: Actor, call: Call, edition: Edition, closed_on: date, with_roles: bool
) -> Call:
    """Prepare a call like `call`: its texts, form, grids, places; each day as long after the closing as it was.

    Nobody but those who have a part in it sees it before it is public. `closed_on` is the closing day of `call`. Those
    who manage `call` manage the new one; `with_roles`, everybody keeps their role. `call.organisations` must be loaded.

    Raises WrongState when the code is taken, NotReady when it closes before it opens.
    """
    require(policy.manage_call, actor, call)
    if edition.closes_at <= edition.opens_at:
        raise NotReady([_("La clôture vient après l’ouverture.")])
    if session.scalar(select(Call.id).where(Call.code == edition.code)) is not None:
        raise WrongState(_("Le code « %(code)s » est déjà pris : choisissez-en un autre.", code=edition.code))
    copied = Call(public=False, **{name: getattr(call, name) for name in KEPT})
    for name in ("code", "title", "title_en", "opens_at", "closes_at"):
        setattr(copied, name, getattr(edition, name))
    for name in DAYS:
        setattr(copied, name, getattr(call, name) + (edition.closes_on - closed_on))
    copied.organisations = list(call.organisations)
    session.add(copied)
    session.flush()  # the form, the grids and the roles refer to it
    rows: list[Copied] = [*queries.questions_of(session, call), *queries.criteria_of(session, call)]
    rows += [*checklist_of(session, call), *session.scalars(select(Tag).where(Tag.call_id == call.id))]
    session.add_all(_like(row, copied) for row in rows)
    session.add_all(_roles(session, call, copied, everybody=with_roles))
    after = {"from": call.code, "code": edition.code, "roles": with_roles}
    journal.record(session, Event.COPY_CALL, actor_id=actor.person_id, call_id=copied.id, after=after)
    return copied


def _like(row: Copied, call: Call) -> Copied:
    own = {"id", "created_at", "call_id", "form_version"}
    names = [column.key for column in row.__mapper__.column_attrs if column.key not in own]
    return type(row)(call_id=call.id, **{name: getattr(row, name) for name in names})


def _roles(session: Session, call: Call, copied: Call, *, everybody: bool) -> list[RoleGrant]:
    query = select(RoleGrant).where(RoleGrant.call_id == call.id, RoleGrant.ended_at.is_(None))
    if not everybody:
        query = query.where(RoleGrant.role == Role.PROGRAMME_MANAGER)
    grants = session.scalars(query.order_by(RoleGrant.created_at, RoleGrant.id))
    return [RoleGrant(person_id=grant.person_id, role=grant.role, call_id=copied.id) for grant in grants]


def set_visibility(session: Session, *, actor: Actor, call: Call, public: bool) -> Call:
    """Let everybody read the page of `call`, or prepare it out of sight; done twice, nothing more happens.

    Raises WrongState when a call in which a dossier was begun would be hidden.
    """
    require(policy.manage_call, actor, call)
    if call.public is public:
        return call
    if not public and has_dossiers(session, call):
        raise WrongState(_("Des dossiers sont commencés : cet appel reste public. Vous pouvez changer ses dates."))
    call.public = public
    event = Event.SHOW_CALL if public else Event.HIDE_CALL
    journal.record(session, event, actor_id=actor.person_id, call_id=call.id)
    return call


def has_dossiers(session: Session, call: Call) -> bool:
    """Tell whether anybody began a dossier in `call`."""
    return session.scalar(select(Project.id).where(Project.call_id == call.id).limit(1)) is not None
