"""Writes of the help that teams look for: asking for it, offering it."""

from sqlalchemy.orm import Session

from incubator.core import clock, outbox
from incubator.core.errors import WrongState
from incubator.core.i18n import _
from incubator.core.permissions import require
from incubator.domain import aside, journal, mails, policy, rules
from incubator.domain.actors import Actor
from incubator.domain.events import Event
from incubator.domain.models import HelpWanted, Person, Project
from incubator.submission import team_queries


def seek(session: Session, *, actor: Actor, project: Project, sentence: str) -> None:
    """Show `sentence` to the agents of the organisation; an empty one takes the notice down.

    Raises WrongState when the project is no longer a draft of an open call.
    """
    require(policy.seek_help, actor, project)
    if not rules.may_seek_help(aside.lock_state(session, project), project.call):
        raise WrongState(
            _("Une équipe cherche de l’aide tant que son dossier est un brouillon et que l’appel est ouvert.")
        )
    found = team_queries.help_of(session, project)
    before = found.sentence if found is not None else ""
    if before == sentence:
        return
    if found is not None and not sentence:
        session.delete(found)
    elif found is not None:
        found.sentence = sentence
    else:
        session.add(HelpWanted(project_id=project.id, sentence=sentence, asked_at=clock.now()))
    journal.record(
        session,
        Event.SEEK_HELP,
        actor_id=actor.person_id,
        project=project,
        before={"sentence": before},
        after={"sentence": sentence},
    )


def offer(session: Session, *, actor: Actor, project: Project, message: str) -> bool:
    """Write to whoever carries the project; False, and no letter, when the actor wrote within the hour."""
    require(policy.offer_help, actor, project)
    aside.lock_state(session, project)
    if team_queries.has_offered(session, project, actor.person_id, since=clock.now() - rules.INVITATION_PAUSE):
        return False
    owner, helper = session.get_one(Person, project.owner_id), session.get_one(Person, actor.person_id)
    for email in mails.help_offered(session, project, owner, helper, message):
        outbox.queue(session, email)
    journal.record(session, Event.OFFER_HELP, actor_id=actor.person_id, project=project)
    return True
