"""Where partners are: numbers by country, for the map, its table, the list of countries and their pages."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from partners.enums import GLOBAL, PartnerKind
from partners.models import AreaParticipation, Organisation
from partnership_areas.models import Area, Country, Region
from portal.records.text import normalise_name

UNKNOWN = "unknown"


@dataclass(frozen=True)
class Place:
    """A country with its number of partners; ``code`` is its alpha-2 code, "global", "reio" or "unknown"."""

    code: str
    name: str
    number: int
    latitude: float | None = None
    longitude: float | None = None
    region: str = ""

    @property
    def is_country(self) -> bool:
        return len(self.code) == 2

    @property
    def on_map(self) -> bool:
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True)
class Places:
    """All places of some partners: countries with the most first, then what has no country; and the rest."""

    countries: list[Place]
    elsewhere: list[Place]
    without: list[Place] = field(default_factory=list)

    @property
    def rows(self) -> list[Place]:
        return [*self.countries, *self.elsewhere]

    @property
    def total(self) -> int:
        return sum(place.number for place in self.rows)


def places(partners: QuerySet[Organisation]) -> Places:
    """Return where partners are; two queries, however many partners there are."""
    counts: dict[int | None, int] = {}
    elsewhere = dict.fromkeys((GLOBAL, PartnerKind.REIO.value, UNKNOWN), 0)
    rows = (
        partners.order_by()
        .values_list("country", "is_global")
        .annotate(number=Count("pk"), reio=Count("pk", filter=Q(kind=PartnerKind.REIO)))
    )
    for country, is_global, number, reio in rows:
        if country is not None:
            counts[country] = number
        elif is_global:
            elsewhere[GLOBAL] = number
        else:
            elsewhere[PartnerKind.REIO.value] = reio
            elsewhere[UNKNOWN] = number - reio
    columns = ("pk", "alpha2", "name", "latitude", "longitude", "region")
    everywhere = [
        Place(code, name, counts.get(pk, 0), latitude, longitude, region or "")
        for pk, code, name, latitude, longitude, region in Country.objects.order_by().values_list(*columns)
    ]
    everywhere.sort(key=lambda place: (-place.number, normalise_name(place.name)))
    labels = {
        GLOBAL: _("World-wide"),
        PartnerKind.REIO.value: _("Regional economic integration organizations"),
        UNKNOWN: _("Country not known"),
    }
    return Places(
        countries=[place for place in everywhere if place.number],
        elsewhere=[Place(code, labels[code], number) for code, number in elsewhere.items() if number],
        without=[place for place in everywhere if not place.number],
    )


def countries_with_partners() -> list[str]:
    """Return the alpha-2 codes, in small letters, of countries in which there are partners now."""
    codes = Organisation.objects.partners().order_by().values_list("country__alpha2", flat=True).distinct()
    return sorted(code.lower() for code in codes if code)


@dataclass(frozen=True)
class RegionOfPlaces:
    """A region of M49 with its countries that have partners, by name."""

    code: str
    name: str
    countries: list[Place]

    @property
    def number(self) -> int:
        return sum(place.number for place in self.countries)


def by_region(found: Places) -> list[RegionOfPlaces]:
    """Return the countries that have partners, by region; one query."""
    here: dict[str, list[Place]] = defaultdict(list)
    for place in sorted(found.countries, key=lambda place: normalise_name(place.name)):
        here[place.region].append(place)
    names = dict(Region.objects.filter(parent=None).order_by().values_list("m49", "name"))
    names[""] = _("Outside of the regions")
    regions = [RegionOfPlaces(code, names.get(code, code), countries) for code, countries in here.items()]
    return sorted(regions, key=lambda region: (not region.code, normalise_name(region.name)))


def area_counts(partners: QuerySet[Organisation]) -> list[tuple[Area, int]]:
    """Return in which areas some partners take part now and how many of them, in the framework's order."""
    keys = partners.order_by().values("pk")
    here = AreaParticipation.objects.running().filter(
        Q(organisation__in=keys) | Q(organisation__merged_into__in=keys)
    )
    whose = Coalesce("organisation__merged_into", "organisation")
    numbers = dict(here.order_by().values_list("area").annotate(number=Count(whose, distinct=True)))
    return [(area, numbers[area.pk]) for area in Area.objects.in_order() if area.pk in numbers]
