"""Handing a dossier in: what leaves, who is told, what is said when it cannot."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import NotAllowed, NotReady, WrongState
from incubator.domain.dossier_kinds import QuestionKind
from incubator.domain.models import JournalEntry, TeamMember
from incubator.domain.states import State
from incubator.submission import operations
from tests.factories import actor_of, make_organisation, make_person, make_staff
from tests.integration.submission.conftest import World, ask
from tests.texts import plain


def test_submit_project_changes_the_state_and_writes_the_journal(session: Session, world: World) -> None:
    operations.submit_project(session, actor=actor_of(session, world.owner), project=world.project)

    assert world.project.state is State.SUBMITTED
    assert world.project.submitted_at == world.project.state_changed_at
    entry = session.scalars(select(JournalEntry).where(JournalEntry.project_id == world.project.id)).one()
    assert (entry.event, entry.before, entry.after) == ("submit", {"state": "draft"}, {"state": "submitted"})


def test_submit_project_writes_a_receipt_to_the_whole_team(session: Session, world: World, sent: Any) -> None:
    colleague = make_person(session, world.organisation, language="en")
    session.add(TeamMember(project_id=world.project.id, person_id=colleague.id))
    session.flush()

    operations.submit_project(session, actor=actor_of(session, world.owner), project=world.project)
    session.flush()

    mails = {mail.recipient: mail for mail in sent(session)}
    assert set(mails) == {world.owner.email, colleague.email}
    receipt = mails[world.owner.email]
    assert receipt.name == "submission_receipt"
    assert plain(receipt.subject).startswith("Dossier bien reçu : Projet 1 · Édition")
    assert "Bonjour Adèle Vauquelin," in receipt.body
    assert "Dossier 001 : Projet 1" in plain(receipt.body)
    assert "Ce qui se passe maintenant" in receipt.body


@pytest.mark.parametrize(("moment", "is_in"), [("before_commit", False), ("after_commit", True)])
def test_dossier_is_handed_in_wholly_or_not_at_all_when_the_process_dies(
    session: Session, sign_in: Any, world: World, sent: Any, moment: str, is_in: bool
) -> None:
    """It dies at the first commit of something written, before or after."""

    def note(written: Session, *_: Any) -> None:
        written.info["has written"] = True

    def die(written: Session) -> None:
        if written.info.get("has written"):
            raise SystemExit

    session.commit()
    client = sign_in(world.owner)
    for name, what in (("after_flush", note), (moment, die)):
        event.listen(Session, name, what)
    try:
        with pytest.raises(SystemExit):
            client.post(f"{world.url}/submit")
    finally:
        for name, what in (("after_flush", note), (moment, die)):
            event.remove(Session, name, what)

    session.expire_all()
    events = session.scalars(select(JournalEntry.event).where(JournalEntry.project_id == world.project.id)).all()
    assert (world.project.state is State.SUBMITTED, events, len(sent(session))) == (
        (True, ["submit"], 1) if is_in else (False, [], 0)
    )


def test_submit_project_refuses_another_person(session: Session, world: World, sent: Any) -> None:
    stranger = make_person(session, world.organisation)

    with pytest.raises(NotAllowed):
        operations.submit_project(session, actor=actor_of(session, stranger), project=world.project)

    assert sent(session) == []


def test_submit_project_refuses_a_dossier_with_holes(session: Session, world: World) -> None:
    world.project.title = ""
    session.flush()

    with pytest.raises(NotReady) as refused:
        operations.submit_project(session, actor=actor_of(session, world.owner), project=world.project)

    assert [plain(reason) for reason in refused.value.reasons] == ["« Titre du projet » attend une réponse."]
    assert world.project.state is State.DRAFT


def test_submit_project_refuses_twice(session: Session, world: World) -> None:
    actor = actor_of(session, world.owner)
    operations.submit_project(session, actor=actor, project=world.project)

    with pytest.raises(WrongState):
        operations.submit_project(session, actor=actor, project=world.project)


def test_submit_page_hands_in_and_shows_the_receipt(session: Session, sign_in: Any, world: World, sent: Any) -> None:
    client = sign_in(world.owner)

    page = client.get(f"{world.url}/submit")
    after = client.post(f"{world.url}/submit")

    assert page.h1 == "Déposer mon dossier"
    assert "Ce qui va se passer" in page.text
    assert world.owner.email in page.text
    assert after.url == world.url
    assert "Votre dossier est déposé." in after.text
    assert "Votre dossier est bien arrivé" in after.text
    assert "Dossier reçu" in after.text
    assert [mail.name for mail in sent(session)] == ["submission_receipt"]
    session.refresh(world.project)
    assert world.project.state is State.SUBMITTED


def test_submit_page_lists_what_is_missing_with_the_way_to_each_field(
    session: Session, sign_in: Any, world: World
) -> None:
    ask(session, world.call, "time", QuestionKind.CHOICE, options=[{"value": "1", "label": "Un jour"}], required=True)
    ask(session, world.call, "title", QuestionKind.SHORT, required=True)
    world.project.title = ""
    world.project.theme = ""
    session.flush()
    client = sign_in(world.owner)

    page = client.get(f"{world.url}/submit")
    refused = client.post(f"{world.url}/submit")
    form = client.get(f"{world.url}/edit")

    hrefs = [link["href"] for link in page.soup.select(".notice a")]
    anchors = ["title", "theme", "answer_time-0", "answer_title"]
    assert sorted(hrefs) == sorted(f"{world.url}/edit#{anchor}" for anchor in anchors)
    assert all(form.soup.select_one(f"#{anchor}") is not None for anchor in anchors)
    assert not page.soup.select("main form")
    assert refused.status == 409
    assert "Il manque encore 4 réponses" in refused.text
    session.refresh(world.project)
    assert world.project.state is State.DRAFT


def test_submit_page_pressed_twice_says_it_is_done(session: Session, sign_in: Any, world: World, sent: Any) -> None:
    client = sign_in(world.owner)
    client.post(f"{world.url}/submit")

    again = client.post(f"{world.url}/submit")

    assert (again.status, again.url) == (200, world.url)
    assert "C’est déjà fait" in again.text
    assert len(sent(session)) == 1


def test_submit_page_after_the_call_has_closed(session: Session, sign_in: Any, world: World) -> None:
    client = sign_in(world.owner)
    clock.freeze(world.call.closes_at)

    page = client.get(f"{world.url}/submit")
    refused = client.post(f"{world.url}/submit")

    assert "L’appel n’est pas ouvert" in page.text
    assert "Votre brouillon est gardé tel quel" in page.text
    assert refused.status == 409
    session.refresh(world.project)
    assert world.project.state is State.DRAFT


def test_submit_page_accepts_the_last_second(session: Session, sign_in: Any, world: World) -> None:
    clock.freeze(world.call.closes_at - timedelta(seconds=1))

    sign_in(world.owner).post(f"{world.url}/submit")

    session.refresh(world.project)
    assert world.project.state is State.SUBMITTED


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.ADMISSIBLE, State.MENTORING])
def test_submit_page_of_a_dossier_that_moved_on(session: Session, sign_in: Any, world: World, state: State) -> None:
    """Withdrawn in another tab, or already further."""
    world.project.state, world.project.submitted_at = state, clock.now()
    session.flush()
    client = sign_in(world.owner)

    for page in (client.get(f"{world.url}/submit"), client.post(f"{world.url}/submit")):
        assert page.status == 409
        assert "cette action n’est plus possible" in page.text


def test_submit_page_is_for_the_team(session: Session, sign_in: Any, world: World) -> None:
    world.project.state, world.project.submitted_at = State.SUBMITTED, clock.now()
    session.flush()
    secretary = make_staff(session, world.call)
    stranger = make_person(session, make_organisation(session))

    assert sign_in(secretary).post(f"{world.url}/submit").status == 403
    assert sign_in(stranger).post(f"{world.url}/submit").status == 404
