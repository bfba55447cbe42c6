"""A decision as PDF: what it says depends on the frozen version only."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from meetings.models import Decision
from meetings.texts.decisions import frozen_text
from meetings.texts.frozen_decisions import KIND
from meetings.tones import stamp_of
from portal.publishing.documents import DocumentKind
from portal.records import registries
from portal.records.models import FrozenVersion
from portal.records.pointers import point_to
from portal.records.translations import current_translations_of, shown
from portal.records.wording import labelled


def register() -> None:
    """Called once from ``hooks.register``."""
    registries.documents[KIND] = DocumentKind(
        kind=KIND,
        template="meetings/pdf/decision.html",
        context=decision_context,
        title=decision_title,
        filename=decision_filename,
        public=lambda decision: decision.is_public,
        url=decision_pdf_url,
    )


def decision_context(decision: Decision, language: str, version: str) -> dict[str, Any]:
    """Return what the template needs; LookupError when there is no frozen version of that number."""
    frozen = FrozenVersion.objects.filter(kind=KIND, number=int(version), **point_to(decision)).first()
    if frozen is None:
        raise LookupError(f"decision {decision.pk} has no version {version}")
    text = frozen_text(decision, frozen, language)
    with override(language):
        page = settings.BASE_URL + reverse("meetings:decision", args=[decision.slug])
    return {
        "text": text,
        "body": str(decision.body),
        "kind_label": _("Decision"),
        "status_label": text.status_label,
        "status_tone": stamp_of(text.status),
        "date": text.withdrawn_on or text.decided_on,
        "decided_on": date_format(text.decided_on, _("j F Y")) if text.decided_on else "",
        "withdrawn_on": date_format(text.withdrawn_on, _("j F Y")) if text.withdrawn_on else "",
        "original_language": text.language,
        "symbol": text.reference,
        "record_hash": text.sha256,
        "verify_url": page,
        "subject": str(text.title),
    }


def decision_title(decision: Decision, language: str) -> str:
    known = current_translations_of([decision])
    return labelled(decision.reference, shown(decision, "title", language, known=known))


def decision_filename(decision: Decision, language: str) -> str:
    return f"{decision.slug}-{language}.pdf"


def decision_pdf_url(decision: Decision, language: str) -> str:
    with override(language):
        return reverse("meetings:decision_pdf", args=[decision.slug])
