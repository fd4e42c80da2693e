"""Repeated blocks of Démarches Simplifiées become numbered lines, people, choices or files of an answer."""

from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from incubator.domain.models import Attachment, Question
from incubator.imports import blocks
from tests import papers
from tests.integration.imports.conftest import Desk
from tests.integration.imports.demarches import Instance, dossier
from tests.integration.imports.procedure import first_import, synchronise
from tests.integration.imports.test_files import workbook

TEAM, SKILLS, STORY = "Qui participe au projet avec vous", "Compétences cherchées", "Les étapes"


@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("rows", "text", "people"),
    [
        (
            [[("Nom", "Diaz"), ("Prénom", "Eva"), ("Service :", ""), ("Fonction exercée", "juriste")], [("Nom", "")]],
            "1. Nom : Diaz · Prénom : Eva · Fonction exercée : juriste",
            [["Eva Diaz", "", "juriste"]],
        ),
        (
            [[("Prénom, nom", "Luc\nRey"), ("Votre direction", "Eau · Air"), ("Âge", "40")], [("Prénom, nom", "Zoé")]],
            "1. Prénom, nom : Luc Rey · Votre direction : Eau · Air · Âge : 40\n2. Prénom, nom : Zoé",
            [["Luc Rey", "Eau · Air", "Âge : 40"], ["Zoé", "", ""]],
        ),
        ([[("Qui ?", "Eva")], [("Qui ?", "Luc")]], "1. Eva\n2. Luc", [["Eva", "", ""], ["Luc", "", ""]]),
        ([], "", []),
    ],
    ids=["empty answers go", "several lines and signs", "one question", "nothing"],
)  # fmt: skip
def test_rows_are_told_and_understood_again(rows: list[blocks.Row], text: str, people: list[list[str]]) -> None:
    assert blocks.written(rows) == text
    assert [blocks.member(row) for row in blocks.rows_in(text)] == people
    assert blocks.rows_in("Un texte\n1. et une liste") == []


@pytest.fixture
def asking(desk: Desk) -> Desk:
    """Return the desk of a call that asks for people, for choices, for a long text and for files."""
    options = [{"value": "law", "label": "Droit"}, {"value": "data", "label": "Données, cartes"}]
    asked: list[dict[str, Any]] = [
        {"key": "who", "kind": "team", "label": f"{TEAM} ?", "max_items": 2},
        {"key": "skills", "kind": "several", "label": SKILLS, "options": options},
        {"key": "story", "kind": "long", "label": STORY},
        {"key": "plans", "kind": "file", "label": "Vos plans"},
    ]
    desk.session.add_all(Question(call_id=desk.call.id, position=80 + n, **one) for n, one in enumerate(asked))
    desk.session.commit()
    return desk


def export(*members: tuple[int, int, str, str, str]) -> bytes:
    """Return a workbook as the procedure exports it."""
    titles = ["ID", "Email", "État du dossier", "Déposé le", "Titre du projet"]
    dossiers = [[n, f"a{n}@b.example", "En construction", "2026-04-03 10:00:00", f"Projet {n}"] for n in (7, 8)]
    return workbook(
        ("Dossiers", [titles, *dossiers]),
        ("Etablissements", [["Dossier ID", "SIRET"], [7, "123"]]),
        (f"(45) {TEAM}"[:30], [["Dossier ID", "Ligne", "Nom", "Direction", "Rôle"], *map(list, members)]),
        (f"(46) {SKILLS}", [["Dossier ID", "Ligne", "Laquelle ?"], [7, 2, "Droit"], [7, 1, "Données, cartes"]]),
        (f"(47) {STORY}", [["Dossier ID", "Ligne", "Quoi", "Quand"], [7, 1, "Essai", "mai"], [7, 2, "Bilan", ""]]),
    )


EVA, LUC, ZOE = (7, 1, "Eva", "Eau", "juriste"), (7, 2, "Luc", "", ""), (7, 3, "Zoé", "", "")


