"""What the pages of partnership areas show of partners."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from partners.queries import partners_by_area, partners_of_area
from partnership_areas.models import Area

SHOWN = 50
Panel = tuple[str, dict[str, Any]]


def area_panel(area: Area) -> Iterator[Panel]:
    """Yield the partners of an area: how many, the first of them, the way to all (AREA-6)."""
    partners = partners_of_area(area)
    total = partners.count()
    lines = [
        {
            "url": partner.get_absolute_url(),
            "name": partner.public_name,
            "country": partner.country.name if partner.country else "",
        }
        for partner in partners.select_related("country")[:SHOWN]
    ]
    yield (
        "partners/_area_panel.html",
        {
            "total": total,
            "lines": lines,
            "more": total - len(lines),
            "url": f"{reverse('partners:directory')}?{urlencode({'area': area.code})}",
        },
    )


def area_figures(areas: Iterable[Area]) -> Iterator[tuple[str, str]]:
    """Yield, for each area in a list, how many partners take part in it now; one query."""
    counts = partners_by_area()
    for area in areas:
        number = counts.get(area.pk, 0)
        if number:
            yield (
                area.code,
                ngettext("%(number)s partner", "%(number)s partners", number) % {"number": number},
            )
