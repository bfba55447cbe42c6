"""Public pages of the partnership areas."""

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from partnership_areas.enums import AreaStatus
from partnership_areas.forms import DayForm
from partnership_areas.models import Area
from partnership_areas.queries import (
    area_with_ties,
    areas_with_ties,
    established_areas,
    framework_goal,
    text_in,
    ties_of,
)
from portal.records import registries
from portal.records.clock import today

IN_FEED = 50


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
            panels=registries.area_index_panels.collect(),
            crumbs=[{"label": _("Partnership areas")}],
            **kwargs,
        )


# What an area's page keeps a place for, filled by other apps: title, what is said while there is nothing.
PLACES = (
    ("plan", gettext_lazy("Business plan"), gettext_lazy("No plan of this area is published here yet.")),
    (
        "meetings",
        gettext_lazy("Meetings of the area"),
        gettext_lazy("No meeting of this area is recorded here yet."),
    ),
    (
        "reports",
        gettext_lazy("Progress reports"),
        gettext_lazy("No report of this area is published here yet."),
    ),
    (
        "resources",
        gettext_lazy("Resources of the area"),
        gettext_lazy("Nothing is filed under this area yet."),
    ),
    ("figures", gettext_lazy("Figures"), gettext_lazy("No figures of this area are known yet.")),
)


class AreaView(TemplateView):
    """One area: issue, objective, strategy, leads, ties, partners of any day, decisions, what other apps add.

    ``?on=2016-02-01`` shows the partners of that day; a senseless day is said, and today is shown.
    """

    template_name = "partnership_areas/area.html"

    def get_context_data(self, code: str, **kwargs: Any) -> dict[str, Any]:
        area = area_with_ties(code)
        if area is None:
            raise Http404(_("There is no area with this code."))
        form = DayForm({"on": self.request.GET.get("on", "")})
        form.is_valid()
        day = form.cleaned_data.get("on") or today()
        shown_on = day if day < today() else None
        issue, strategy = text_in(area, "issue"), text_in(area, "strategy")
        return super().get_context_data(
            area=area,
            issue=issue,
            strategy=strategy,
            ties=ties_of(area),
            name_is_unofficial=get_language() in area.unofficial_languages,
            leads_seen=leads_seen(area, get_language()),
            day_form=form,
            shown_on=shown_on,
            panels=registries.area_panels.collect(area, day),
            side=registries.area_side.collect(area, day),
            places=places_of(area),
            ways_in=registries.area_ways_in.collect(area, self.request.user),
            links=registries.area_links.collect(area, self.request.user),
            navigation=navigation(area),
            crumbs=[
                {"label": _("Partnership areas"), "url": reverse("areas:index")},
                {"label": area.short_name},
            ],
            **kwargs,
        )


def places_of(area: Area) -> list[dict[str, Any]]:
    """Return the places of an area's page in order, each with what fills it, or with words that say it is empty."""
    filled = {place.code: place for place in registries.area_places.collect(area)}
    return [
        {"code": code, "title": title, "empty": empty, "place": filled.get(code)}
        for code, title, empty in PLACES
    ]


@require_safe
def area_feed(request: HttpRequest, code: str) -> HttpResponse:
    """What happens in an area, as an Atom feed in the language of the address: the newest first."""
    area = Area.objects.filter(code=code).first()
    if area is None:
        raise Http404
    entries = sorted(registries.area_feed.collect(area), key=lambda entry: entry.at, reverse=True)[:IN_FEED]
    here = request.build_absolute_uri(request.path)
    feed = Atom1Feed(
        title=area.name,
        link=request.build_absolute_uri(area.get_absolute_url()),
        description=area.objective,
        feed_url=here,
        feed_guid=f"urn:area:{area.code}",
        language=get_language(),
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=request.build_absolute_uri(entry.url),
            description=entry.text,
            unique_id=f"{here}#{entry.key}",
            updateddate=entry.at,
            pubdate=entry.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


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
