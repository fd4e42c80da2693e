"""A manager answers by their link, without an account, once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from incubator.agreement import operations
from incubator.core import clock
from incubator.core.errors import NotFound, NotReady, WrongState
from incubator.core.outbox import OutboxEmail
from incubator.domain import agreements
from incubator.domain.dossier_kinds import AgreementStatus
from incubator.domain.models import Person, Question
from incubator.domain.states import State
from tests import factories as make
from tests.integration.agreement.conftest import MANAGER, SECRET, World

Build = Callable[..., World]
LATER = "nadia.directrice@ailleurs.example"
OTHERWISE = {
    "days": "1",
    "starts_on": make.day(90).isoformat(),
    "ends_on": make.day(200).isoformat(),
    "comment": "Pas en juillet.",
}


def test_the_page_says_who_asks_what_and_nothing_else(world: World) -> None:
    page = world.visitor.get(world.asked())

    assert page.h1 == "Votre accord est demandé"
    for words in (world.owner.name, "Les dossiers du soir", "Trois cents familles attendent.", "1,5 jour par semaine"):
        assert words in page.text
    for words in ("Personne ne sait pourquoi", "Wombat", "Recevable", "Déposé"):
        assert words not in page.text
    assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.soup.select_one('meta[name="robots"][content^="noindex"]') is not None
    assert "Set-Cookie" not in page.headers


def test_reading_changes_nothing(world: World) -> None:
    link = world.asked()
    before = world.session.scalar(select(func.count()).select_from(OutboxEmail))
    for _ in range(3):
        world.visitor.get(link)

    (request,) = world.requests()
    assert request.status is AgreementStatus.ASKED
    assert world.session.scalar(select(func.count()).select_from(OutboxEmail)) == before


def test_agreeing_gives_what_was_asked_and_tells_the_team(world: World) -> None:
    page = world.answer(world.asked(), "agree")

    assert page.status == 200
    assert page.h1 == "Votre réponse est enregistrée"
    (request,) = world.requests()
    assert request.status is AgreementStatus.AGREED
    assert (request.days_agreed, request.agreed_from, request.agreed_until) == (1.5, make.day(60), make.day(240))
    mail = world.mails(world.owner.email)[-1]
    assert mail.name == "agreement_answer"
    assert "vous donne son accord" in mail.subject
    entry = world.journal()[-1]
    assert (entry.event, entry.actor_id) == ("manager_agreed", None)
    assert entry.after is not None and entry.after["manager"] == f"Claire Aubry <{MANAGER}>"


def test_agreeing_otherwise_keeps_both(world: World) -> None:
    page = world.answer(world.asked(), "otherwise", **OTHERWISE)

    (request,) = world.requests()
    assert request.status is AgreementStatus.AGREED_OTHERWISE
    assert (request.days, request.days_agreed, request.agreed_from) == (1.5, 1.0, make.day(90))
    assert "1 jour par semaine" in page.text
    body = world.mails(world.owner.email)[-1].body
    assert "1 jour par semaine" in body
    assert "Pas en juillet." in body
    assert world.journal()[-1].note == "Pas en juillet."


def test_other_days_that_are_the_same_are_an_agreement_as_asked(world: World) -> None:
    same = {"days": "1.5", "starts_on": make.day(60).isoformat(), "ends_on": make.day(240).isoformat()}
    world.answer(world.asked(), "otherwise", **same)

    assert world.requests()[0].status is AgreementStatus.AGREED


def test_refusing_tells_why(world: World) -> None:
    page = world.answer(world.asked(), "refuse", reason=SECRET)

    assert SECRET in page.text
    assert world.requests()[0].status is AgreementStatus.REFUSED
    mail = world.mails(world.owner.email)[-1]
    assert SECRET in mail.body
    assert "pas sur votre idée" in mail.body
    assert (world.journal()[-1].event, world.journal()[-1].note) == ("manager_refused", SECRET)


@pytest.mark.parametrize(
    ("chosen", "fields", "sentence", "kept"),
    [
        ("refuse", {"reason": "  "}, "Écrivez le motif", None),
        ("refuse", {"reason": "é" * 1501}, "1501 caractères", ("refuse-reason", "é" * 1501)),
        ("talk", {"message": ""}, "Écrivez un mot", None),
        ("delegate", {"name": "Nadia", "email": "nadia"}, "n’est pas complète", ("delegate-name", "Nadia")),
        ("delegate", {"name": "", "email": LATER}, "Écrivez son nom.", ("delegate-email", LATER)),
        ("delegate", {"name": "Moi", "email": MANAGER}, "Cette adresse est la vôtre", ("delegate-name", "Moi")),
        (
            "otherwise",
            {**OTHERWISE, "ends_on": make.day(80).isoformat()},
            "Le dernier jour vient après le premier.",
            ("otherwise-comment", "Pas en juillet."),
        ),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    world: World, chosen: str, fields: dict[str, str], sentence: str, kept: tuple[str, str] | None
) -> None:
    page = world.answer(world.asked(), chosen, **fields)

    assert page.status == 422
    assert sentence in page.text
    if kept:
        assert page.field(kept[0]) == kept[1]
    assert page.soup.select_one(f"details[open] button[value={chosen}]") is not None
    assert world.requests()[0].status is AgreementStatus.ASKED
    assert len(world.journal()) == 1


def test_an_answer_that_is_none_of_them_changes_nothing(world: World) -> None:
    link = world.asked()

    assert world.answer(link, "publish").status == 422
    assert world.visitor.post(link).status == 200
    assert world.requests()[0].status is AgreementStatus.ASKED


def test_there_is_no_second_answer(world: World) -> None:
    link = world.asked()
    world.answer(link, "agree")
    mails = len(world.mails(world.owner.email))

    again = world.answer(link, "refuse", reason=SECRET)

    assert again.h1 == "Votre réponse est enregistrée"
    assert "Accord donné" in again.text
    assert f"écrivez à {world.owner.name} ({world.owner.email})" in again.text
    assert "programme@departement.example" in again.text
    assert not again.soup.select("main form")
    assert world.requests()[0].status is AgreementStatus.AGREED
    assert len(world.mails(world.owner.email)) == mails
    assert len(world.journal()) == 2


def test_an_answer_from_another_window_stands(world: World, app: Flask) -> None:
    secret = world.asked().rsplit("/", 1)[-1]
    operations.agree(world.session, secret=secret)

    for again in (
        lambda: operations.agree(world.session, secret=secret),
        lambda: operations.refuse(world.session, secret=secret, reason=SECRET),
        lambda: operations.talk_first(world.session, secret=secret, message=SECRET),
    ):
        with pytest.raises(WrongState, match="déjà enregistrée"):
            again()
    with pytest.raises(NotFound):
        operations.agree(world.session, secret="unknown")
    world.session.commit()
    assert world.requests()[0].status is AgreementStatus.AGREED


def test_talking_first_leaves_the_answer_for_later(world: World) -> None:
    link = world.asked()
    page = world.answer(link, "talk", message="Appelez-moi jeudi.")

    assert "Votre message est parti" in page.text
    assert world.requests()[0].status is AgreementStatus.TALK_WANTED
    for person in (world.owner, world.staff):
        assert "Appelez-moi jeudi." in world.mails(person.email)[-1].body
    assert world.journal()[-1].event == "manager_wants_to_talk"
    world.answer(link, "agree")
    assert world.requests()[0].status is AgreementStatus.AGREED
    assert "souhaite parler du projet avant de répondre" in world.mails(world.staff.email)[-1].subject


def test_talking_about_a_draft_tells_its_team_alone(build: Build) -> None:
    world = build(State.DRAFT)
    world.answer(world.asked(), "talk", message="Appelez-moi jeudi.")

    assert world.mails(world.staff.email) == []
    assert "Appelez-moi jeudi." in world.mails(world.owner.email)[-1].body


def test_delegating_sends_a_link_of_its_own_and_the_first_answers_no_more(world: World) -> None:
    first = world.asked()
    page = world.answer(first, "delegate", name="Nadia Ferrand", email=LATER)

    assert "Transmis à une autre personne" in page.text
    handed_on, handed = world.requests()
    assert (handed_on.status, handed.status) == (AgreementStatus.DELEGATED, AgreementStatus.ASKED)
    assert (handed.manager_name, handed.days, handed.message) == ("Nadia Ferrand", 1.5, handed_on.message)
    assert "Claire Aubry vous transmet cette demande" in world.mails(LATER)[0].body
    assert "Nadia Ferrand" in world.mails(world.owner.email)[-1].body
    world.answer(first, "agree")
    assert world.requests()[1].status is AgreementStatus.ASKED
    second = world.link(LATER)
    assert second != first
    world.answer(second, "agree")
    assert world.requests()[1].status is AgreementStatus.AGREED
    assert "Claire Aubry" in world.visitor.get(first).text
    assert "Accord donné" not in world.visitor.get(first).text


def test_a_request_is_not_handed_to_its_own_team(world: World) -> None:
    page = world.answer(world.asked(), "delegate", name="Moi", email=world.owner.email)

    assert page.status == 422
    assert "celle d’une personne de l’équipe" in page.text
    assert len(world.requests()) == 1


def test_unknown_expired_and_cancelled_links_get_the_same_answer(world: World) -> None:
    link = world.asked()
    unknown = world.visitor.get("/agreement/nothing-of-the-kind")
    clock.freeze(clock.now() + timedelta(days=31))
    expired = world.visitor.get(link)
    posted = world.answer(link, "agree")

    assert unknown.status == expired.status == posted.status == 404
    assert unknown.h1 == "Ce lien ne sert plus"
    assert unknown.raw == expired.raw == posted.raw
    assert world.requests()[0].status is AgreementStatus.ASKED
    clock.freeze(None)
    world.sign_in(world.owner).post(f"{world.url}/cancel")
    assert world.visitor.get(link).raw == unknown.raw


def test_a_link_opens_no_session(world: World) -> None:
    link = world.asked()
    people = world.session.scalar(select(func.count()).select_from(Person))
    world.answer(link, "agree")

    assert world.visitor.get("/projects").url.startswith("/sign-in")
    assert world.session.scalar(select(func.count()).select_from(Person)) == people


def test_what_the_pages_check_is_checked_again_by_the_acts(world: World) -> None:
    """Two presses come at once; a page may be another than ours."""
    link, actor = world.asked(), make.actor_of(world.session, world.owner)
    days = {"days": 1.0, "starts_on": make.day(1), "ends_on": make.day(9)}
    request = operations.Request(manager_name="Autre", manager_email=LATER, message="", **days)

    with pytest.raises(WrongState, match="attend déjà sa réponse"):
        operations.ask(world.session, actor=actor, project=world.project, request=request, make_url=str)
    with pytest.raises(NotReady, match="motif"):
        operations.refuse(world.session, secret=link.rpartition("/")[2], reason="  ")
    assert [one.status for one in world.requests()] == [AgreementStatus.ASKED]


def test_a_request_handed_on_then_cancelled_leaves_none(world: World) -> None:
    world.answer(world.asked(), "delegate", name="Nadia", email=LATER)
    assert agreements.currents(world.session, [world.project.id])[world.project.id].manager_email == LATER
    world.sign_in(world.owner).post(f"{world.url}/cancel")

    assert len(world.requests()) == 2
    assert agreements.current(world.session, world.project) is None
    assert agreements.currents(world.session, [world.project.id]) == {}


def test_a_manager_reads_nothing_that_readers_may_not(world: World) -> None:
    question = world.session.scalars(select(Question).where(Question.key == "problem")).one()
    question.team_only = True
    world.session.commit()

    page = world.visitor.get(world.asked())

    assert "Trois cents familles" not in world.mails(MANAGER)[-1].body + page.text
