"""The directory of partners: list, cards and map of the same search; the same rows as a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from partners.enums import MembershipOrigin, PartnerKind
from partners.exports import FORMATS, spreadsheet
from partners.filters import PartnerFilter
from partners.models import Letter, Organisation
from partners.places import Place, Places, places
from partners.queries import areas_now, kind_counts, membership_now
from partners.queries import directory as partners_in_directory
from partners.search import Search, found_by
from portal.publishing.worldmap import Mark, draw

PER_PAGE = 50
EXPORT_CHUNK = 500
LIST, CARDS, MAP = "list", "cards", "map"
VIEWS = {LIST: gettext_lazy("List"), CARDS: gettext_lazy("Cards"), MAP: gettext_lazy("Map")}


class CountedPaginator(Paginator):
    """A paginator that is told how many rows there are."""

    def __init__(self, rows: Any, per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self.total = total

    @cached_property
    def count(self) -> int:
        return self.total


@require_safe
def directory(request: HttpRequest) -> HttpResponseBase:
    """Partners, searched and narrowed; ``view=list|cards|map`` is how, ``format=csv|xlsx`` gives a file."""
    filters = PartnerFilter(request.GET)
    everyone = partners_in_directory()
    view = request.GET.get("view", LIST)
    view = view if view in VIEWS else LIST
    file_format = request.GET.get("format", "")
    if file_format in FORMATS:
        return export(file_format, filters, everyone, view)
    counts = kind_counts(filters.narrowed(everyone, apart_from="kind"))
    kinds = filters.form.cleaned_data.get("kind") or PartnerKind.values
    total = sum(counts.get(kind, 0) for kind in kinds)
    filters.say_counts(counts)
    found = filters.looked_up
    context = {
        "filter": filters,
        "view": view,
        "views": views(request, view),
        "total": total,
        "search": found,
        "chips": chips(filters, request),
        "is_narrowed": any(filters.form.cleaned_data.values()),
        "downloads": downloads(request),
        "received": Letter.objects.received().count(),
        "crumbs": [{"label": _("Partners")}],
    }
    if view == MAP:
        context |= map_context(filters.narrowed(everyone), request.GET)
    else:
        rows = ranked(filters, everyone)
        page = CountedPaginator(rows, PER_PAGE, total).get_page(request.GET.get("page"))
        context |= {
            "page_obj": page,
            "first": page.start_index(),
            "last": page.end_index(),
            "lines": lines_of(page, found),
        }
    return render(request, "partners/directory.html", context)


def ranked(filters: PartnerFilter, everyone: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Return what is found, what was meant most likely first; by name where nothing was searched for."""
    rows = filters.narrowed(everyone)
    return filters.looked_up.ranked(rows) if filters.looked_up else rows


def lines_of(partners: Iterable[Organisation], search: Search | None = None) -> list[dict[str, Any]]:
    """Return lines or cards; after a search each says by which former or other name it was found, if by one."""
    lines = []
    for partner in partners:
        besides = search.besides.get(partner.pk, ()) if search else ()
        name = found_by(partner, search.text, besides) if search else ""
        lines.append(line_of(partner) | {"found_by": name})
    return lines


def line_of(organisation: Organisation) -> dict[str, Any]:
    """Return what a line or card of the directory shows; everything was loaded with the page."""
    membership = membership_now(organisation)
    areas = sorted(
        areas_now(organisation),
        key=lambda area: (area.order is None, area.order or 0, area.code),
    )
    return {
        "url": organisation.get_absolute_url(),
        "name": organisation.public_name,
        "acronym": "" if organisation.kind == PartnerKind.INDIVIDUAL else organisation.acronym,
        "kind": organisation.get_kind_display(),
        "country": organisation.country.name if organisation.country else "",
        "is_global": organisation.is_global,
        "areas": ", ".join(area.short_name for area in areas),
        "since": membership.since.year if membership.since else None,
        "is_imported": membership.origin == MembershipOrigin.IMPORTED,
        "text": organisation.description if organisation.name_is_public else "",
        "language": organisation.language,
    }


