"""Public reads: only what has been published."""

import base64
from collections.abc import Callable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from incubator.core import clock
from incubator.core.paging import PAGE_SIZE, Page, paginate
from incubator.domain.actors import Actor
from incubator.domain.models import Call, Organisation, Programme, Project
from incubator.domain.states import FOLLOWED, OUT_OF_DRAFT, REACHED_PITCH, REACHED_SHORTLIST, WON, State


def programmes(session: Session) -> list[Programme]:
    """Return every programme of the installation with its organisation."""
    return list(
        session.scalars(
            select(Programme).order_by(Programme.name, Programme.id).options(joinedload(Programme.organisation))
        )
    )


def published_calls(session: Session) -> list[Call]:
    """Return the calls that anybody may read, newest first; not those that are being prepared."""
    return list(
        session.scalars(
            select(Call)
            .where(Call.public)
            .order_by(Call.opens_at.desc(), Call.code)
            .options(joinedload(Call.programme).joinedload(Programme.organisation))
        )
    )


def call_page(session: Session, actor: Actor | None, code: str) -> Call:
    """Return a call with all its public page shows; NoResultFound when there is none.

    While it is being prepared, only those who have a part in it find it.
    """
    prepared = list(actor.call_roles) if actor is not None else []
    return (
        session.scalars(
            select(Call)
            .where(Call.code == code, or_(Call.public, Call.id.in_(prepared)))
            .options(
                joinedload(Call.programme).joinedload(Programme.organisation),
                selectinload(Call.organisations),
                selectinload(Call.questions),
                selectinload(Call.criteria),
            )
        )
        .unique()
        .one()
    )


def organisation_by_slug(session: Session, slug: str) -> Organisation:
    """Return the organisation; NoResultFound when there is none."""
    return session.scalars(select(Organisation).where(Organisation.slug == slug)).one()


def logo(session: Session, slug: str, digest: str) -> tuple[str, bytes]:
    """Return the media type and the bytes of a logo; NoResultFound when this is not the one of today."""
    found = session.execute(
        select(Organisation.logo_type, Organisation.logo).where(
            Organisation.slug == slug, Organisation.logo_digest == digest
        )
    ).one()
    return found.logo_type, base64.b64decode(found.logo)


def projects_followed(
    session: Session, *, number: int = 1, size: int = PAGE_SIZE, make_url: Callable[[int], str] | None = None
) -> Page[Project]:
    """Return a page of the projects the public may read about: those accompanied now or once, newest call first."""
    query = (
        select(Project)
        .join(Call, Call.id == Project.call_id)
        .where(Project.state.in_(FOLLOWED))
        .order_by(Call.opens_at.desc(), Project.title, Project.id)
        .options(contains_eager(Project.call))
    )
    return paginate(session, query, number=number, size=size, make_url=make_url)


def funnel(session: Session, call: Call) -> list[tuple[str, int]]:
    """Return (step, number of projects) of a call: submitted, pitched, selected; only what is already public.

    The pitch is public once the jury has met, the selection once a project is followed or decided.
    """
    counts: dict[State, int] = {
        state: count
        for state, count in session.execute(
            select(Project.state, func.count()).where(Project.call_id == call.id).group_by(Project.state)
        )
    }

    def among(states: tuple[State, ...]) -> int:
        return sum(counts.get(state, 0) for state in states)

    stages = [("submitted", among(OUT_OF_DRAFT))]
    if among(REACHED_SHORTLIST) and clock.today() >= call.jury_on:
        stages.append(("pitched", among(REACHED_PITCH) or among(REACHED_SHORTLIST)))
    if among(WON):
        stages.append(("selected", among(WON)))
    return stages
