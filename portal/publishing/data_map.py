"""What publications hold about persons: an individual's name in the title of a file."""

from django.utils.translation import gettext_lazy as _

from portal.publishing.models import PdfJob, Publication
from portal.records.personal import Erasure, Subject, describe


def titled(subject: Subject):
    keys = [
        pk
        for pk, title in Publication.objects.values_list("pk", "title")
        if any(name in title for name in subject.names)
    ]
    return Publication.objects.filter(pk__in=keys)


def untitle(erasure: Erasure, rows) -> None:
    """Empty the title; what is in force is typeset again without the name."""
    erasure.documents |= set(rows.values_list("object_type", "object_id"))
    rows.update(title="")


describe(
    Publication,
    _("PDFs that carry your name"),
    find=titled,
    erase=untitle,
    show=("title", "created_at"),
    none=(
        *("object_type", "object_id", "kind", "version", "language", "template_hash", "sha256", "path"),
        "withdrawn_reason",
    ),
)
describe(
    PdfJob,
    none=("object_type", "object_id", "kind", "version", "language", "template_hash", "reason", "error"),
)
