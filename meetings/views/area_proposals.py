"""Proposals of new areas as the public reads them: from the moment they are before the Advisory Group (AREA-1)."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetings.proposals.areas import public_proposals

PER_PAGE = 30


@require_safe
def area_proposals(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    context = {
        "page_obj": Paginator(public_proposals(), PER_PAGE).get_page(request.GET.get("page")),
        "crumbs": [
            {"label": _("Partnership areas"), "url": reverse("areas:index")},
            {"label": _("Proposals of new areas")},
        ],
    }
    return render(request, "meetings/area/proposals.html", context)


@require_safe
def area_proposal(request: HttpRequest, slug: str) -> HttpResponse:
    """One proposal: who proposes what and why, the opinion of the secretariat, who supports it, the decision."""
    found = public_proposals().select_related("area").filter(reference__iexact=slug).first()
    if found is None or found.slug != slug:
        raise Http404
    context = {
        "record": found,
        "elements": found.elements.order_by("order"),
        "supporters": found.supporters.select_related("organisation__merged_into"),
        "crumbs": [
            {"label": _("Partnership areas"), "url": reverse("areas:index")},
            {"label": _("Proposals of new areas"), "url": reverse("meetings:area_proposals")},
            {"label": found.reference},
        ],
    }
    return render(request, "meetings/area/proposal.html", context)
