"""Files of every kind arrive, the hostile ones included."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from incubator.imports.store import Arrived
from incubator.imports.tables import Unreadable, unpacked
from incubator.imports.views import blueprint
from tests.integration.imports.conftest import HEADER, Desk, lines

pytestmark = pytest.mark.any_engine


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    book = Workbook()
    for position, (name, rows) in enumerate(sheets):
        page = book.active if position == 0 else book.create_sheet()
        page.title = name
        for row in rows:
            page.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def cells(arrived: Arrived) -> list[list[str]]:
    return [row for sheet, _position, chunk in arrived.chunks if sheet == 0 for _number, row in unpacked(chunk)]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t"), ("latin-1", "|"), ("utf-8", "\t")],
)
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    table = ("titre", "direction"), ("Éviter les déchets à la cantine", "Collèges"), ("Forêt et prévention", "Été")

    arrived = Arrived("".join(f"{delimiter.join(line)}\n" for line in table).encode(encoding))

    assert [column["label"] for column in arrived.sheets[0]["columns"]] == ["titre", "direction"]  # type: ignore[index,attr-defined]
    assert cells(arrived) == [list(line) for line in table[1:]]


def test_lines_keep_their_number_through_quoted_ones() -> None:
    arrived = Arrived(b'title,theme\n"Two\nlines",A\n\nLast,B\n')

    assert [number for number, _cells in unpacked(arrived.chunks[0][2])] == [2, 5]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "vide"),
        (b"  \n\n", "vide"),
        (b"Titre;Nom\n", "aucune ligne"),
        (b";;\na;b;c\n", "aucune ligne"),
        (b"PK\x03\x04 not a zip at all", "XLSX"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "ni un CSV"),
        (bytes(range(256)) * 20, "ni un CSV"),
        (b"%PDF-1.7\nTitre;Nom\na;b\n", "ni un CSV"),
        (b"\xef\xbb\xbf\n<HTML><table><tr><td>Titre</td></tr>\n</table></html>\n", "ni un CSV"),
        (b'Titre;Nom\n"open;never closed' + b"\nx" * 1_500_000, "guillemet"),
        (b";".join(b"c%d" % n for n in range(401)) + b"\nx\n", "400 colonnes"),
        (b"Titre\n" + b"x\n" * 50_001, "50 000 lignes"),
    ],
    ids=[
        "nothing",
        "blank",
        "titles only",
        "no titles",
        "no zip",
        "old xls",
        "binary",
        "PDF",
        "page",
        "open quote",
        "wide",
        "long",
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        Arrived(data)

    assert why in str(refusal.value.sentence)


def bomb(name: str, size: int) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr(name, b"0" * size)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bomb("xl/worksheets/sheet1.xml", 30_000_000), "décompressé"),
        (bomb("xl/sharedStrings.xml", 90_000_000), "décompressé"),
        (bomb("word/document.xml", 10)[:-4], "abîmé"),
        (workbook(("A", []))[:-300], "abîmé"),
    ],
    ids=["bomb", "shared texts", "cut", "cut workbook"],
)
def test_hostile_workbooks_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        Arrived(data)

    assert why in str(refusal.value.sentence)


def test_workbook_with_entities_reads_no_file() -> None:
    book = zipfile.ZipFile(io.BytesIO(workbook(("A", [["Titre"], ["x"]]))))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        for name in book.namelist():
            text = book.read(name)
            if name.endswith("sheet1.xml"):
                text = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + text.replace(b"x</", b"&e;</")
            packed.writestr(name, text)

    with pytest.raises(Unreadable):
        Arrived(data.getvalue())


def test_sheets_are_told_and_values_are_read_as_people_do() -> None:
    from datetime import date, datetime

    rows: list[list[object]] = [["Titre", "Jour", "Instant", "Vrai", "Nombre"]]
    rows.append(["Vélos", date(2026, 3, 1), datetime(2026, 3, 1, 14, 5), True, 12.0])
    arrived = Arrived(workbook(("Dossiers", rows), ("(123) Équipe", [["Dossier ID"], ["7"], ["8"]]), ("Avis", [])))

    assert [(sheet["name"], sheet["rows"]) for sheet in arrived.sheets] == [("Dossiers", 1), ("(123) Équipe", 2)]
    assert cells(arrived) == [["Vélos", "2026-03-01", "2026-03-01 14:05:00", "Oui", "12"]]
    wide = workbook(("Large", [[f"C{n}" for n in range(400)], [7] * 400]))
    odd = _with_cells(wide, lambda xml: re.sub(rb'ref="A1:[A-Z0-9]+"', b'ref="A1"', xml).replace(b"<v>7<", b"<v>7.0<"))
    assert cells(Arrived(odd)) == [["7"] * 400]  # whatever it says of its size


def test_odd_files_come_in(desk: Desk) -> None:
    many = ";".join(f"Colonne {n}" for n in range(200))
    odd = f"Titre;Titre;;Quel problème ?;{many}\nVé\0los;autre;sans titre;{'x' * 100};" + ";" * 199 + "\n"

    page = desk.upload(odd)
    assert desk.run().labels[:4] == ["Titre", "Titre (2)", "(3)", "Quel problème ?"]
    desk.choose(page)
    report = desk.start()

    assert "créés" in report.text
    assert [project.title for project in desk.projects()] == ["Vélos"]


def test_cells_of_a_hundred_kilobytes_are_refused_line_by_line(desk: Desk) -> None:
    rows = [["1", "Vélos", "", "", "", "", "p"], ["2", "Haies", "", "", "", "", "x" * 200_000]]

    page = desk.bring(lines(rows))

    assert [project.title for project in desk.projects()] == ["Vélos"]
    assert "Une cellule dépasse 100000 signes" in page.text


def test_formulas_stay_texts_and_are_neutralised_in_the_file_of_errors(desk: Desk) -> None:
    formula = '=HYPERLINK("http://evil.example")'
    rows = [
        ["1", '"' + formula.replace('"', '""') + '"', "", "", "", "@SUM(A1)", "+1"],
        ["2", "", "", "", "", "=cmd|' /C calc'!A0", "x"],
    ]

    desk.choose(desk.upload(lines(rows)))
    page = desk.client.get(f"/imports/{desk.run().id}")
    assert formula in page.text  # shown, as any text
    errors = desk.client.get(f"/imports/{desk.run().id}/errors").raw.decode("utf-8-sig")
    desk.start()

    assert errors.splitlines()[0] == ";".join(f'"{title}"' for title in [*HEADER.split(";"), "Erreur"])
    assert "\"'=cmd|' /C calc'!A0\"" in errors
    assert '"=' not in errors
    assert "Le titre est vide." in errors
    (project,) = desk.projects()
    assert (project.title, project.department) == (formula, "@SUM(A1)")


def test_file_of_errors_mended_comes_back_whole(desk: Desk) -> None:
    desk.bring(lines([["1", "Vélos", "", "", "", "", "p"], ["2", "", "", "", "", "=1+1", "p"]]))
    errors = desk.client.get(f"/imports/{desk.run().id}/errors").raw

    desk.bring(errors.replace(b'"2";""', b'"2";"Haies"'))

    assert [(p.title, p.department) for p in desk.projects()] == [("Vélos", ""), ("Haies", "=1+1")]


def test_workbook_of_errors_for_a_workbook(desk: Desk) -> None:
    rows: list[list[object]] = [["Titre", "Quel problème ?"], ["Vélos", "p"], ["", "sans titre"]]
    desk.choose(desk.upload(workbook(("A", rows)), "dossiers.xlsx"))

    answer = desk.client.get(f"/imports/{desk.run().id}/errors")

    assert "dossiers-erreurs.xlsx" in answer.headers["Content-Disposition"]
    assert Arrived(answer.raw).sheets[0]["rows"] == 1


def test_formulas_that_nobody_computed_are_told(desk: Desk) -> None:
    rows: list[list[object]] = [["Titre", "Quel problème ?"], ["Vélos", "=1+1"], ["Haies", "=A2"], ["Bancs", "p"]]
    data = workbook(("A", rows))

    page = desk.upload(data, "dossiers.xlsx")

    assert "2 cellules tiennent une formule sans son résultat" in page.text
    empty_text = _with_cells(data, lambda xml: xml.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))
    assert "sans son résultat" not in desk.upload(empty_text, "dossiers.xlsx").text


def _with_cells(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Return a workbook whose sheets were changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(changed, "w") as packed:
        for name in book.namelist():
            packed.writestr(name, change(book.read(name)) if "worksheets/" in name else book.read(name))
    return changed.getvalue()


def test_how_a_csv_was_read_is_said(desk: Desk) -> None:
    page = desk.upload("Titre\tDirection\nÉté\tRoutes\n".encode("cp1252"))
    assert "séparateur tabulation, encodage CP1252" in page.text
    assert "Une seule colonne est reconnue" in desk.upload("Titre : Direction\nÉté : Routes\n").text


def test_too_heavy_file_is_told_its_limit(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blueprint, "FILE_LIMIT", 1000)

    page = desk.upload("Titre;Nom\n" + "x;y\n" * 1000)

    assert page.status == 413
    assert "pèse 40 Mo au plus" in page.text and "PDF" not in page.text
    assert desk.projects() == []


def test_refused_file_is_said_on_the_page(desk: Desk) -> None:
    page = desk.upload(b"PK\x03\x04 not a zip", "x.xlsx")

    assert page.status == 422
    assert "Ce classeur est abîmé" in page.text
    assert desk.client.post(f"/calls/{desk.call.code}/imports", {}).status == 422
