"""Framework, guidelines and template of plans: versions, what differs between two, the history of amendments."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.documents.guidelines import KIND
from meetings.models import GuidingDocument, TextVersion
from meetings.queries.guidelines import (
    clause_lines,
    differences_between,
    documents_with_versions,
    find_version,
    proposed_words,
    public_amendments,
    versions_of,
)
from meetings.rules.proposals import partners_to_propose_for
from meetings.texts.amended import shown_number
from portal.publishing.queries import pdf_progress, publication_in_force
from portal.publishing.views import being_made, serve_publication
from portal.records.translations import shown

LATEST = 5
PER_PAGE = 30


def _first_crumb() -> dict[str, Any]:
    return {"label": _("Framework and guidelines"), "url": reverse("meetings:guidelines")}


@require_safe
def guidelines(request: HttpRequest) -> HttpResponse:
    """The guiding texts, each with its versions, and the latest amendments (GDL-2)."""
    context = {
        "documents": documents_with_versions(),
        "amendments": list(public_amendments()[:LATEST]),
        "crumbs": [{"label": _("Framework and guidelines")}],
    }
    return render(request, "meetings/guidelines.html", context)


def _version(code: str, label: str) -> TextVersion:
    found = find_version(code, label)
    if found is None:
        raise Http404
    return found


@require_safe
def current(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the version in force."""
    return redirect(_version(code, "current"))


@require_safe
def guiding_text(request: HttpRequest, code: str, label: str) -> HttpResponse:
    """One version: its clauses, where it comes from, the other versions (GDL-2)."""
    version = _version(code, label)
    versions = versions_of(version.document)
    earlier = _before(versions, version)
    changed = {one.number for one in differences_between(earlier, version)} if earlier else set()
    language = get_language() or "en"
    context = {
        "version": version,
        "document": version.document,
        "lines": clause_lines(version, changed),
        "versions": versions,
        "earlier": earlier,
        "changed": len(changed),
        "is_current": versions[0].pk == version.pk,
        "has_pdf": publication_in_force(version, KIND, language) is not None
        or pdf_progress(version, KIND, language).under_way,
        "may_propose": versions[0].pk == version.pk and bool(partners_to_propose_for(request.user)),
        "crumbs": [_first_crumb(), {"label": f"{version.document.title} ({version.label})"}],
    }
    return render(request, "meetings/guiding_text.html", context)


def _before(versions: list[TextVersion], version: TextVersion) -> TextVersion | None:
    """Return the version before this one."""
    place = next(index for index, other in enumerate(versions) if other.pk == version.pk)
    return versions[place + 1] if place + 1 < len(versions) else None


@require_safe
def guiding_text_pdf(request: HttpRequest, code: str, label: str) -> HttpResponseBase:
    """A version as PDF in the language of the address; 202 while it is being made."""
    version = _version(code, label)
    language = get_language() or "en"
    publication = publication_in_force(version, KIND, language)
    if publication is not None:
        return serve_publication(request, publication, f"{code}-{version.label}-{language}.pdf")
    progress = pdf_progress(version, KIND, language)
    if not progress.under_way:
        raise Http404
    here = version.get_absolute_url()
    crumbs = [
        _first_crumb(),
        {"label": f"{version.document.title} ({version.label})", "url": here},
        {"label": _("PDF")},
    ]
    return being_made(request, progress, crumbs=crumbs, page_url=here)


@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """What differs between two versions, word by word; nothing else (GDL-2)."""
    document = GuidingDocument.objects.filter(code=code).first()
    if document is None:
        raise Http404
    versions = versions_of(document)
    by_label = {version.label: version for version in versions}
    new = by_label.get(request.GET.get("to", ""), versions[0])
    earlier = _before(versions, new) or versions[-1]
    old = by_label.get(request.GET.get("from", ""), earlier)
    context = {
        "document": document,
        "versions": versions,
        "old": old,
        "new": new,
        "differences": [
            {"of": one, "number": shown_number(one.number), "label": STATE_LABELS[one.state]()}
            for one in (differences_between(old, new) if old.pk != new.pk else [])
        ],
        "crumbs": [
            _first_crumb(),
            {"label": f"{document.title} ({new.label})", "url": new.get_absolute_url()},
            {"label": _("What differs")},
        ],
    }
    return render(request, "meetings/guiding_text_compare.html", context)


STATE_LABELS = {
    "changed": lambda: pgettext("clause", "changed"),
    "added": lambda: pgettext("clause", "added"),
    "removed": lambda: pgettext("clause", "removed"),
}


@require_safe
def amendments(request: HttpRequest) -> HttpResponse:
    """The public history of amendments: what is before the group, what it adopted and what not (GDL-1)."""
    page = Paginator(public_amendments(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "crumbs": [_first_crumb(), {"label": _("Amendments")}],
    }
    return render(request, "meetings/amendments.html", context)


@require_safe
def amendment(request: HttpRequest, slug: str) -> HttpResponse:
    """One amendment: who proposes what and why, the secretariat's opinion, the decision (GDL-1)."""
    record = public_amendments().filter(reference=slug.upper()).first()
    if record is None:
        raise Http404
    language = get_language() or "en"
    context = {
        "record": record,
        "words": proposed_words(record, language),
        "reason": shown(record, "reason", language),
        "crumbs": [
            _first_crumb(),
            {"label": _("Amendments"), "url": reverse("meetings:amendments")},
            {"label": record.reference},
        ],
    }
    return render(request, "meetings/amendment.html", context)
