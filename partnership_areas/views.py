"""Public pages of the partnership areas."""

from collections import defaultdict
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from partnership_areas.enums import AreaStatus
from partnership_areas.models import Area
from partnership_areas.queries import (
    area_with_ties,
    areas_with_ties,
    established_areas,
    framework_goal,
    ties_of,
)
from portal.records import registries


class AreaIndexView(TemplateView):
    """All areas: established ones, then cross-cutting topics, potential and closed areas apart (AREA-1)."""

    template_name = "partnership_areas/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        areas = list(areas_with_ties())
        figures = defaultdict(list)
        for code, text in registries.area_figures.collect(areas):
            figures[code].append(text)
        entries = [{"area": area, "ties": ties_of(area), "figures": figures[area.code]} for area in areas]

        def entries_of(*, status: str, cross_cutting: bool | None = None) -> list[dict[str, Any]]:
            return [
                entry
                for entry in entries
                if entry["area"].status == status
                and (cross_cutting is None or entry["area"].cross_cutting == cross_cutting)
            ]

        return super().get_context_data(
            goal=framework_goal(),
            established=entries_of(status=AreaStatus.ESTABLISHED),
            cross_cutting=entries_of(status=AreaStatus.POTENTIAL, cross_cutting=True),
            potential=entries_of(status=AreaStatus.POTENTIAL, cross_cutting=False),
            closed=entries_of(status=AreaStatus.CLOSED),
            own_reading=any(entry["ties"].own_reading for entry in entries),
            crumbs=[{"label": _("Partnership areas")}],
            **kwargs,
        )


class AreaView(TemplateView):
    """One area: the issue, its objective and its ties, what other apps add, leads named in public sources."""

    template_name = "partnership_areas/area.html"

    def get_context_data(self, code: str, **kwargs: Any) -> dict[str, Any]:
        area = area_with_ties(code)
        if area is None:
            raise Http404(_("There is no area with this code."))
        return super().get_context_data(
            area=area,
            ties=ties_of(area),
            name_is_unofficial=get_language() in area.unofficial_languages,
            leads_seen=leads_seen(area, get_language()),
            panels=registries.area_panels.collect(area),
            navigation=navigation(area),
            crumbs=[
                {"label": _("Partnership areas"), "url": reverse("areas:index")},
                {"label": area.short_name},
            ],
            **kwargs,
        )


def navigation(area: Area) -> list[dict[str, Any]]:
    """Return the way to the list and to every established area (one query)."""
    areas = [
        {"label": other.short_name, "url": other.get_absolute_url(), "current": other.pk == area.pk}
        for other in established_areas()
    ]
    return [{"label": _("All areas and topics"), "url": reverse("areas:index")}, *areas]


def leads_seen(area: Area, language: str | None) -> list[dict[str, str]]:
    """Return the leads named in public sources, each with its evidence in ``language`` and as recorded."""
    return [
        {
            "organisation": lead["organisation"],
            "evidence": lead["evidence"],
            "shown": lead.get("shown", {}).get(language) or lead["evidence"],
        }
        for lead in area.leads_seen
    ]