def address(query: QueryDict, **changes: str) -> str:
    """Return the address of the same search with other values; an empty one takes a value away."""
    query = query.copy()
    for name in ("page", "format"):  # these belong to one page of one view
        query.pop(name, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{reverse('partners:directory')}{'?' if query else ''}{query.urlencode()}"


def views(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """Return list, cards and map as tabs; what is searched and narrowed stays."""
    return [
        {
            "label": label,
            "url": address(request.GET, view="" if code == LIST else code),
            "current": code == current,
            "count": None,
        }
        for code, label in VIEWS.items()
    ]


def map_context(partners: QuerySet[Organisation], query: QueryDict) -> dict[str, Any]:
    """Return map and table of the same numbers."""
    found = places(partners)
    rows = [(place, address(query, view="", country=place.code)) for place in found.rows]
    return {"places": found, "place_rows": rows, "map": world(found, dict_of(rows))}


def dict_of(rows: Iterable[tuple[Place, str]]) -> dict[str, str]:
    return {place.code: url for place, url in rows}


def world(found: Places, urls: dict[str, str], here: str = "") -> str:
    """Draw where partners are. ``urls`` by code of the country; ``here`` is the country that is marked."""
    marks = [
        Mark(
            latitude=place.latitude,
            longitude=place.longitude,
            number=place.number,
            label=said_of(place),
            url=urls.get(place.code, ""),
            is_here=place.code == here,
        )
        for place in (*found.countries, *found.without)
        if place.on_map
    ]
    return draw(
        marks,
        title=_("Partners by country"),
        description=_(
            "A circle per country; its area grows with the number of partners. The numbers are beside it as text."
        ),
        name="partners-map",
    )


def said_of(place: Place) -> str:
    """Return a place and its number in words."""
    return ngettext("%(place)s: %(number)s partner", "%(place)s: %(number)s partners", place.number) % {
        "place": place.name,
        "number": place.number,
    }


def chips(filters: PartnerFilter, request: HttpRequest) -> list[dict[str, str]]:
    """Return what the list is narrowed by, each with the address of the list without it."""
    found = []
    for name, value in filters.form.cleaned_data.items():
        for one in value if isinstance(value, list) else [value]:
            if not one:
                continue
            query = request.GET.copy()
            query.pop("page", None)
            query.setlist(name, [other for other in query.getlist(name) if other.upper() != str(one).upper()])
            found.append({"label": label_of(filters, name, one), "url": f"?{query.urlencode()}"})
    return found


def label_of(filters: PartnerFilter, name: str, value: str) -> str:
    """Return the words of a filter's value."""
    if name == "kind":
        return str(PartnerKind(value).label)
    for key, label in getattr(filters.form.fields[name], "choices", ()):
        if key == value:
            return str(label)
        if isinstance(label, list | tuple):
            for code, text in label:
                if code == value:
                    return str(text)
    return _("“%(text)s”") % {"text": value}


def downloads(request: HttpRequest) -> list[dict[str, str]]:
    """Return the addresses of the same list as files."""
    return [
        {"label": file_format.upper(), "url": address(request.GET, format=file_format)}
        for file_format in FORMATS
    ]


def export(
    file_format: str, filters: PartnerFilter, everyone: QuerySet[Organisation], view: str
) -> HttpResponseBase:
    """Answer with what is filtered as a file; 400 with the reason when a filter cannot be read.

    From the map it is the table of countries. No personal data: individuals have no name, no address and no site
    in it, consent or not.
    """
    if filters.errors:
        reasons = [error for errors in filters.errors.values() for error in errors]
        return HttpResponse("\n".join(reasons), status=400, content_type="text/plain; charset=utf-8")
    rows = filters.narrowed(everyone)
    if view == MAP:
        headings = [_("Country"), _("Country (code)"), _("Partners")]
        return spreadsheet(file_format, "partners-by-country", headings, rows_of_places(places(rows)))
    headings = [
        _("Name"),
        _("Acronym"),
        _("Kind"),
        _("Kind (code)"),
        _("Country"),
        _("Country (code)"),
        _("Areas"),
        _("Areas (codes)"),
        _("Site"),
        _("Member since"),
        _("Origin"),
        _("Page"),
    ]
    if filters.looked_up:
        rows = filters.looked_up.ranked(rows)
    return spreadsheet(file_format, "partners", headings, rows_of(rows))


def rows_of_places(found: Places) -> Iterator[list[Any]]:
    for place in found.rows:
        yield [place.name, place.code, place.number]


def rows_of(partners: QuerySet[Organisation]) -> Iterator[list[Any]]:
    for organisation in partners.iterator(chunk_size=EXPORT_CHUNK):
        membership = membership_now(organisation)
        areas = sorted(areas_now(organisation), key=lambda a: a.code)
        personal = organisation.kind == PartnerKind.INDIVIDUAL
        country = organisation.country
        yield [
            _("Individual partner") if personal else organisation.public_name,
            "" if personal else organisation.acronym,
            organisation.get_kind_display(),
            organisation.kind,
            country.name if country else (_("World-wide") if organisation.is_global else ""),
            country.alpha2 if country else "",
            [area.short_name for area in areas],
            [area.code for area in areas],
            "" if personal else organisation.website,
            membership.since,
            membership.get_origin_display(),
            "" if personal else organisation.get_absolute_url(),
        ]
