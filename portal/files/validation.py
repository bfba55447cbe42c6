"""Which uploads are taken. No sniffer is trusted: each kind is opened, and looked through, as what it claims to be."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.files.enums import CONTENT_TYPES, EXTENSIONS
from portal.files.names import clean_name, extension_of

MAGIC = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}
MAX_ZIP_ENTRIES = 2_000
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PIXELS = 40_000_000
PROBE_SECONDS = 20
MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
# Macros, controls and files within the file.
ACTIVE_PARTS = ("vba", "activex/", "embeddings/", "macrosheets/", "ctrlprops/")


@dataclass(frozen=True)
class ValidatedUpload:
    """An upload that was looked through: a clean name and the bytes to store (images were written anew)."""

    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def validate_upload(upload: Any, kinds: Sequence[str] = ("pdf",)) -> ValidatedUpload:
    """Look an uploaded file through; return what may be stored, or raise ValidationError with a clear message.

    ``kinds`` are names of ``EXTENSIONS``. The size is counted, not believed.
    """
    if isinstance(upload, ValidatedUpload):
        return upload
    extension = extension_of(upload.name or "")
    allowed = [suffix for kind in kinds for suffix in EXTENSIONS[kind]]
    if extension not in allowed:
        names = ", ".join(suffix.removeprefix(".").upper() for suffix in allowed)
        raise ValidationError(_("Choose a file of this kind: %(kinds)s.") % {"kinds": names}, code="kind")
    content = _read(upload)
    if extension in EXTENSIONS["csv"]:
        _check_text(content, extension)
    elif not content.startswith(MAGIC[extension]):
        raise _not_what_it_says(extension)
    if extension == ".pdf":
        _check_pdf(content)
    elif extension in MAIN_PART:
        _check_office(content, extension)
    elif extension not in EXTENSIONS["csv"]:
        content = _rewritten_image(content, extension)
    return ValidatedUpload(clean_name(upload.name, extension), CONTENT_TYPES[extension], content)


def _read(upload: Any) -> bytes:
    limit = settings.MAX_UPLOAD_BYTES
    upload.seek(0)
    content = upload.read(limit + 1)
    if len(content) > limit or (upload.size or 0) > limit:
        raise ValidationError(
            _("The file is larger than %(limit)s. Choose a smaller one.") % {"limit": filesizeformat(limit)},
            code="size",
        )
    if not content:
        raise ValidationError(_("The file is empty."), code="empty")
    return content


def _not_what_it_says(extension: str) -> ValidationError:
    kind = extension.removeprefix(".").upper()
    return ValidationError(
        _("This is not a %(kind)s file, or it is damaged. Save it anew as %(kind)s and try again.")
        % {"kind": kind},
        code="damaged",
    )


def _check_text(content: bytes, extension: str) -> None:
    """Plain text in any encoding; bytes of a program, an archive or a page of the web are no table."""
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    foreign = (
        b"%pdf",
        b"pk\x03\x04",
        b"\xd0\xcf\x11\xe0",
        b"\x89png",
        b"{\\rtf",
        b"<!doctype",
        b"<html",
        b"<?xml",
    )
    if start.startswith(foreign) or (not wide and b"\0" in content):
        raise _not_what_it_says(extension)


def _check_pdf(content: bytes) -> None:
    """Open the PDF in a process of its own with little memory and time: a bomb ends that process only."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(Path(__file__).with_name("pdf_probe.py"))],
            input=content,
            capture_output=True,
            timeout=PROBE_SECONDS,
            check=True,
        )
        verdict = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise _not_what_it_says(".pdf") from error
    if verdict != "good":
        messages = {
            "encrypted": _("The PDF is protected by a password or restrictions. Save it without protection."),
            "active": _("The PDF holds scripts or actions. Print it to PDF anew and try again."),
            "embedded": _("The PDF holds other files. Remove the attachments and try again."),
            "empty": _("The PDF has no page."),
        }
        if verdict not in messages:
            raise _not_what_it_says(".pdf")
        raise ValidationError(messages[verdict], code=verdict)


def _check_office(content: bytes, extension: str) -> None:
    """Check a DOCX or XLSX by its zip directory, then unpack it once, counted, without keeping anything."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > MAX_ZIP_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise ValidationError(_("The file unpacks to far more than a document holds."), code="bomb")
            if any(_leads_out(name) for name in names) or any(entry.flag_bits & 1 for entry in entries):
                raise _not_what_it_says(extension)
            if not {MAIN_PART[extension], "[Content_Types].xml"} <= names or archive.testzip() is not None:
                raise _not_what_it_says(extension)
            types = archive.read("[Content_Types].xml").lower()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _not_what_it_says(extension) from error
    lowered = [name.lower() for name in names]
    if b"macroenabled" in types or any(part in name for part in ACTIVE_PARTS for name in lowered):
        raise ValidationError(_("The file holds macros or other files. Save it without them."), code="active")


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in name.replace("\\", "/").split("/")


def _rewritten_image(content: bytes, extension: str) -> bytes:
    """Decode the picture and write it anew: nothing but its pixels is kept."""
    from PIL import Image, ImageOps

    form = "PNG" if extension == ".png" else "JPEG"
    try:
        with Image.open(io.BytesIO(content), formats=[form]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise ValidationError(
                    _("The picture has too many pixels. Choose a smaller one."), code="pixels"
                )
            upright = ImageOps.exif_transpose(picture)
            clean = upright.convert("RGB" if form == "JPEG" else "RGBA")
            clean.info = {}
            written = io.BytesIO()
            clean.save(written, form, quality=90)
    except ValidationError:
        raise
    except Exception as error:  # Pillow raises many kinds on hostile input: all mean that it is no picture
        raise _not_what_it_says(extension) from error
    return written.getvalue()
