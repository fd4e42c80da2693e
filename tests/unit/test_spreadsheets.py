"""Spreadsheets: nothing is run, everything is read back."""

import csv
import io

import pytest

from incubator.core.spreadsheets import csv_file, safe_cell


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
