"""Signing in by a single-use link."""

import re
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.core import clock
from incubator.core.outbox import OutboxEmail
from incubator.domain.models import Person, SignInLink
from tests import factories as make


def link_in(session: Session) -> str:
    body = session.scalars(select(OutboxEmail.body).where(OutboxEmail.name == "sign_in_link")).one()
    found = re.search(r"https?://[^/]+(/sign-in/link/\S+)", body)
    assert found
    return found.group(1)


def test_agent_signs_in_for_the_first_time(session: Session, visitor) -> None:  # type: ignore[no-untyped-def]
    organisation = make.make_organisation(session)
    session.commit()
    address = f"Jeanne.Martin@{organisation.email_domains[0]}"

    page = visitor.post("/sign-in", {"email": address})
    assert page.h1 == "Regardez votre messagerie"
    assert visitor.get(link_in(session)).h1 == "Ouvrir ma session"
    page = visitor.post(link_in(session))

    person = session.scalars(select(Person).where(Person.email == address.lower())).one()
    assert page.h1 == "Mon profil"
    assert person.organisation_id == organisation.id
    assert visitor.post("/profile", {"name": "Jeanne Martin", "language": "fr"}).h1 == "À faire"


def test_opening_the_link_spends_nothing_and_the_button_spends_it(session: Session, visitor, app) -> None:  # type: ignore[no-untyped-def]
    organisation = make.make_organisation(session)
    person = make.make_person(session, organisation)
    session.commit()
    visitor.post("/sign-in", {"email": person.email})
    url = link_in(session)

    visitor.get(url)
    visitor.get(url)
    assert visitor.post(url).h1 == "À faire"
    again = type(visitor)(app).post(url)

    assert again.status == 409
    assert "sert une seule fois" in again.text


def test_link_dies_after_an_hour(session: Session, visitor) -> None:  # type: ignore[no-untyped-def]
    person = make.make_person(session, make.make_organisation(session))
    session.commit()
    visitor.post("/sign-in", {"email": person.email})
    url = link_in(session)
    link = session.scalars(select(SignInLink)).one()
    clock.freeze(link.expires_at + timedelta(seconds=1))

    assert visitor.post(url).status == 409


def test_unknown_address_gets_the_same_page_and_a_mail_without_link(session: Session, visitor, sent) -> None:  # type: ignore[no-untyped-def]
    make.make_organisation(session)
    session.commit()

    page = visitor.post("/sign-in", {"email": "quelquun@ailleurs.example"})

    assert page.h1 == "Regardez votre messagerie"
    assert [(mail.name, mail.recipient) for mail in sent(session)] == [("sign_in_unknown", "quelquun@ailleurs.example")]


def test_wrong_address_is_kept_with_a_sentence(visitor) -> None:  # type: ignore[no-untyped-def]
    page = visitor.post("/sign-in", {"email": "jeanne@"})

    assert page.status == 422
    assert page.field("email") == "jeanne@"
    assert "Cette adresse n’est pas complète" in page.text


def test_disabled_person_cannot_sign_in(session: Session, visitor, sent) -> None:  # type: ignore[no-untyped-def]
    person = make.make_person(session, make.make_organisation(session), disabled_at=clock.now())
    session.commit()

    visitor.post("/sign-in", {"email": person.email})

    assert [mail.name for mail in sent(session)] == ["sign_in_unknown"]


def test_after_signing_in_one_goes_where_one_was_going(session: Session, visitor) -> None:  # type: ignore[no-untyped-def]
    person = make.make_person(session, make.make_organisation(session))
    session.commit()
    assert visitor.get("/profile").url == "/sign-in"

    visitor.post("/sign-in?next=/profile", {"email": person.email})

    assert visitor.post(link_in(session)).h1 == "Mon profil"


def test_first_sign_in_asks_for_the_name_then_leads_where_one_was_going(session: Session, visitor) -> None:  # type: ignore[no-untyped-def]
    organisation = make.make_organisation(session)
    session.commit()
    visitor.post("/sign-in?next=/projects", {"email": f"nouvelle@{organisation.email_domains[0]}"})

    profile = visitor.post(link_in(session), follow_redirects=False).headers["Location"]
    assert visitor.get(profile).h1 == "Mon profil"

    assert visitor.post(profile, {"name": "Nouvelle Agente", "language": "fr"}).h1 == "Mes projets"


def test_forged_next_leads_home(session: Session, visitor) -> None:  # type: ignore[no-untyped-def]
    person = make.make_person(session, make.make_organisation(session))
    session.commit()

    visitor.post("/sign-in?next=//evil.example/", {"email": person.email})

    assert visitor.post(link_in(session)).url == "/to-do"


def test_sign_out_closes_the_session(session: Session, sign_in) -> None:  # type: ignore[no-untyped-def]
    client = sign_in(make.make_person(session, make.make_organisation(session)))
    session.commit()
    assert client.get("/profile").status == 200

    client.post("/sign-out")

    assert client.get("/profile").url == "/sign-in"


def test_demonstration_doors_do_not_exist_elsewhere(session: Session, visitor) -> None:  # type: ignore[no-untyped-def]
    person = make.make_person(session)
    session.commit()

    assert visitor.post(f"/demonstration/become/{person.id}").status == 404
    assert visitor.get("/demonstration/mailbox").status == 404


def test_language_is_remembered_for_the_person(session: Session, sign_in) -> None:  # type: ignore[no-untyped-def]
    person = make.make_person(session, make.make_organisation(session))
    session.commit()
    client = sign_in(person)

    page = client.post("/language/en", {"next": "/profile"})

    session.refresh(person)
    assert person.language == "en"
    assert page.soup.html["lang"] == "en"
    assert client.post("/language/xx").status == 404
