"""Before the pitches: the agreements that are missing, and what opening a pitch without one says."""

from datetime import date, timedelta

import pytest

from incubator.core import clock
from incubator.domain.dossier_kinds import AgreementMoment, AgreementStatus
from incubator.domain.kinds import PitchStatus
from incubator.domain.models import Agreement
from tests.texts import plain


def asked(session, project, status=AgreementStatus.ASKED):
    agreement = Agreement(
        project_id=project.id,
        asked_by_id=project.owner_id,
        manager_name="Irène Chef",
        manager_email="irene@example.org",
        days=1,
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 6, 30),
        status=status,
        asked_at=clock.now() - timedelta(days=5),
        expires_at=clock.now() + timedelta(days=20),
    )
    session.add(agreement)
    return agreement


@pytest.fixture
def wanted(session, jury):
    jury.call.agreement_required = AgreementMoment.JURY
    projects = [jury.pitch(), jury.pitch(), jury.pitch()]
    asked(session, projects[0], AgreementStatus.AGREED)
    asked(session, projects[1])
    session.commit()
    return projects


@pytest.mark.parametrize("tail", ["jury-day", "jury-day/order"])
def test_missing_agreements_are_listed_with_the_way_to_remind(jury, wanted, sign_in, tail):
    _given, awaited, nothing = wanted
    page = sign_in(jury.secretary).get(jury.url(tail))
    section = page.soup.select_one("#agreements")
    assert len(section.select("tbody tr")) == 2
    assert f"Relancer pour le {awaited.reference}" in plain(section.get_text())
    assert section.select_one(f'a[href="/projects/{awaited.id}/agreement"]')
    assert f"Écrire à l’équipe du {nothing.reference}" in plain(section.get_text())
    assert "2 accords de responsables manquent" in sign_in(jury.secretary).get("/to-do").text


def test_the_chair_learns_that_one_is_missing_and_no_more(jury, wanted, sign_in):
    section = sign_in(jury.chair).get(jury.day_url).soup.select_one("#agreements").get_text()
    assert "Manque" in section
    assert "Irène" not in section
    assert "Relancer" not in section


@pytest.mark.parametrize("when", ["another moment", "closed"])
def test_nothing_is_listed_otherwise(session, jury, wanted, sign_in, when):
    if when == "closed":
        jury.close_day()
    else:
        jury.call.agreement_required = AgreementMoment.MENTORING
    session.commit()
    assert sign_in(jury.secretary).get(jury.day_url).soup.select_one("#agreements") is None


def test_a_pitch_without_agreement_leads_back_with_the_reason(jury, wanted, sign_in):
    given, awaited, _nothing = wanted
    client = sign_in(jury.secretary)
    page = client.post(f"/projects/{awaited.id}/pitch/open")
    assert (page.status, page.url) == (200, jury.day_url)
    assert f"La notation du dossier {awaited.reference} n’est pas ouverte" in plain(page.text)
    assert jury.pitch_of(awaited).status is PitchStatus.WAITING
    assert "est ouverte" in client.post(f"/projects/{given.id}/pitch/open").text
    again = client.post(f"/projects/{given.id}/pitch/open")
    assert "a déjà été ouverte" in again.text
    assert jury.pitch_of(given).status is PitchStatus.OPEN
