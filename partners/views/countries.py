"""Partners by country: all countries by region, and a page for each."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners.enums import GLOBAL, PartnerKind
from partners.models import Organisation
from partners.places import area_counts, by_region, places
from partners.queries import directory as partners_in_directory
from partners.queries import kind_counts
from partners.views.directory import lines_of, world
from partnership_areas.models import Country, CountryClassification
from partnership_areas.queries import country_by_code

SHOWN = 50


@require_safe
def countries(request: HttpRequest) -> HttpResponse:
    """Every country with its number of partners, by region; those without one, too."""
    found = places(Organisation.objects.partners())
    context = {
        "places": found,
        "regions": by_region(found),
        "map": world(found, {place.code: country_url(place.code) for place in found.countries}),
        "directory_url": reverse("partners:directory"),
        "crumbs": [{"label": _("Partners"), "url": reverse("partners:directory")}, {"label": _("Countries")}],
    }
    return render(request, "partners/countries.html", context)


@require_safe
def country(request: HttpRequest, alpha2: str) -> HttpResponse:
    """One country: its partners by kind and area, how it is grouped and since when."""
    found = country_by_code(alpha2)
    if found is None:
        raise Http404
    if alpha2 != found.alpha2.lower():
        return HttpResponsePermanentRedirect(country_url(found.alpha2))
    here = partners_in_directory().filter(country=found)
    counts = kind_counts(here)
    total = sum(counts.values())
    all_places = places(Organisation.objects.partners())
    context = {
        "country": found,
        "total": total,
        "lines": lines_of(here[:SHOWN]),
        "more": max(0, total - SHOWN),
        "kinds": kinds_here(found, counts),
        "areas": [
            (area, number, directory_url(country=found.alpha2, area=area.code))
            for area, number in area_counts(here)
        ],
        "facts": facts_of(found),
        "directory_url": directory_url(country=found.alpha2),
        "worldwide": next((place.number for place in all_places.elsewhere if place.code == GLOBAL), 0),
        "worldwide_url": directory_url(country=GLOBAL),
        "map": world(all_places, {}, here=found.alpha2),
        "crumbs": [
            {"label": _("Partners"), "url": reverse("partners:directory")},
            {"label": _("Countries"), "url": reverse("partners:countries")},
            {"label": found.name},
        ],
    }
    return render(request, "partners/country.html", context)


def country_url(alpha2: str) -> str:
    """Return the address of a country's page."""
    return reverse("partners:country", args=[alpha2.lower()])


def directory_url(**values: str) -> str:
    """Return the address of the directory, narrowed."""
    return f"{reverse('partners:directory')}?{urlencode(values)}"


def kinds_here(found: Country, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return how many partners of each kind there are, in the order of the guidelines, with their address."""
    return [
        {
            "label": kind.label,
            "number": counts[kind],
            "url": directory_url(country=found.alpha2, kind=kind.value),
        }
        for kind in PartnerKind
        if counts.get(kind)
    ]


def facts_of(found: Country) -> list[dict[str, Any]]:
    """Return how a country is grouped today, and what says so; three queries at most."""
    region = " · ".join(part.name for part in (found.region, found.subregion) if part)
    facts = [{"term": _("Region (M49)"), "value": region}]
    classification: CountryClassification | None = found.classification()
    if classification:
        facts += [
            {"term": _("UN regional group"), "value": classification.get_un_regional_group_display()},
            {"term": _("UNEP region"), "value": classification.get_unep_region_display()},
            {"term": _("Development status"), "value": classification.get_development_display()},
        ]
        if classification.ldc:
            facts.append({"term": _("Least developed country"), "value": _("Yes")})
    return [fact for fact in facts if fact["value"]]