def test_sheets_of_blocks_are_columns_of_the_dossiers(asking: Desk) -> None:
    desk, data = asking, export(LUC, EVA, (8, 1, "Ian", "Air", ""))

    page = desk.upload(data, "demarche.xlsx")
    assert [sheet["name"] for sheet in desk.run().sheets] == ["Dossiers", "Etablissements"]
    assert page.text.count("Bloc répété") == 3
    assert "sont pas importées : Etablissements." in page.text
    desk.choose(page)
    desk.start()

    one, other = desk.projects()
    assert desk.answer(one, "who") == "Eva\tEau\tjuriste\nLuc"
    assert desk.answer(one, "skills") == "law\ndata"
    assert desk.answer(one, "story") == "1. Quoi : Essai · Quand : mai\n2. Quoi : Bilan"
    assert (desk.answer(other, "who"), desk.answer(other, "story")) == ("Ian\tAir", None)
    desk.bring(data, "demarche.xlsx")
    assert (desk.run().unchanged, desk.run().updated) == (2, 0)


def test_block_that_does_not_fit_is_refused_and_comes_back_mended(asking: Desk, tmp_path: Any) -> None:
    desk = asking
    report = desk.bring(export(EVA, LUC, ZOE), "demarche.xlsx")
    assert "3 réponses, pour 2 au plus" in report.text
    assert [project.title for project in desk.projects()] == ["Projet 8"]
    path = tmp_path / "erreurs.xlsx"
    path.write_bytes(desk.client.get(f"/imports/{desk.run().id}/errors").raw)
    book = load_workbook(path)
    cells = {str(cell.value): cell for row in book.active.iter_rows() for cell in row}
    mended = cells["1. Nom : Eva · Direction : Eau · Rôle : juriste\n2. Nom : Luc\n3. Nom : Zoé"]
    mended.value = str(mended.value).rpartition("\n")[0]
    book.save(path)

    desk.bring(path.read_bytes(), "erreurs.xlsx")

    assert desk.answer(desk.projects()[1], "who") == "Eva\tEau\tjuriste\nLuc"


def block(label: str, *rows: dict[str, Any], key: str = "R") -> dict[str, Any]:
    """Return a block as the interface gives it."""
    inside = [{"__typename": "HeaderSectionChamp", "label": "Un titre", "stringValue": None}]
    champs = [
        inside + [{"label": name, **(said if isinstance(said, dict) else {"stringValue": said})} for name, said in one]
        for one in (row.items() for row in rows)
    ]
    return {"id": key, "__typename": "RepetitionChamp", "label": label, "rows": [{"champs": one} for one in champs]}


@pytest.mark.usefixtures("_store")
def test_blocks_of_the_interface_follow_their_source(asking: Desk, instance: Instance) -> None:
    desk, later = asking, "2026-05-02T10:00:00+02:00"
    plan = {"files": [instance.file("plan.pdf", papers.pdf())]}
    people = block(TEAM, {"Prénom": "Eva", "Nom": "Diaz", "Rôle": "juriste"})
    plans = block("Vos plans", {"Plan": plan, "Échelle": "1/100"}, key="P")
    first = dossier(1)
    first["champs"] += [people, plans, block(STORY, {"Quoi": "Essai", "Quand": "mai"}, key="S")]
    empty = dossier(2)
    empty["champs"] += [block(TEAM), block(STORY, key="S")]
    instance.dossiers = [first, empty]

    first_import(desk, instance)

    one, other = desk.projects()
    assert desk.answer(one, "who") == "Eva Diaz\t\tjuriste"
    assert desk.answer(one, "story") == "1. Quoi : Essai · Quand : mai"
    assert desk.answer(one, "plans") == "1. Plan : plan.pdf · Échelle : 1/100"
    assert desk.session.scalars(select(Attachment.name)).all() == ["plan.pdf"]
    assert desk.answer(other, "who") is None

    changed = dossier(1, later)
    changed["champs"] += [block(TEAM, {"Nom": "Rey", "Prénom": "Luc"}), plans]
    instance.dossiers = [changed]
    synchronise(desk)

    assert desk.answer(desk.projects()[0], "who") == "Luc Rey"
    assert (desk.run().updated, desk.run().refused) == (1, 0)
