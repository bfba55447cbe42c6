"""Names used by private files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ScanState(TextChoices):
    """What the virus check says. Without a scanner a file is not scanned, and can be downloaded."""

    NOT_SCANNED = "not_scanned", _("Not scanned")
    PENDING = "pending", _("Being checked")
    CLEAN = "clean", _("Checked")
    INFECTED = "infected", _("Refused by the virus check")


DOWNLOADABLE = frozenset({ScanState.NOT_SCANNED.value, ScanState.CLEAN.value})
EXTENSIONS = {
    "pdf": (".pdf",),
    "docx": (".docx",),
    "xlsx": (".xlsx",),
    "image": (".png", ".jpg", ".jpeg"),
    "csv": (".csv", ".tsv", ".txt"),
}
CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".txt": "text/plain",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
