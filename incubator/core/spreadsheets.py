"""Tables that people open in a spreadsheet: read as they are, and never run as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from incubator.core.presentation import local_day

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_NAME_LIMIT, WIDEST = 31, 60


def safe_cell(value: object) -> str:
    """Return `value` as every spreadsheet reads it, a day as 2026-03-12; what would run as a formula gets a quote."""
    text = local_day(value).isoformat() if isinstance(value, date) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def csv_file(header: Sequence[object], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file as spreadsheets of French offices open it: UTF-8 with its mark, semicolons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow([safe_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet called `name`: texts stay texts, numbers and days can be sorted and added.

    The first line stays in sight and has filters; columns are as wide as what they hold, within reason.
    """
    import xlsxwriter  # here, for those who ask for a workbook: it weighs on every process otherwise

    file = io.BytesIO()
    # Nothing that a person typed is run or followed.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(name[:SHEET_NAME_LIMIT])
        strong, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, header, strong)
        widths, last = [len(title) for title in header], 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                widths[column] = max(widths[column], min(len(safe_cell(value)), WIDEST))
                if isinstance(value, date):
                    sheet.write_datetime(last, column, local_day(value), day)
                else:
                    sheet.write(last, column, value)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width + 2)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, last, len(header) - 1)
    return file.getvalue()
