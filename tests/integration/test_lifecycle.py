"""`move`: check, change, record, tell."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import NotAllowed, NotReady, StaleVersion, WrongState
from incubator.core.outbox import OutboxEmail
from incubator.domain import lifecycle
from incubator.domain.kinds import Role
from incubator.domain.models import JournalEntry, Person, Project
from incubator.domain.states import State
from tests import factories as make
from tests.texts import plain


def submitted(session: Session) -> tuple[Project, Person]:
    call = make.make_call(session, make.make_organisation(session))
    return make.make_project(session, call), make.make_staff(session, call)


def test_move_changes_the_state_and_writes_the_journal(session: Session) -> None:
    project, secretary = submitted(session)
    clock.freeze(clock.now() + timedelta(hours=1))

    lifecycle.move(
        session, lifecycle.REJECT, project=project, actor=make.actor_of(session, secretary), note="Hors champ."
    )

    entry = session.scalars(select(JournalEntry).where(JournalEntry.project_id == project.id)).one()
    assert (project.state, project.state_changed_at) == (State.NOT_ADMISSIBLE, clock.now())
    assert (entry.event, entry.before, entry.after, entry.note, entry.actor_id) == (
        "reject",
        {"state": "submitted"},
        {"state": "not_admissible"},
        "Hors champ.",
        secretary.id,
    )


def test_move_writes_to_the_team(session: Session) -> None:
    project, secretary = submitted(session)
    owner = session.get_one(Person, project.owner_id)

    lifecycle.move(session, lifecycle.ADMIT, project=project, actor=make.actor_of(session, secretary))

    mails = session.scalars(select(OutboxEmail)).all()
    assert [(mail.recipient, mail.name, mail.about) for mail in mails] == [(owner.email, "admissible", project.id)]


def test_move_refuses_another_person(session: Session) -> None:
    project, _ = submitted(session)
    stranger = make.make_person(session)

    with pytest.raises(NotAllowed):
        lifecycle.move(session, lifecycle.ADMIT, project=project, actor=make.actor_of(session, stranger))

    assert project.state is State.SUBMITTED


def test_move_refuses_the_wrong_moment(session: Session) -> None:
    project, secretary = submitted(session)

    with pytest.raises(WrongState, match="Déposé"):
        lifecycle.move(session, lifecycle.SHORTLIST, project=project, actor=make.actor_of(session, secretary), note="x")


def test_move_says_what_is_missing(session: Session) -> None:
    project, secretary = submitted(session)

    with pytest.raises(NotReady) as refusal:
        lifecycle.move(session, lifecycle.REJECT, project=project, actor=make.actor_of(session, secretary), note="  ")

    assert [plain(reason) for reason in refusal.value.reasons] == ["Écrivez le motif : la personne concernée le lira."]
    assert project.state is State.SUBMITTED


def test_submit_asks_for_the_required_answers(session: Session) -> None:
    call = make.make_call(session, make.make_organisation(session))
    draft = make.make_project(session, call, state=State.DRAFT, answers={}, title="")
    owner = session.get_one(Person, draft.owner_id)

    with pytest.raises(NotReady) as refusal:
        lifecycle.move(session, lifecycle.SUBMIT, project=draft, actor=make.actor_of(session, owner))

    assert [plain(reason) for reason in refusal.value.reasons] == [
        "« Titre du projet » attend une réponse.",
        "« Quel problème ? » attend une réponse.",
    ]


def test_dossier_joins_no_other_before_both_owners_agree(session: Session) -> None:
    project, _ = submitted(session)
    owner = session.get_one(Person, project.owner_id)

    with pytest.raises(NotReady, match="deux dossiers doivent d’abord accepter"):
        lifecycle.move(session, lifecycle.MERGE, project=project, actor=make.actor_of(session, owner))

    assert project.state is State.SUBMITTED


def test_submit_after_closing_is_refused(session: Session) -> None:
    call = make.make_call(session, make.make_organisation(session), opens_in=-20, closes_in=-1)
    draft = make.make_project(session, call, state=State.DRAFT)
    owner = session.get_one(Person, draft.owner_id)

    with pytest.raises(NotReady, match="L’appel est clos"):
        lifecycle.move(session, lifecycle.SUBMIT, project=draft, actor=make.actor_of(session, owner))


def test_move_tells_that_somebody_was_faster(session: Session) -> None:
    project, secretary = submitted(session)
    session.execute(Project.__table__.update().values(version=Project.version + 1))  # type: ignore[attr-defined]

    with pytest.raises(StaleVersion):
        lifecycle.move(session, lifecycle.ADMIT, project=project, actor=make.actor_of(session, secretary))


def test_next_steps_are_those_of_the_person_and_the_state(session: Session) -> None:
    project, secretary = submitted(session)
    owner = session.get_one(Person, project.owner_id)

    def names(person: Person) -> set[str]:
        return {step.name for step in lifecycle.next_steps(session, make.actor_of(session, person), project)}

    assert names(secretary) == {"ask_information", "admit", "reject"}
    assert names(owner) == {"revise", "withdraw", "merge"}
    assert names(make.make_staff(session, make.make_organisation(session), Role.SECRETARY)) == set()
