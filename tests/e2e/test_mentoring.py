"""A coach with their projects, a team that checks in, the programme manager with the cohort."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit

pytestmark = pytest.mark.stage("mentoring")


def test_coach_follows_and_checks_in(visit: OpenVisit) -> None:
    sonia = visit(phone=True)
    page = sonia.page
    sonia.become("Sonia Delattre", "/coaching")
    sonia.reads("Accompagnement")
    first = page.get_by_role("article").first.get_by_role("link")
    title = first.inner_text()
    first.click()
    sonia.sees(title)
    sonia.says("Pas de nouvelles depuis plus de trois semaines")
    sonia.press("Faire le point")
    sonia.reads("Point de suivi")
    sonia.fill({"Qu’avez-vous appris": "Les professeurs réservent en juin, avant de connaître leur emploi du temps."})
    sonia.press("Envoyer mon point")
    expect(page.locator("#error-summary")).to_be_focused()
    sonia.watch.refused(422)
    sonia.check()
    expect(page.get_by_label("Qu’avez-vous appris")).to_have_value(
        "Les professeurs réservent en juin, avant de connaître leur emploi du temps."
    )
    sonia.fill(
        {
            "Combien d’usagers avez-vous rencontrés ?": "12",
            "Jours prévus pour le projet": "2",
            "Jours vraiment consacrés": "1.5",
            "Quelle est la prochaine étape ?": "Appeler les six collèges.",
        }
    )
    sonia.choose("Comment va le moral ?", "Bon")
    sonia.press("Envoyer mon point")
    sonia.says("Les professeurs réservent en juin")
    sonia.check()


def test_programme_manager_reads_the_cohort(visit: OpenVisit) -> None:
    camille = visit()
    camille.become("Camille Arnoult")
    camille.sees("À faire")
    camille.go("/calls/passerelle-2026/cohort")
    camille.reads("Promotion")
    camille.page.get_by_role("rowheader").first.get_by_role("link").click()
    camille.check()
    camille.press("Changer les dates prévues")
    camille.check()
