"""What everyone reads: the showcase, the pages of the footer, a page that does not exist; the gallery, the mailbox."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import OpenVisit

pytestmark = pytest.mark.stage("mentoring")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/followed", "Projets accompagnés"),
        ("/accessibility", "Accessibilité"),
        ("/legal", "Mentions légales"),
        ("/privacy", "Données personnelles"),
        ("/demonstration/mailbox", "Courriels de la démonstration"),
    ],
)
def test_page_is_sound(visit: OpenVisit, path: str, heading: str) -> None:
    anyone = visit()
    anyone.go(path)
    anyone.reads(heading)


def test_home_after_the_call(visit: OpenVisit) -> None:
    anyone = visit()
    anyone.go("/")
    anyone.reads("Innover dans nos collectivités")
    anyone.go("/calls/passerelle-2026")
    anyone.says("L’appel est clos")
    anyone.reads("La Passerelle, deuxième édition")


def test_page_that_does_not_exist(visit: OpenVisit) -> None:
    anyone = visit()
    anyone.go("/nowhere")
    anyone.watch.refused(404)
    anyone.reads("Cette page n’existe pas")
    anyone.press("Aller à l’accueil")
    expect(anyone.page).to_have_url("/")


def test_gallery_of_components(visit: OpenVisit) -> None:
    anyone = visit()
    anyone.go("/gallery")
    anyone.check()
