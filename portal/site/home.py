"""What the home page shows from the records."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from meetings.figure import draw
from meetings.structure import read, structure_now
from partners.models import Membership
from partners.queries import partner_figures, partners_by_area
from partnership_areas.queries import established_areas
from portal.site.context import is_view

LATEST = 6


def home_context() -> dict[str, Any]:
    """Return figures, a card per area and the latest confirmed partners; a fixed number of queries."""
    here = f"/{get_language()}/"
    directory = here + "partners/" if is_view(here + "partners/") else ""
    areas, counts, figures = list(established_areas()), partners_by_area(), partner_figures()
    return {
        "figures": [
            {"number": figures["partners"], "label": _("partners"), "url": directory},
            {"number": figures["countries"], "label": _("countries with partners"), "url": directory},
            {"number": len(areas), "label": _("partnership areas"), "url": reverse("areas:index")},
            {
                "number": figures["received"],
                "label": _("letters received, not yet confirmed"),
                "url": directory,
            },
        ],
        "areas": [
            {
                "title": area.short_name,
                "text": area.objective,
                "url": reverse("areas:area", args=[area.code]),
                "meta": partners_text(counts.get(area.pk, 0)),
            }
            for area in areas
        ],
        "structure": structure_figures(),
        "latest": latest_partners() if directory else [],
        "directory": directory,
        "join": here + "join/" if is_view(here + "join/") else "",
    }


def structure_figures() -> list[Any]:
    """Return the structure of the Partnership as drawings for wide and for narrow screens; one of them shows."""
    found = read(structure_now(), get_language() or "en")
    return [draw(found, columns=columns, key=f"structure-{columns}") for columns in (4, 1)]


def partners_text(number: int) -> str:
    """Return “3 partners”, or nothing for none."""
    return (
        ngettext("%(number)s partner", "%(number)s partners", number) % {"number": number} if number else ""
    )


def latest_partners() -> list[Membership]:
    """Return the memberships that were confirmed last, with organisation and country."""
    found = list(
        Membership.objects.running()
        .filter(since__isnull=False, letter__isnull=False)
        .select_related("organisation__country", "organisation__merged_into__country", "letter")
        .order_by("-since", "-pk")[:LATEST]
    )
    for membership in found:
        membership.organisation = membership.organisation.merged_into or membership.organisation
    return found
