"""The public register of decisions: list, one decision, its PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.decision_queries import published_decision
from meetings.decision_texts import public_text
from meetings.frozen_decisions import KIND
from meetings.models import Decision
from portal.publishing.queries import pdf_progress, publication_in_force
from portal.publishing.views import serve_publication

RETRY_SECONDS = 3


def _found(slug: str) -> Decision:
    """Return a decision of the register; Http404 while it has no outcome."""
    found = published_decision(slug)
    if found is None:
        raise Http404
    return found


@require_safe
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """One decision: text, outcome, what was put on record, what it led to (MTG-3)."""
    record = _found(slug)
    text = public_text(record)
    if text is None:
        raise Http404
    context = {"record": record, "text": text, "crumbs": [{"label": record.reference}]}
    return render(request, "meetings/decision.html", context)


@require_safe
def decision_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A decision as PDF in the language of the address; 202 while it is being made."""
    record = _found(slug)
    language = get_language() or "en"
    publication = publication_in_force(record, KIND, language)
    progress = pdf_progress(record, KIND, language)
    if publication is not None and not progress.under_way:
        return serve_publication(request, publication, f"{record.slug}-{language}.pdf")
    if not progress.under_way:
        raise Http404
    context = {
        "progress": progress,
        "page_url": record.get_absolute_url(),
        "retry": RETRY_SECONDS,
        "crumbs": [
            {"label": _("Decisions"), "url": reverse("meetings:decision", args=[record.slug])},
            {"label": record.reference},
        ],
    }
    response = render(request, "partners/being_made.html", context, status=202)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response
