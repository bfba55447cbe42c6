"""The structure of the Partnership: figure, the same in words, PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.figure import draw, openness, seats_text, status_text
from meetings.models import Body
from meetings.reference import GROUP
from meetings.structure import KIND, Structure, read, structure_now
from portal.publishing.queries import pdf_progress, publication_in_force
from portal.publishing.views import being_made, serve_publication
from portal.records.clock import today


def figures_of(structure: Structure) -> list[Any]:
    """Return the figure for wide and for narrow screens; one of them shows."""

    def url(code: str) -> str:
        return reverse("areas:area", args=[code])

    return [
        draw(structure, columns=columns, key=f"structure-{columns}", area_url=url, group_url="#group")
        for columns in (4, 1)
    ]


@require_safe
def structure(request: HttpRequest) -> HttpResponse:
    """How the Partnership is organised today, drawn from the records (F §2, Figure 1)."""
    language = get_language() or "en"
    found = read(structure_now(), language)
    group = Body.objects.get(code=GROUP)
    context = {
        "structure": found,
        "figures": figures_of(found),
        "seats": seats_text(found),
        "openness": openness(),
        "others": [(place, status_text(place)) for place in found.others],
        "today": today(),
        "pdf": publication_in_force(group, KIND, language),
        "crumbs": [{"label": _("Structure")}],
    }
    return render(request, "meetings/structure.html", context)


@require_safe
def structure_pdf(request: HttpRequest) -> HttpResponseBase:
    """The structure as it was last kept, in the language of the address; 202 while it is being made."""
    language = get_language() or "en"
    group = Body.objects.get(code=GROUP)
    publication = publication_in_force(group, KIND, language)
    if publication is not None:
        return serve_publication(request, publication, f"structure-{language}.pdf")
    progress = pdf_progress(group, KIND, language)
    if not progress.under_way:
        raise Http404
    here = reverse("meetings:structure")
    crumbs = [{"label": _("Structure"), "url": here}, {"label": _("PDF")}]
    return being_made(request, progress, crumbs=crumbs, page_url=here)
