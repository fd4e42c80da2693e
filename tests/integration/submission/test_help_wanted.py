"""A draft looks for teammates; colleagues read the notice and write to whoever carries it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.errors import WrongState
from incubator.domain.models import HelpWanted, JournalEntry, Person
from incubator.domain.states import State
from incubator.submission import help_wanted
from tests.factories import (
    actor_of,
    declare_conflict,
    make_call,
    make_organisation,
    make_person,
    make_project,
)
from tests.integration.submission.conftest import World, join

SENTENCE = "Nous cherchons quelqu’un qui connaît les achats publics."


@pytest.fixture
def colleague(session: Session, world: World) -> Person:
    return make_person(session, world.organisation, name="Zoé Petit", department="Achats")


@pytest.fixture
def shown(session: Session, world: World) -> World:
    """The draft, with its notice."""
    session.add(HelpWanted(project_id=world.project.id, sentence=SENTENCE, asked_at=clock.now()))
    session.flush()
    return world


def events(session: Session) -> list[str]:
    return list(session.scalars(select(JournalEntry.event).order_by(JournalEntry.id)))


def test_notice_is_written_shown_changed_and_taken_down(
    session: Session, sign_in: Any, world: World, colleague: Person
) -> None:
    client, reader = sign_in(world.owner), sign_in(colleague)
    assert "Aucun projet ne cherche d’équipiers" in reader.get("/teams").text
    assert client.get(f"{world.url}/team/help-wanted").h1 == "Chercher des équipiers"

    page = client.post(f"{world.url}/team/help-wanted", {"sentence": SENTENCE})
    assert "Votre annonce est affichée" in page.text
    assert SENTENCE in page.text
    listed = reader.get("/teams")
    assert listed.h1 == "Projets qui cherchent des équipiers"
    for words in (SENTENCE, world.project.title, world.project.department):
        assert words in listed.text
    assert world.owner.name not in listed.text
    assert world.owner.email not in listed.text

    client.post(f"{world.url}/team/help-wanted", {"sentence": SENTENCE})
    client.post(f"{world.url}/team/help-wanted", {"sentence": "Autre chose."})
    assert "Autre chose." in reader.get("/teams").text
    assert client.get(f"{world.url}/team/help-wanted").field("sentence") == "Autre chose."
    client.post(f"{world.url}/team/help-wanted", {"sentence": " "})
    assert world.project.title not in reader.get("/teams").text
    assert events(session) == ["seek_help"] * 3


def test_notice_too_long_is_kept(sign_in: Any, world: World) -> None:
    page = sign_in(world.owner).post(f"{world.url}/team/help-wanted", {"sentence": "x" * 241})

    assert (page.status, page.field("sentence")) == (422, "x" * 241)


def test_notice_is_the_business_of_the_team(sign_in: Any, world: World, colleague: Person) -> None:
    assert sign_in(colleague).post(f"{world.url}/team/help-wanted", {"sentence": SENTENCE}).status == 404


def test_only_drafts_of_open_calls_look_for_help(
    session: Session, sign_in: Any, shown: World, colleague: Person
) -> None:
    shown.project.state, shown.project.submitted_at = State.SUBMITTED, clock.now()
    session.flush()
    client = sign_in(shown.owner)

    assert client.get(f"{shown.url}/team/help-wanted").status == 409
    assert client.post(f"{shown.url}/team/help-wanted", {"sentence": "x"}).status == 409
    assert SENTENCE not in sign_in(colleague).get("/teams").text
    assert sign_in(colleague).post(f"{shown.url}/offer-help", {"message": "x"}).status == 404
    shown.project.state, shown.call.closes_at = State.DRAFT, clock.now()
    session.flush()
    assert SENTENCE not in sign_in(colleague).get("/teams").text
    with pytest.raises(WrongState):
        help_wanted.seek(session, actor=actor_of(session, shown.owner), project=shown.project, sentence="x")


def test_notice_stays_in_its_organisation(session: Session, sign_in: Any, shown: World) -> None:
    other = make_person(session, make_organisation(session))
    guest = make_person(session)

    assert SENTENCE not in sign_in(other).get("/teams").text
    assert sign_in(other).get(f"{shown.url}/offer-help").status == 404
    assert sign_in(guest).get("/teams").status == 403
    assert "/teams" not in str(sign_in(guest).get("/projects").soup.select("main"))


def test_conflict_hides_the_notice(session: Session, sign_in: Any, shown: World, colleague: Person) -> None:
    declare_conflict(session, colleague, shown.project)

    assert SENTENCE not in sign_in(colleague).get("/teams").text
    assert sign_in(colleague).get(f"{shown.url}/offer-help").status == 404


def test_colleague_offers_help_once_an_hour(
    session: Session, sign_in: Any, shown: World, colleague: Person, sent: Any
) -> None:
    client = sign_in(colleague)
    assert client.get(f"{shown.url}/offer-help").h1 == "Proposer mon aide"

    page = client.post(f"{shown.url}/offer-help", {"message": "Deux jours par mois."})

    assert "Votre message est parti" in page.text
    (mail,) = sent(session)
    assert (mail.name, mail.recipient) == ("help_offered", shown.owner.email)
    for words in ("Zoé Petit", "Achats", colleague.email, "Deux jours par mois."):
        assert words in mail.body
    assert "il y a moins d’une heure" in client.post(f"{shown.url}/offer-help", {"message": "Encore."}).text
    assert len(sent(session)) == 1
    clock.freeze(clock.now() + timedelta(hours=1))
    client.post(f"{shown.url}/offer-help", {"message": "Encore."})
    assert len(sent(session)) == 2
    assert events(session) == ["offer_help"] * 2


@pytest.mark.parametrize("message", ["", "x" * 601])
def test_offer_says_something_and_is_kept(
    session: Session, sign_in: Any, shown: World, colleague: Person, sent: Any, message: str
) -> None:
    page = sign_in(colleague).post(f"{shown.url}/offer-help", {"message": message})

    assert (page.status, page.field("message")) == (422, message)
    assert sent(session) == []


def test_member_does_not_write_to_their_own_team(
    session: Session, sign_in: Any, shown: World, colleague: Person
) -> None:
    join(session, shown.project, colleague)

    assert sign_in(colleague).post(f"{shown.url}/offer-help", {"message": "x"}).status == 403
    assert "Votre équipe" in sign_in(colleague).get("/teams").text


def test_list_asks_the_same_whatever_the_number(
    session: Session, sign_in: Any, world: World, colleague: Person, count_queries: Any
) -> None:
    counts = []
    for number in (3, 50):
        for _index in range(number):
            project = make_project(session, make_call(session, world.organisation), state=State.DRAFT)
            session.add(HelpWanted(project_id=project.id, sentence=SENTENCE, asked_at=clock.now()))
        session.commit()
        client = sign_in(colleague)
        with count_queries() as queries:
            page = client.get("/teams")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert page.soup.select('a[href="/teams?page=2"]')
