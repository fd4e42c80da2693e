"""The columns of a file are chosen, checked, and kept for the next one."""

from incubator.domain.import_kinds import ImportStatus
from incubator.domain.models import ImportMapping
from tests import factories as make
from tests.integration.imports.conftest import VELOS, Desk, lines


def test_columns_are_checked_together_and_kept(desk: Desk) -> None:
    page = desk.upload(lines([VELOS]))

    assert "Dites quelle colonne tient le titre" in desk.choose(page, Titre="").text
    twice = desk.choose(page, Nom="title")
    assert twice.status == 422
    assert "« Titre du projet » est tenu par plusieurs colonnes" in twice.text
    assert "Dites quelle colonne tient l’état" in desk.choose(page, state="source").text
    assert desk.run().status is ImportStatus.TO_MAP


def test_saved_choices_follow_titles_wherever_they_stand(desk: Desk) -> None:
    desk.choose(
        desk.upload("Sujet;Zone;ID;Thème\nVélos;Nord;1;x\n"),
        Sujet="title",
        Zone="department",
        Thème="",
        name="Le formulaire",
        receipts="y",
        dates="iso",
    )
    elsewhere = make.make_organisation(desk.session)
    desk.session.add(ImportMapping(organisation_id=elsewhere.id, name="Celui d’ailleurs", columns={}, options={}))
    desk.session.commit()
    page = desk.upload("id;zone;Autre;SUJET;thème\n2;Sud;z;Haies;x\n")
    assert "Le formulaire" in page.text and "Celui d’ailleurs" not in page.text

    mapping = page.soup.select_one("select[name=mapping] option")
    followed = desk.client.post(f"/imports/{desk.run().id}/mapping", {"mapping": mapping["value"]})  # type: ignore[index]
    assert desk.run().options["dates"] == "iso"
    assert "theme" not in desk.run().columns.values()  # left out then, left out now
    assert desk.run().options["receipts"] is False  # e-mails are asked for each time
    desk.choose(followed)
    desk.start()

    assert [(p.title, p.department, p.import_key) for p in desk.projects()] == [("Haies", "Sud", "2")]


def test_choices_that_do_not_exist_change_nothing(desk: Desk) -> None:
    desk.upload(lines([VELOS]))
    before, url = dict(desk.run().columns), f"/imports/{desk.run().id}"

    assert "Choisissez une des feuilles proposées" in desk.client.post(f"{url}/sheet", {"sheet": "7"}).text
    assert "ne sont plus gardés" in desk.client.post(f"{url}/mapping", {"mapping": str(desk.call.id)}).text
    assert (desk.run().columns, desk.run().sheet) == (before, 0)


def test_titles_are_matched_by_likeness_and_once(desk: Desk) -> None:
    desk.upload("Intitulé du projet;Quels problèmes ?;quel probleme;Thématique\na;b;c;d\n")

    assert desk.run().columns == {
        "Intitulé du projet": "title",
        "quel probleme": "question:problem",
        "Thématique": "theme",
    }
