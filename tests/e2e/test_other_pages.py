"""The pages that no journey crosses are looked at too."""

import pytest

from tests.e2e.conftest import OpenVisit
from tests.e2e.live import Live


@pytest.mark.stage("committee")
def test_team_that_must_say_more(visit: OpenVisit) -> None:
    mickael = visit()
    mickael.become("Mickaël Saint-Aignan")
    mickael.reads("À faire")
    mickael.go("/projects")
    project = mickael.page.get_by_role("article").get_by_role("link").first.get_attribute("href")
    mickael.go(f"{project}/edit")
    mickael.says("L’équipe du programme vous demande")
    mickael.check()
    for page in ("exchanges", "versions", "receipt", "ask-call-back", "similar"):
        mickael.go(f"{project}/{page}")
        mickael.check()
    for act, heading in (("send-information", "Renvoyer mon dossier complété"), ("withdraw", "Retirer mon dossier")):
        mickael.go(f"{project}/{act}")
        mickael.reads(heading)
    mickael.press("Retirer mon dossier")
    mickael.says("Votre dossier est retiré.")
    mickael.check()
    mickael.go(f"{project}/edit")
    mickael.check()


@pytest.mark.stage("open")
def test_team_that_withdraws_may_come_back(live: Live, visit: OpenVisit) -> None:
    denis = visit()
    denis.become("Denis Lacombrade", "/projects")
    project = denis.page.get_by_role("article").get_by_role("link").first.get_attribute("href")
    denis.go(f"{project}/withdraw")
    denis.press("Retirer mon dossier")
    denis.press("Reprendre mon dossier")
    denis.reads("Reprendre mon dossier")
    denis.press("Reprendre mon dossier")
    denis.says("Votre dossier est de nouveau un brouillon")


@pytest.mark.stage("mentoring")
def test_a_followed_project_from_all_sides(live: Live, visit: OpenVisit) -> None:
    camille = visit()
    camille.become("Camille Arnoult")
    project = live.projects("mentoring")[0]
    for tab in (
        "",
        "/journal",
        "/readings",
        "/decision",
        "/exchanges",
        "/versions",
        "/similar",
        "/coach",
        "/phases/move",
        "/phases/back",
        "/end",
    ):
        camille.go(f"/projects/{project}{tab}")
        camille.check()
    camille.choose("Comment le projet se termine-t-il ?", "En dormance, reprise possible")
    camille.fill({"Le motif, écrit pour l’équipe": "Le service attend son nouveau responsable."})
    camille.press("Terminer l’accompagnement")
    camille.says("L’accompagnement est terminé")
    camille.go(f"/projects/{project}/resume")
    camille.check()
    for state, page in (("reserve", "reserve"), ("waiting_list", "decision"), ("not_admissible", "redirect")):
        camille.go(f"/projects/{live.projects(state)[0]}/{page}")
        camille.check()


@pytest.mark.stage("jury")
def test_order_of_the_day_for_a_juror(visit: OpenVisit) -> None:
    fiona = visit(phone=True)
    fiona.become("Fiona Macrae", "/calls/passerelle-2026/jury-day")
    fiona.reads("Running order")


@pytest.mark.stage("jury")
def test_places_that_become_free(live: Live, visit: OpenVisit) -> None:
    yves = visit()
    yves.become("Yves Lanoë")
    yves.go(f"/projects/{live.projects('waiting_list')[0]}/waiting-list")
    yves.check()
