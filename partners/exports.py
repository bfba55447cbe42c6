"""Spreadsheets that open safely: no text in them is ever taken for a formula.

CSV is UTF-8, comma, CRLF, as other programs expect it. XLSX is what a spreadsheet opens best: its texts are cells
of type string, so they need no guard and stay exactly as they were typed.
"""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from portal.records.clock import day_of

FORMATS = ("csv", "xlsx")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What makes a spreadsheet read a text as a formula, at the start or behind blanks; full-width forms too.
FORMULA_STARTS = tuple("=+-@\t\r\n\0＝＋－＠")
MAX_CELL = 32_767  # characters that a cell of a spreadsheet holds
COLUMN_WIDTHS = (10, 60)


def plain(value: Any) -> Any:
    """Return a value as it stands in a cell: text, whole number or date.

    None is empty; moments become dates in the zone of deadlines; lists are joined; lazy texts are read.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime.datetime):
        return day_of(value) if timezone.is_aware(value) else value.date()
    if isinstance(value, datetime.date | int):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(str(part) for part in value)
    return str(value)


def guarded(value: Any) -> str:
    """Return a value for CSV; a text that could be taken for a formula gets an apostrophe in front."""
    value = plain(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) and (
        value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS)
    ):
        value = f"'{value}"
    return str(value).replace("\0", "")


class _Echo:
    """A file that gives back what is written, so that rows can be streamed."""

    def write(self, text: str) -> str:
        return text


def csv_lines(headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV file, headings first."""
    writer = csv.writer(_Echo())
    for row in chain([headings], rows):
        yield writer.writerow([guarded(cell) for cell in row])


def csv_response(name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """Answer with ``name.csv``, row by row."""
    response = StreamingHttpResponse(csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
    return _as_download(response, f"{name}.csv")


def xlsx_bytes(headings: Sequence[Any], rows: Iterable[Sequence[Any]], *, title: str = "") -> bytes:
    """Return a workbook of one sheet: bold headings that stay in view, texts as strings, dates as dates."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title=_sheet_title(title))
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, start=1):
        width = max(COLUMN_WIDTHS[0], min(COLUMN_WIDTHS[1], len(str(heading)) + 6))
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def xlsx_response(name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Answer with ``name.xlsx``."""
    response = HttpResponse(xlsx_bytes(headings, rows, title=name), content_type=XLSX_TYPE)
    return _as_download(response, f"{name}.xlsx")


def spreadsheet(
    file_format: str, name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse | StreamingHttpResponse:
    """Answer with rows as ``csv`` or ``xlsx``; ValueError for anything else.

    ``name`` is the file's name without extension (ASCII). Cells may be texts, numbers, dates, moments, lists.
    """
    if file_format == "csv":
        return csv_response(name, headings, rows)
    if file_format == "xlsx":
        return xlsx_response(name, headings, rows)
    raise ValueError(f"no such format: {file_format}")


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> WriteOnlyCell:
    value = plain(value)
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)[:MAX_CELL]
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # also what looks like a formula, an error value or a number
    if bold:
        cell.font = Font(bold=True)
    return cell


def _sheet_title(title: str) -> str:
    return "".join(character for character in title if character not in "[]:*?/\\")[:31] or "Sheet1"


def _as_download(response: Any, filename: str) -> Any:
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
