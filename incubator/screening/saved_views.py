"""Writes of saved views: the filters of a worklist under a name."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import journal, policy
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import Call, DefaultView, SavedView
from incubator.screening.filters import Filters

NAME_LIMIT = 60
VIEWS_LIMIT = 30


def save_view(session: Session, *, actor: Actor, call: Call, name: str, filters: Filters, shared: bool) -> SavedView:
    """Keep `filters` under a name of the actor's own; a name they have already now stands for these filters.

    Raises WrongState when they have too many.
    """
    require(policy.view_worklist, actor, call)
    own = session.scalars(select(SavedView).where(SavedView.call_id == call.id, SavedView.person_id == actor.person_id))
    views = {view.name: view for view in own}
    if name not in views and len(views) >= VIEWS_LIMIT:
        raise WrongState(_("Vous avez déjà %(n)s vues : supprimez-en une.", n=VIEWS_LIMIT))
    view = views.get(name) or SavedView(call_id=call.id, person_id=actor.person_id, name=name)
    view.filters, view.shared = filters.args(), shared
    session.add(view)
    _record(session, Event.SAVE_VIEW, actor, view)
    session.flush()  # its key is wanted at once
    return view


def change_view(session: Session, *, actor: Actor, view: SavedView, name: str, shared: bool) -> SavedView:
    """Rename a view, share it or not; WrongState when another of the actor's views has that name."""
    require(policy.change_view, actor, view)
    others = select(SavedView.id).where(
        SavedView.call_id == view.call_id,
        SavedView.person_id == view.person_id,
        SavedView.name == name,
        SavedView.id != view.id,
    )
    if session.scalar(others) is not None:
        raise WrongState(_("Vous avez déjà une vue « %(name)s » : choisissez un autre nom.", name=name))
    view.name, view.shared = name, shared
    if not shared:  # others no longer find it, nor open their list with it
        session.execute(
            delete(DefaultView).where(DefaultView.view_id == view.id, DefaultView.person_id != view.person_id)
        )
    _record(session, Event.SAVE_VIEW, actor, view)
    return view


def delete_view(session: Session, *, actor: Actor, view: SavedView) -> None:
    """Forget a view; it opens no list any more."""
    require(policy.change_view, actor, view)
    session.execute(delete(DefaultView).where(DefaultView.view_id == view.id))
    _record(session, Event.DELETE_VIEW, actor, view)
    session.delete(view)


def open_with(session: Session, *, actor: Actor, view: SavedView, always: bool) -> None:
    """Open the worklist with `view` when nothing else is asked, or no longer."""
    require(policy.use_view, actor, view)
    row = session.get(DefaultView, (view.call_id, actor.person_id))
    if not always:
        if row is not None and row.view_id == view.id:
            session.delete(row)
        return
    if row is None:
        row = DefaultView(call_id=view.call_id, person_id=actor.person_id)
        session.add(row)
    row.view_id = view.id


def _record(session: Session, event: Event, actor: Actor, view: SavedView) -> None:
    after = {"name": view.name, "shared": view.shared, "filters": view.filters}
    journal.record(session, event, actor_id=actor.person_id, call_id=view.call_id, after=after)
