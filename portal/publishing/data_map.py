"""What publications hold about persons: an individual's name in the title of a file."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.publishing.models import PdfJob, Publication
from portal.records.personal import Erasure, Subject, describe


def titled(subject: Subject):
    wanted = Q(pk__in=[])
    for name in subject.names:
        wanted |= Q(title__icontains=name)
    return Publication.objects.filter(wanted)


def untitle(erasure: Erasure, rows) -> None:
    """Empty the title; what is in force is typeset again without the name."""
    erasure.documents |= set(rows.values_list("object_type", "object_id"))
    rows.update(title="")


describe(
    Publication,
    _("PDFs that carry the name"),
    find=titled,
    erase=untitle,
    searched=True,
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
