"""Lists made for tests: written as CSV or XLSX in many shapes."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

ENGLISH = ("name", "kind", "country", "areas", "standing", "as_of")


def text_list(
    path: Path,
    rows: Sequence[Sequence[str]],
    headings: Sequence[str] = ENGLISH,
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Path:
    """Write a CSV; cells must not hold the delimiter."""
    lines = [delimiter.join(row) for row in [headings, *rows]]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def workbook(path: Path, rows: Sequence[Sequence[object]], headings: Sequence[str] = ENGLISH) -> Path:
    book = Workbook()
    sheet = book.active
    for row in [headings, *rows]:
        sheet.append(list(row))
    book.save(path)
    return path
