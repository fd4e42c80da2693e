"""Writing again, with patience; taking a request back."""

from datetime import timedelta

from incubator.core import clock
from incubator.domain.dossier_kinds import AgreementStatus
from tests import factories as make
from tests.integration.agreement.conftest import MANAGER, World


def test_a_reminder_waits_three_days(world: World) -> None:
    world.ask()
    owner = world.sign_in(world.owner)

    assert "Relancer" not in [button.get_text(strip=True) for button in owner.get(world.url).soup.select("button")]
    page = owner.post(f"{world.url}/remind")

    assert "Un courriel est parti il y a moins de trois jours" in page.text
    assert len(world.mails(MANAGER)) == 1


def test_a_reminder_brings_a_new_link_that_replaces_the_other(world: World) -> None:
    first = world.asked()
    clock.freeze(world.requests()[0].last_sent_at + timedelta(days=3))
    page = world.sign_in(world.owner).post(f"{world.url}/remind")

    assert "Un nouveau courriel est parti" in page.text
    assert world.mails(MANAGER)[-1].name == "agreement_reminder"
    second = world.link()
    assert world.visitor.get(first).status == 404
    assert world.visitor.get(second).status == 200
    assert (world.journal()[-1].event, world.journal()[-1].actor_id) == ("remind_manager", world.owner.id)
    again = world.sign_in(world.staff).post(f"{world.url}/remind")
    assert "moins de trois jours" in again.text
    assert len(world.mails(MANAGER)) == 2


def test_the_programme_team_may_remind_and_no_reader(world: World) -> None:
    world.ask()
    clock.freeze(clock.now() + timedelta(days=4))

    assert world.sign_in(world.reader).post(f"{world.url}/remind").status in (403, 404)
    assert world.sign_in(world.juror).post(f"{world.url}/remind").status in (403, 404)
    assert "Un nouveau courriel est parti" in world.sign_in(world.staff).post(f"{world.url}/remind").text


def test_staff_with_a_link_to_the_project_may_not(world: World) -> None:
    world.ask()
    make.declare_conflict(world.session, world.staff, world.project)
    world.session.commit()
    staff = world.sign_in(world.staff)

    assert staff.get(world.url).status == 404
    assert staff.post(f"{world.url}/remind").status == 404


def test_an_expired_link_is_told_and_sent_anew(world: World) -> None:
    world.ask()
    clock.freeze(clock.now() + timedelta(days=31))
    owner = world.sign_in(world.owner)

    page = owner.get(world.url)
    assert "Sans réponse, lien périmé" in page.text
    assert "Envoyer un nouveau lien" in page.text
    owner.post(f"{world.url}/remind")
    assert world.visitor.get(world.link()).status == 200


def test_nothing_is_sent_once_the_answer_is_there(world: World) -> None:
    world.answer(world.asked(), "agree")
    clock.freeze(clock.now() + timedelta(days=4))
    page = world.sign_in(world.owner).post(f"{world.url}/remind")

    assert "Aucune demande n’attend de réponse" in page.text
    assert len(world.mails(MANAGER)) == 1


def test_cancelling_tells_the_manager_and_kills_the_link(world: World) -> None:
    link = world.asked()
    owner = world.sign_in(world.owner)

    assert owner.get(f"{world.url}/cancel").h1 == "Annuler ma demande"
    page = owner.post(f"{world.url}/cancel")

    assert "Votre demande est annulée" in page.text
    assert world.requests()[0].status is AgreementStatus.CANCELLED
    assert world.mails(MANAGER)[-1].name == "agreement_cancelled"
    assert world.journal()[-1].event == "cancel_agreement"
    assert world.visitor.get(link).status == 404


def test_cancelling_twice_or_too_late_changes_nothing(world: World) -> None:
    world.answer(world.asked(), "agree")
    page = world.sign_in(world.owner).post(f"{world.url}/cancel")

    assert "Aucune demande n’attend de réponse." in page.text
    assert world.requests()[0].status is AgreementStatus.AGREED
    assert len(world.mails(MANAGER)) == 1


def test_only_the_team_cancels(world: World) -> None:
    world.ask()

    assert world.sign_in(world.staff).post(f"{world.url}/cancel").status == 403
    assert world.requests()[0].status is AgreementStatus.ASKED
