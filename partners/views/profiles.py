"""The pages of partners."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.enums import LetterStatus
from partners.links import pdf_links
from partners.models import Organisation
from partners.public import Profile, organisation_at, profile_of
from partners.standing import events_of
from portal.records import registries


@require_safe
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """One partner, or former partner: who it is, what it offers and seeks, its letter."""
    organisation = organisation_at(slug)
    profile = profile_of(organisation) if organisation else None
    if organisation is None or profile is None:
        raise Http404
    if organisation.slug != slug:
        moved = HttpResponsePermanentRedirect(organisation.get_absolute_url())
        moved["Cache-Control"] = "no-store"  # a merge can be undone: no browser may remember where it led
        return moved
    context = {
        "profile": profile,
        "organisation": organisation,
        "text": profile.text,
        "letter": profile.letter,
        "stage": "confirmed",
        "pdf_links": pdf_links("partners:letter_pdf", organisation.slug) if profile.text else [],
        "thread": thread_of(profile),
        "events": events_of(organisation),
        "panels": registries.partner_panels.collect(organisation),
        "directory_of_kind": f"{reverse('partners:directory')}?{urlencode({'kind': organisation.kind})}",
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners:directory")},
            {"label": organisation.public_name if profile.is_individual else short_name(organisation)},
        ],
    }
    response = render(request, "partners/partner.html", context)
    if profile.is_individual:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def short_name(organisation: Organisation) -> str:
    return organisation.acronym or organisation.public_name


def thread_of(profile: Profile) -> list[dict[str, Any]]:
    """Return what this page came from: the letter, then the membership."""
    links = []
    if profile.text and profile.letter and profile.letter.status == LetterStatus.CONFIRMED:
        links.append(
            {
                "kind": _("Letter of intent"),
                "title": profile.text.symbol,
                "url": reverse("partners:letter", args=[profile.text.reference]),
            }
        )
    links.append({"kind": _("Partner"), "title": profile.organisation.public_name, "current": True})
    return links if len(links) > 1 else []
