"""Letters of intent on the site, as pages and PDF (LOI-6)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.actions.publication import CONFIRMATION, publication_version
from partners.documents import can_read_confirmation, confirmation_filename, letter_filename
from partners.enums import LetterStatus, PartnerKind
from partners.filters import CONFIRMED, RECEIVED, LetterFilter
from partners.links import pdf_links
from partners.models import Letter
from partners.public import (
    letter_lines,
    letter_text,
    newest_confirmed_letter,
    organisation_at,
    published_letter,
    published_letters,
    stage_counts,
)
from partners.snapshot import KIND
from portal.publishing.models import Publication
from portal.publishing.queries import Progress, pdf_progress, publication_in_force
from portal.publishing.views import being_made, serve_publication

PER_PAGE = 50


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters on the site: received ones first, then confirmed ones, the newest first."""
    filters = LetterFilter(request.GET)
    stage = filters.form.cleaned_data.get("stage", "") if filters.is_valid() else ""
    counts = stage_counts()
    rows = filters.qs if stage else published_letters()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    here = reverse("partners:letters")
    tabs = [
        {"label": _("All letters"), "url": here, "count": sum(counts.values()), "current": not stage},
        *(
            {"label": label, "url": f"{here}?stage={name}", "count": counts[name], "current": stage == name}
            for name, label in filters.form.fields["stage"].choices
            if name
        ),
    ]
    context = {
        "page_obj": page,
        "lines": letter_lines(page),
        "tabs": tabs,
        "stage": stage,
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners:directory")},
            {"label": _("Letters of intent")},
        ],
    }
    return render(request, "partners/letters.html", context)


@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """One letter as it is published; 410 once it left the site, 404 where none ever was."""
    record = published_letter(reference)
    if record is None:
        raise Http404
    text = letter_text(record)
    if text is None:
        return gone(request)
    if reference != record.reference:
        return HttpResponsePermanentRedirect(reverse("partners:letter", args=[record.reference]))
    is_confirmed = record.status == LetterStatus.CONFIRMED
    context = {
        "letter": record,
        "text": text,
        "stage": CONFIRMED if is_confirmed else RECEIVED,
        "pdf_links": pdf_links("partners:published_letter_pdf", record.reference),
        "thread": thread_of(record, text.symbol, text.name),
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners:directory")},
            {"label": _("Letters of intent"), "url": reverse("partners:letters")},
            {"label": text.symbol},
        ],
    }
    response = render(request, "partners/letter.html", context)
    return not_indexed(response) if text.is_individual else response


def thread_of(record: Letter, symbol: str, name: str) -> list[dict[str, Any]]:
    """Return what the letter led to: the partner, once it is confirmed."""
    if record.status != LetterStatus.CONFIRMED or record.organisation is None:
        return []
    organisation = record.organisation.merged_into or record.organisation
    return [
        {"kind": _("Letter of intent"), "title": symbol, "current": True},
        {"kind": _("Partner"), "title": organisation.public_name, "url": organisation.get_absolute_url()},
    ]


@require_safe
def partner_letter_pdf(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The newest confirmed letter of a partner; 404 where none is held."""
    organisation = organisation_at(slug)
    record = newest_confirmed_letter(organisation) if organisation else None
    if organisation is None or record is None:
        raise Http404
    if organisation.slug != slug:
        return HttpResponsePermanentRedirect(reverse("partners:letter_pdf", args=[organisation.slug]))
    return letter_pdf(request, record)


@require_safe
def published_letter_pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """A letter on the site, received or confirmed; 410 once it left the site."""
    record = published_letter(reference)
    if record is None:
        raise Http404
    return letter_pdf(request, record) if record.is_public else gone(request)


def letter_pdf(request: HttpRequest, record: Letter) -> HttpResponseBase:
    """Answer with the PDF in the language of the address, else the original, else any.

    While it is being made: 202 with a page that tells how far it is. Nothing waits.
    """
    language, version = get_language() or "en", publication_version(record)
    publication = publication_in_force(record, KIND, language, version)
    if publication is None:
        progress = pdf_progress(record, KIND, language, version=version)
        if progress.under_way:
            return still_made(request, record, progress)
        publication = publication_in_force(record, KIND, record.language, version) or any_language(
            record, version
        )
    if publication is None:
        raise Http404
    response = serve_publication(request, publication, letter_filename(record, publication.language))
    response.headers["Content-Language"] = publication.language
    return not_indexed(response) if record.kind == PartnerKind.INDIVIDUAL else response


def any_language(record: Letter, version: str) -> Publication | None:
    """Return the PDF of this version in whichever language there is."""
    found = (publication_in_force(record, KIND, code, version) for code in ("en", "fr", "es"))
    return next((publication for publication in found if publication), None)


def still_made(request: HttpRequest, record: Letter, progress: Progress) -> HttpResponse:
    """Say how far the PDF of a letter is, and where the letter can be read meanwhile."""
    crumbs = [
        {"label": _("Letters of intent"), "url": reverse("partners:letters")},
        {"label": record.reference},
    ]
    page_url = reverse("partners:letter", args=[record.reference])
    return being_made(request, progress, crumbs=crumbs, page_url=page_url)


def gone(request: HttpRequest) -> HttpResponse:
    """Say that a letter left the site; not whose it was, nor why (LOI-6)."""
    return not_indexed(render(request, "partners/gone.html", status=410))


def not_indexed(response: Any) -> Any:
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def confirmation_pdf(request: HttpRequest, reference: str) -> HttpResponseBase:
    """UNEP's confirmation, for those who may read it; to everyone else it does not exist."""
    record = Letter.objects.filter(reference=reference, status=LetterStatus.CONFIRMED).first()
    if record is None or not can_read_confirmation(request.user, record):
        raise Http404
    language = get_language() or "en"
    found = [publication_in_force(record, CONFIRMATION, code) for code in (language, "en", "fr", "es")]
    publication = next((publication for publication in found if publication), None)
    if publication is None:
        for code in (language, "en", "fr", "es"):
            progress = pdf_progress(record, CONFIRMATION, code)
            if progress.under_way:
                return still_made(request, record, progress)
        raise Http404
    return serve_publication(request, publication, confirmation_filename(record, publication.language))
