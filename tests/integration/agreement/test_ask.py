"""An agent asks their manager, when they choose."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from incubator.core.links import hash_of
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.models import Agreement, TeamMember
from incubator.domain.states import State
from tests import factories as make
from tests.integration.agreement.conftest import FIELDS, MANAGER, World

Build = Callable[..., World]


def test_the_page_is_filled_with_what_is_known(world: World) -> None:
    page = world.sign_in(world.owner).get(f"{world.url}/ask")

    assert page.h1 == "Demander l’accord de mon responsable"
    assert page.field("starts_on") == world.call.mentoring_from.isoformat()
    assert "Jamais vos autres réponses" in page.text


def test_the_preview_shows_the_mail_and_sends_nothing(world: World) -> None:
    page = world.sign_in(world.owner).post(f"{world.url}/ask", FIELDS)

    assert page.status == 200
    mail = page.soup.select_one(".mail")
    assert mail is not None
    text = " ".join(mail.get_text(" ").split())
    assert "À claire.responsable@ailleurs.example" in text
    assert "Trois cents familles attendent." in text
    assert "1,5 jour par semaine" in text
    assert "Je garde l’accueil du lundi." in text
    assert page.field("manager_name") == "Claire Aubry"
    assert world.requests() == []
    assert world.mails(MANAGER) == []


def test_what_leaves_is_what_the_preview_showed(world: World) -> None:
    preview = world.sign_in(world.owner).post(f"{world.url}/ask", FIELDS).soup.select_one(".mail-body")
    world.ask()

    sent = world.mails(MANAGER)[0].body
    shown = preview.get_text() if preview else ""
    link = "http://localhost" + world.link()
    assert shown.split() == sent.replace(link, "[le lien personnel de votre responsable]").split()


def test_asking_writes_to_the_manager_and_to_the_journal(world: World) -> None:
    page = world.ask()

    assert "Votre demande est partie" in page.text
    assert "En attente de sa réponse" in page.text
    (request,) = world.requests()
    assert (request.status, request.days, request.manager_email) == (AgreementStatus.ASKED, 1.5, MANAGER)
    (mail,) = world.mails(MANAGER)
    assert mail.name == "agreement_request"
    assert mail.language == "fr"
    assert mail.about == world.project.id
    (entry,) = world.journal()
    assert (entry.event, entry.actor_id) == ("ask_manager", world.owner.id)
    assert entry.after is not None and entry.after["days"] == 1.5


def test_the_mail_says_one_sentence_of_the_dossier_and_no_more(world: World) -> None:
    world.ask()

    body = world.mails(MANAGER)[0].body
    assert "Trois cents familles attendent." in body
    assert "Personne ne sait pourquoi" not in body
    assert "Wombat" not in body


def test_only_the_digest_of_the_link_is_kept(world: World) -> None:
    secret = world.asked().rsplit("/", 1)[-1]

    (request,) = world.requests()
    assert request.secret_hash == hash_of(secret)
    assert secret not in str(vars(request))


def test_the_link_lives_as_long_as_the_call_says(build: Build) -> None:
    world = build(agreement_days=12)
    world.ask()

    (request,) = world.requests()
    assert (request.expires_at - request.asked_at).days == 12


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("manager_name", "", "Écrivez son nom."),
        ("manager_email", "claire", "Cette adresse n’est pas complète"),
        ("days", "9", "Not a valid choice"),
        ("starts_on", "demain", ""),
        ("ends_on", make.day(50).isoformat(), "Le dernier jour vient après le premier."),
        ("ends_on", "2199-01-01", "Vérifiez l’année."),
        ("message", "é" * 1501, "1501 caractères, pour 1500 au plus"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(world: World, field: str, value: str, sentence: str) -> None:
    page = world.ask(**{field: value})

    assert page.status == 422
    assert page.soup.select_one("#error-summary") is not None
    if sentence and "valid" not in sentence:
        assert sentence in page.text
    kept = "message" if field != "message" else "manager_name"
    assert page.field(kept) == FIELDS[kept]
    assert world.requests() == []


def test_days_that_are_over_are_refused(world: World) -> None:
    page = world.ask(starts_on=make.day(-20).isoformat(), ends_on=make.day(-1).isoformat())

    assert page.status == 422
    assert "Ce jour est passé" in page.text


def test_nobody_agrees_to_their_own_request(world: World) -> None:
    page = world.ask(manager_email=world.owner.email.upper())

    assert page.status == 422
    assert "Cette adresse est celle d’une personne de l’équipe" in page.text
    assert world.requests() == []


def test_a_project_without_a_title_is_given_one_first(build: Build) -> None:
    world = build(State.DRAFT)
    world.project.title = ""
    world.session.commit()

    assert "Donnez d’abord un titre" in world.sign_in(world.owner).get(f"{world.url}/ask").text
    assert world.ask().status == 422
    assert world.requests() == []


def test_pressing_twice_asks_once(world: World) -> None:
    world.ask()
    page = world.ask()

    assert "Une demande attend déjà sa réponse." in page.text
    assert len(world.requests()) == 1
    assert len(world.mails(MANAGER)) == 1


def test_a_request_may_follow_an_answer_and_both_are_kept(world: World) -> None:
    world.answer(world.asked(), "refuse", reason="Pas cet été.")
    page = world.ask(manager_email="autre@ailleurs.example")

    assert len(world.requests()) == 2
    assert "Les demandes précédentes" in page.text
    assert "Pas cet été." in page.text


def test_a_project_that_is_over_asks_nothing(build: Build) -> None:
    world = build(State.WITHDRAWN)

    assert world.ask().status == 409
    assert "Demander l’accord" not in world.sign_in(world.owner).get(world.url).text
    assert world.requests() == []


def test_any_member_of_the_team_may_ask_and_nobody_else(world: World) -> None:
    colleague = make.make_person(world.session, world.organisation)
    world.session.add(TeamMember(project_id=world.project.id, person_id=colleague.id, name=colleague.name))
    world.session.commit()
    stranger = make.make_person(world.session, world.organisation)
    world.session.commit()

    assert world.ask(by=world.staff).status == 403
    assert world.ask(by=world.reader).status in (403, 404)
    assert world.ask(by=stranger).status == 404
    assert world.session.scalar(select(func.count()).select_from(Agreement)) == 0
    assert world.ask(by=colleague).status == 200
    assert len(world.requests()) == 1


def test_a_manager_with_an_account_is_written_to_in_their_language(world: World) -> None:
    make.make_person(world.session, email=MANAGER, language="en")
    world.session.commit()
    world.ask()

    assert world.mails(MANAGER)[0].language == "en"
