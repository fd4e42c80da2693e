"""The export of the worklist: what is filtered, as a spreadsheet reads it and never runs it."""

import csv
import io

import openpyxl
import pytest

from incubator.domain.kinds import Role
from incubator.domain.states import State
from tests.factories import declare_conflict, make_person, make_project, make_staff


def rows(page):
    return list(csv.reader(io.StringIO(page.raw.decode("utf-8-sig")), delimiter=";"))


def url(call, query=""):
    return f"/calls/{call.code}/screening/export{query}"


def test_export_holds_what_is_filtered_in_the_order_of_the_screen(session, sign_in, call, secretary):
    ada = make_person(session, call.organisations[0], name="Ada Lovelace", email="ada@example.org")
    make_project(session, call, owner=ada, title="Zèbre ; rayé", theme="Mobilités")
    make_project(session, call, title="Abri", theme="Mobilités", state=State.ADMISSIBLE)
    make_project(session, call, title="Ailleurs", theme="Solidarités")
    page = sign_in(secretary).get(url(call, "?state=all&theme=Mobilités&sort=title"))
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.headers["Content-Disposition"].startswith(f'attachment; filename="recevabilite-{call.code}-')
    found = rows(page)
    assert found[0] == ["Numéro", "Titre", "État", "Thème", "Direction", "Porteur", "Courriel", "Déposé le"] + [
        "Hors délai",
        "Reçu hors délai grâce à",
        "Code d’accès donné par",
        "Étiquettes",
        "À rappeler",
        "Précisions attendues le",
        "Points vérifiés",
        "Dossiers liés ou réunis",
    ]
    assert [row[1] for row in found[1:]] == ["Abri", "Zèbre ; rayé"]
    assert found[2][:7] == ["001", "Zèbre ; rayé", "Déposé", "Mobilités", "Culture", "Ada Lovelace", "ada@example.org"]


def test_workbook_holds_the_same_lines_with_days_that_sort(session, sign_in, call, secretary):
    for title in ("Zèbre", "=1+1"):
        make_project(session, call, title=title)
    declare_conflict(session, secretary, make_project(session, call))
    page = sign_in(secretary).get(url(call, "?state=all&sort=title&format=xlsx"))
    assert page.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    assert page.headers["Content-Disposition"].endswith('.xlsx"')
    sheet = openpyxl.load_workbook(io.BytesIO(page.raw)).active
    assert [row[1].value for row in sheet.iter_rows()] == ["Titre", "=1+1", "Zèbre"]
    assert sheet["B2"].data_type == "s"
    assert sheet["H2"].is_date


@pytest.mark.parametrize("title", ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tx"])
def test_export_never_holds_a_formula(session, sign_in, call, secretary, title):
    make_project(session, call, title=title)
    assert rows(sign_in(secretary).get(url(call)))[1][1] == "'" + title


def test_export_leaves_out_own_and_conflicted_dossiers(session, sign_in, call, secretary):
    make_project(session, call, owner=secretary)
    declare_conflict(session, secretary, make_project(session, call))
    make_project(session, call, state=State.DRAFT)
    assert len(rows(sign_in(secretary).get(url(call)))) == 1


def test_export_is_for_those_who_run_the_call(session, sign_in, call, visitor):
    assert sign_in(make_staff(session, call, Role.JUROR)).get(url(call)).status == 403
    assert visitor.get(url(call)).url == "/sign-in"


def test_export_costs_the_same_number_of_queries_at_3_and_30(session, sign_in, call, secretary, count_queries):
    costs = []
    for count in (3, 27):
        for _ in range(count):
            make_project(session, call)
        client = sign_in(secretary)
        with count_queries() as queries:
            client.get(url(call))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 6
