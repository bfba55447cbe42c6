"""Spreadsheets: nothing in them is a formula, nothing is lost."""

import csv
import datetime
import io

import pytest
from openpyxl import load_workbook

from partners.exports import MAX_CELL, spreadsheet

HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tTAB",
    "\rCR",
    "\nLF",
    "\x00NUL",
    "＝1",
    "＋1",
    "－1",
    "＠a",
    "  =1+1",
]


def rows_of_csv(response) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode()
    return list(csv.reader(io.StringIO(text, newline="")))


def rows_of_xlsx(response) -> list[tuple]:
    return list(load_workbook(io.BytesIO(response.content)).active.iter_rows())


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_cell_that_looks_like_a_formula_is_guarded(text):
    response = spreadsheet("csv", "list", ["=Heading"], [[text]])
    [heading], [cell] = rows_of_csv(response)
    assert heading == "'=Heading"
    assert cell.startswith("'")
    assert cell.removeprefix("'").strip() == text.replace("\x00", "").strip()


def test_csv_leaves_other_texts_as_they_are():
    when = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    row = ["Réseau, “x”", None, 7, -3, True, False, datetime.date(2026, 1, 15), when, ["a", "b"]]
    response = spreadsheet("csv", "list", ["Name"], [row])
    assert rows_of_csv(response)[1] == [
        *("Réseau, “x”", "", "7", "-3", "1", "0", "2026-01-15", "2026-03-01", "a, b")
    ]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="list.csv"'


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text and "\r" not in text])
def test_xlsx_text_is_a_string_cell_and_stays_as_typed(text):
    _heading, [cell] = rows_of_xlsx(spreadsheet("xlsx", "list", ["Name"], [[text]]))
    assert (cell.data_type, cell.value) == ("s", text)


def test_xlsx_keeps_numbers_and_dates_and_drops_what_no_cell_can_hold():
    long, day = "x" * (MAX_CELL + 5), datetime.date(2026, 1, 15)
    response = spreadsheet(
        "xlsx", "a/b", ["=H", "", "", ""], [[7, day, "a\x00\x08b", long], ["#N/A", 1, 1, 1]]
    )
    headings, row, error = rows_of_xlsx(response)
    assert [headings[0].value, headings[0].data_type, headings[0].font.bold] == ["=H", "s", True]
    assert [row[0].value, row[1].value.date(), row[2].value, row[3].value] == [7, day, "ab", "x" * MAX_CELL]
    assert (error[0].value, error[0].data_type) == ("#N/A", "s")


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="pdf"):
        spreadsheet("pdf", "list", [], [])
