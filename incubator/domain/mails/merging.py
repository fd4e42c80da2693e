"""The e-mails of two dossiers that could be one."""

import uuid

from sqlalchemy.orm import Session

from incubator.core.outbox import Email
from incubator.domain.mails.recipients import Facts, call_of, page_of, team_of
from incubator.domain.models import MergeProposal, Person, Project


def _to(
    session: Session, name: str, proposal: MergeProposal, people: list[tuple[Person, Project]], note: str = ""
) -> list[Email]:
    """Write to each person once, about their own dossier; the other one is `other`."""
    call = call_of(session, proposal.kept)
    found: dict[str, Email] = {}
    for person, project in people:
        other = proposal.absorbed if project.id == proposal.kept_id else proposal.kept
        context: Facts = {"proposal": proposal, "project": project, "other": other, "call": call, "person": person}
        context |= {"note": note, "url": page_of(project, "merge")}
        if person.disabled_at is None:
            found.setdefault(person.email, Email(name, person.email, person.language, context, project.id))
    return [found[email] for email in sorted(found)]


def _owners(proposal: MergeProposal) -> list[tuple[Person, Project]]:
    return [(one.owner, one) for one in (proposal.kept, proposal.absorbed)]


def merge_proposed(session: Session, proposal: MergeProposal) -> list[Email]:
    """To both owners: the two dossiers could be one; what would happen, where to answer."""
    people = [(session.get_one(Person, one.owner_id), one) for one in (proposal.kept, proposal.absorbed)]
    return _to(session, "merge_proposed", proposal, people, proposal.note)


def merge_refused(session: Session, proposal: MergeProposal, *, by_id: uuid.UUID) -> list[Email]:
    """To the other owner and to whoever proposed: the dossiers go on apart."""
    people = [pair for pair in _owners(proposal) if pair[0].id != by_id]
    return _to(session, "merge_refused", proposal, [*people, (proposal.proposed_by, proposal.kept)], proposal.reason)


def merge_cancelled(session: Session, proposal: MergeProposal) -> list[Email]:
    """To both owners: nothing is asked any more."""
    return _to(session, "merge_cancelled", proposal, _owners(proposal))


def merge_done(session: Session, proposal: MergeProposal) -> list[Email]:
    """To both teams: one dossier and one team from now on."""
    session.flush()  # those who have just joined are of the team
    teams = [(person, one) for one in (proposal.absorbed, proposal.kept) for person in team_of(session, one)]
    return _to(session, "merge_done", proposal, teams)
