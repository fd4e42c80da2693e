"""Spreadsheets: nothing is run, everything is read back."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest

from incubator.core.spreadsheets import csv_file, safe_cell, xlsx_file


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_safe_cell_quotes_what_would_run(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(("value", "cell"), [("Abri = toit", "Abri = toit"), (None, ""), (12, "12"), ("'=1", "'=1")])
def test_safe_cell_leaves_the_rest(value, cell):
    assert safe_cell(value) == cell


def test_csv_file_is_read_back_as_it_was():
    rows = [["École ; « été »", 'un "mot"'], ["deux\nlignes", "=1+1"]]
    text = csv_file(["Titre", "Mot"], rows).decode("utf-8-sig")
    assert csv_file(["Titre"], []).startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    assert read == [["Titre", "Mot"], rows[0], ["deux\nlignes", "'=1+1"]]


def test_days_of_a_csv_can_be_sorted_and_are_those_of_the_authority():
    instant = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # the first of April in Paris
    text = csv_file(["Le", "Avant"], [[instant, date(2026, 5, 2)]]).decode("utf-8-sig")
    assert text.splitlines()[1] == '"2026-04-01";"2026-05-02"'


def test_workbook_holds_texts_as_texts_and_days_as_days():
    instant = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # the first of April in Paris
    rows = [["=1+1", "001", 3.5, instant, None], ["https://example.org", "\tx", 4, date(2026, 5, 2), "deux\nlignes"]]
    content = xlsx_file("Recevabilité", ["A", "B", "C", "D", "E"], rows)

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    assert [cell.value for cell in sheet[1]] == ["A", "B", "C", "D", "E"]
    assert [cell.value for cell in sheet[2]] == ["=1+1", "001", 3.5, datetime(2026, 4, 1), None]
    assert sheet["A2"].data_type == "s"  # a text, not a formula
    assert sheet["A3"].hyperlink is None
    assert [cell.value for cell in sheet[3]][2:] == [4, datetime(2026, 5, 2), "deux\nlignes"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E3")


def test_workbook_without_rows_has_its_header():
    assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(xlsx_file("Vide", ["A"], []))).active[1]] == ["A"]
