"""PDFs good and bad, made by hand."""

import io
import zipfile
from collections.abc import Callable

import pikepdf
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.records import registries
from portal.records.decisions import ALLOWED, Refused
from portal.records.models import ReferenceCounter


def pdf_bytes(change: Callable[[pikepdf.Pdf], object] | None = None, **save: object) -> bytes:
    """Return a PDF of one page; ``change`` may do something to it first."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    if change:
        change(pdf)
    written = io.BytesIO()
    pdf.save(written, deterministic_id="encryption" not in save, **save)
    return written.getvalue()


def zip_bytes(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


DOCX = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
XLSX = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def upload(content: bytes, name: str = "letter.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def record(db: object) -> ReferenceCounter:
    """Some record that files belong to."""
    return ReferenceCounter.objects.create(series="TEST", year=2026)


@pytest.fixture
def signed_in_may_download(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule: whoever is signed in downloads files of the record."""

    def rule(user: object, record: object) -> object:
        return Refused("") if isinstance(user, AnonymousUser) else ALLOWED

    monkeypatch.setitem(registries.file_rules, "records.referencecounter", rule)
