"""A version of a guiding text as PDF. Versions never change, so the rows are what is typeset."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import TextVersion
from meetings.queries.guidelines import clause_lines
from portal.publishing.actions import request_pdf
from portal.publishing.documents import DocumentKind
from portal.publishing.models import PdfJob
from portal.records import registries
from portal.records.pointers import point_to
from portal.records.work import unit_of_work

KIND = "guiding_text"
VERSION = "1"


def register() -> None:
    """Called once from ``meetings.hooks``."""
    registries.documents[KIND] = DocumentKind(
        kind=KIND,
        template="meetings/pdf/guiding_text.html",
        context=version_context,
        title=lambda version, language: str(version.document.title),
        filename=lambda version, language: f"{version.document.code}-{version.label}-{language}.pdf",
        public=True,
        url=version_url,
    )


def version_context(version: TextVersion, language: str, number: str) -> dict[str, Any]:
    """Return what the template needs."""
    with override(language):
        page = settings.BASE_URL + version.get_absolute_url()
    return {
        "version": version,
        "document": version.document,
        "lines": clause_lines(version),
        "kind_label": _("Version %(label)s") % {"label": version.label},
        "date": version.dated,
        "as_on": date_format(version.dated, _("F Y")),
        "original_language": language,
        "symbol": f"GMP/{version.document.code.upper()}/{version.label}",
        "page": page,
    }


def version_url(version: TextVersion, language: str) -> str:
    with override(language):
        return reverse("meetings:guiding_text_pdf", args=[version.document.code, version.label])


def typeset_version(version: TextVersion) -> None:
    """Ask for the PDFs of a version, inside the caller's transaction."""
    request_pdf(version, KIND, version=VERSION)


def typeset_missing() -> int:
    """Ask for the PDFs of versions that have none yet, such as those loaded with the portal; return how many."""
    asked = 0
    for version in TextVersion.objects.order_by("pk"):
        if not PdfJob.objects.filter(kind=KIND, **point_to(version)).exists():
            with unit_of_work():
                typeset_version(version)
            asked += 1
    return asked
