"""Sending back a completed dossier: to the team of the call, whatever the date."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from incubator.domain import information, lifecycle
from incubator.domain.models import Call, Person, Project
from incubator.domain.states import State
from tests.factories import actor_of, make_call, make_organisation, make_person, make_project, make_staff
from tests.texts import plain


class Asked:
    """A dossier of a closed call, to which the secretary asked a question."""

    def __init__(self, session: Session) -> None:
        organisation = make_organisation(session)
        self.call: Call = make_call(session, organisation, opens_in=-30, closes_in=-1)
        self.owner: Person = make_person(session, organisation)
        self.secretary: Person = make_staff(session, self.call)
        self.project: Project = make_project(session, self.call, owner=self.owner, state=State.SUBMITTED)
        lifecycle.move(
            session,
            lifecycle.ASK_INFORMATION,
            project=self.project,
            actor=actor_of(session, self.secretary),
            note="Combien de familles ?\nEt depuis quand ?",
        )
        session.flush()
        self.url = f"/projects/{self.project.id}"


@pytest.fixture
def asked(session: Session) -> Asked:
    return Asked(session)


def test_ask_information_tells_the_team_what_is_missing(session: Session, asked: Asked, sent: Any) -> None:
    (mail,) = sent(session)

    assert (mail.name, mail.recipient) == ("information_requested", asked.owner.email)
    assert plain(mail.subject).startswith("Il manque une précision à votre dossier, à compléter avant le ")
    assert "Combien de familles ?\nEt depuis quand ?" in mail.body
    assert "Renvoyer mon dossier complété" in mail.body


def test_send_information_brings_the_dossier_back_to_the_call(
    session: Session, sign_in: Any, asked: Asked, sent: Any
) -> None:
    client = sign_in(asked.owner)

    page = client.get(f"{asked.url}/send-information")
    after = client.post(f"{asked.url}/send-information")

    assert page.h1 == "Renvoyer mon dossier complété"
    assert "Combien de familles ?" in page.text
    assert after.url == asked.url
    assert "Votre dossier complété est renvoyé." in after.text
    session.refresh(asked.project)
    assert asked.project.state is State.SUBMITTED
    told = {(mail.name, mail.recipient) for mail in sent(session)[1:]}
    assert told == {("submission_receipt", asked.owner.email), ("information_sent", asked.secretary.email)}
    mail = next(mail for mail in sent(session) if mail.name == "information_sent")
    assert "dossier 001, « Projet 1 »" in plain(mail.body)


def test_send_information_pressed_twice_says_it_is_done(
    session: Session, sign_in: Any, asked: Asked, sent: Any
) -> None:
    client = sign_in(asked.owner)
    client.post(f"{asked.url}/send-information")

    again = client.post(f"{asked.url}/send-information")

    assert "C’est déjà fait" in again.text
    assert len(sent(session)) == 3


def test_what_is_asked_is_completed_then_sent_back(session: Session, sign_in: Any, asked: Asked) -> None:
    information.ask(
        session, person_id=asked.secretary.id, project=asked.project, message="Et ?", fields=["title"], due_on=None
    )
    session.commit()
    client = sign_in(asked.owner)

    first = client.get(asked.url).soup.select_one(".next-act a.btn")["href"]
    asked.project.title = "Un titre complété"
    session.commit()
    then = client.get(asked.url).soup.select_one(".next-act a.btn")["href"]

    assert (first, then) == (f"{asked.url}/edit", f"{asked.url}/send-information")


def test_send_information_refuses_a_dossier_with_holes(session: Session, sign_in: Any, asked: Asked) -> None:
    asked.project.theme = ""
    session.flush()
    client = sign_in(asked.owner)

    page = client.get(f"{asked.url}/send-information")
    refused = client.post(f"{asked.url}/send-information")

    assert page.soup.select_one(f'.notice a[href="{asked.url}/edit#theme"]') is not None
    assert refused.status == 409
    session.refresh(asked.project)
    assert asked.project.state is State.INFO_REQUESTED


def test_send_information_of_a_draft_is_not_possible(session: Session, sign_in: Any, asked: Asked) -> None:
    draft = make_project(session, asked.call, owner=asked.owner, state=State.DRAFT)

    page = sign_in(asked.owner).post(f"/projects/{draft.id}/send-information")

    assert page.status == 409
    assert "cette action n’est plus possible" in page.text


def test_send_information_is_for_the_team(session: Session, sign_in: Any, asked: Asked) -> None:
    stranger = make_person(session, make_organisation(session))

    assert sign_in(asked.secretary).post(f"{asked.url}/send-information").status == 403
    assert sign_in(stranger).post(f"{asked.url}/send-information").status == 404
