"""Opening a list: CSV in any usual encoding and delimiter, or the first sheet of an XLSX, row by row."""

import csv
import datetime
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from partners.lists.words import heading_of
from portal.files.validation import validate_upload
from portal.records.text import clean_text

MAX_ROWS = 20_000
MAX_COLUMNS = 60
MAX_CELL = 4_000
MAX_BLANK = 1_000  # blank rows one after the other: the list is over
HEADING_ROWS = 10  # the headings stand within the first rows; a title may come before
DELIMITERS = ",;\t|"
KINDS = ("csv", "xlsx")
FORMULA = "\0formula"  # what a cell with a formula is read as: inert, and known


class NoTable(ValidationError):
    """The file holds no list that can be read; the message says why."""


@dataclass
class Line:
    """One row of a list: its number as a spreadsheet counts, and its cells as clean text."""

    number: int
    cells: list[str]


@dataclass
class Table:
    """A list on disk, read as often as needed; only one row at a time is in memory."""

    path: Path
    name: str
    sha256: str = ""
    headings: list[str] = field(default_factory=list)
    first: int = 1  # number of the row with the headings

    def lines(self) -> Iterator[Line]:
        """Yield the rows below the headings; blank ones are left out. NoTable when it cannot be read on."""
        blank = found = 0
        for line in _all_lines(self.path):
            if line.number <= self.first:
                continue
            if not any(line.cells):
                blank += 1
                if blank > MAX_BLANK:
                    return
                continue
            blank, found = 0, found + 1
            if found > MAX_ROWS:
                raise NoTable(
                    _("The list has more than %(number)d rows. Import it in parts.") % {"number": MAX_ROWS}
                )
            yield line


def open_table(path: Path, name: str = "") -> Table:
    """Look a file through and find its headings; NoTable or ValidationError with a message to show."""
    name = name or path.name
    with path.open("rb") as file:
        upload = validate_upload(File(file, name=name), KINDS)
    table = Table(path, upload.name, sha256=hashlib.sha256(upload.content).hexdigest())
    best = 0
    for index, line in enumerate(_all_lines(path)):
        if index >= HEADING_ROWS:
            break
        known = sum(heading_of(cell) is not None for cell in set(line.cells) if cell)
        if known > best or (not table.headings and sum(bool(cell) for cell in line.cells) > 1):
            best, table.first, table.headings = known, line.number, line.cells
    while table.headings and not table.headings[-1]:
        table.headings.pop()
    if len(table.headings) < 2:
        raise NoTable(_("This file holds no table: at least two columns with headings are needed."))
    return table


def _all_lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        is_workbook = file.read(4) == b"PK\x03\x04"
    yield from _workbook_lines(path) if is_workbook else _text_lines(path)


def _text_lines(path: Path) -> Iterator[Line]:
    encoding = encoding_of(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            start = file.read(20_000)
            file.seek(0)
            reader = csv.reader(file, delimiter=delimiter_of(start), strict=False)
            for number, cells in enumerate(reader, start=1):
                yield Line(number, [_plain(cell) for cell in _narrow(cells)])
    except (csv.Error, UnicodeError) as error:
        raise NoTable(_("This file cannot be read as a table (%(error)s).") % {"error": error}) from error


def encoding_of(path: Path) -> str:
    """Return how a text file is written: by its mark, else UTF-8, else the usual one of old spreadsheets."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((b"\xff\xfe", b"\xfe\xff")):
            return "utf-16"
        file.seek(0)
        decoder = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
        try:
            while decoder.read(65536):
                pass
        except UnicodeDecodeError:
            return "cp1252"
        finally:
            decoder.detach()
    return "utf-8-sig"


def delimiter_of(start: str) -> str:
    """Return what parts the cells: what divides the first lines most often and most evenly."""
    scores = {}
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(io.StringIO(start), delimiter=delimiter) if row][:HEADING_ROWS]
        except csv.Error:
            continue
        known = max((sum(heading_of(cell) is not None for cell in row) for row in rows), default=0)
        scores[delimiter] = (known, max((len(row) for row in rows), default=0))
    return max(scores, key=lambda delimiter: scores[delimiter], default=",")


def _workbook_lines(path: Path) -> Iterator[Line]:
    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says about its size is not believed
            for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
                yield Line(number, [_cell(cell) for cell in cells])
        finally:
            book.close()
    except NoTable:
        raise
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, SyntaxError, OSError) as error:
        raise NoTable(_("This workbook cannot be read. Save it anew as XLSX or CSV.")) from error


def _cell(cell: Any) -> str:
    value = cell.value
    if getattr(cell, "data_type", "") == "f":
        return FORMULA
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _plain(str(value))


def _plain(text: str) -> str:
    """Return one line of clean text, without the apostrophe that our own files put before a formula."""
    text = " ".join(clean_text(text[:MAX_CELL]).replace("\u00a0", " ").replace("\u200b", "").split())
    if len(text) > 1 and text[0] == "'" and text[1] in "=+-@＝＋－＠":
        text = text[1:]
    return text


def _narrow(cells: list[str]) -> list[str]:
    if len(cells) > MAX_COLUMNS:
        raise NoTable(_("The list has more than %(number)d columns.") % {"number": MAX_COLUMNS})
    return cells
