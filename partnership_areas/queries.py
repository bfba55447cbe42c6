"""Read areas and countries: for pages, forms and other apps."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, override

from partnership_areas.enums import ElementKind
from partnership_areas.models import Area, AreaLink, Country, CountryClassification, FrameworkElement, Region
from portal.records.clock import today
from portal.records.text import normalise_name
from portal.records.translations import Shown


def established_areas() -> QuerySet[Area]:
    """Return the established areas, in the order of the framework."""
    return Area.objects.established().in_order()


def areas_for_choice() -> QuerySet[Area]:
    """Return what a letter of intent can name: established areas, then cross-cutting topics."""
    return Area.objects.choosable().in_order()


def areas_with_ties() -> QuerySet[Area]:
    """Return all areas in order with their ties loaded (two queries)."""
    links = AreaLink.objects.select_related("element").order_by("element__order")
    return Area.objects.in_order().prefetch_related(Prefetch("links", links))


def area_with_ties(code: str) -> Area | None:
    """Return an area with its ties loaded, or None when no area has this code."""
    return areas_with_ties().filter(code=code).first()


def framework_goal() -> FrameworkElement | None:
    """Return the overall goal of the Partnership."""
    return FrameworkElement.objects.filter(kind=ElementKind.GOAL).order_by("order").first()


@dataclass(frozen=True)
class Ties:
    """The elements that an area's objective is tied to, by kind, for its page."""

    goal: list[FrameworkElement]
    objectives: list[FrameworkElement]
    priorities: list[FrameworkElement]
    enabling: list[FrameworkElement]
    missions: list[FrameworkElement]
    own_reading: bool

    def __bool__(self) -> bool:
        return bool(self.goal or self.objectives or self.priorities or self.enabling or self.missions)


def ties_of(area: Area) -> Ties:
    """Return the ties of an area; no query when its links are loaded."""
    links = list(area.links.all())

    def of(kind: ElementKind) -> list[FrameworkElement]:
        return [link.element for link in links if link.element.kind == kind]

    return Ties(
        goal=of(ElementKind.GOAL),
        objectives=of(ElementKind.OBJECTIVE),
        priorities=of(ElementKind.PRIORITY),
        enabling=of(ElementKind.ENABLING),
        missions=of(ElementKind.MISSION),
        own_reading=any(link.own_reading for link in links),
    )


def _choices(records: QuerySet, key: str, language: str | None) -> list[tuple[str, str]]:
    """Return ``(key, name)`` sorted by name in a language (default: the active one), accents not counting."""
    with override(language or get_language() or "en"):
        pairs = [(getattr(record, key), record.name) for record in records]
    return sorted(pairs, key=lambda pair: normalise_name(pair[1]))


def countries_for_choice(language: str | None = None) -> list[tuple[str, str]]:
    """Return ``(alpha2, name)`` of all countries, sorted by name in ``language``."""
    return _choices(Country.objects.all(), "alpha2", language)


def regions_for_choice(language: str | None = None) -> list[tuple[str, str]]:
    """Return ``(m49, name)`` of the five regions of M49, sorted by name."""
    return _choices(Region.objects.filter(parent__isnull=True), "m49", language)


def country_by_code(alpha2: str) -> Country | None:
    """Return the country of an ISO 3166-1 alpha-2 code in any case, or None."""
    return Country.objects.filter(alpha2=alpha2.upper()).first()


def with_classification(
    countries: QuerySet[Country] | None = None, on: datetime.date | None = None
) -> QuerySet[Country]:
    """Annotate countries with what is true of them on a date (default today), for filters and statistics.

    Adds ``un_regional_group``, ``unep_region``, ``development``, ``ldc``, ``classified_as_of``.
    """
    rows = CountryClassification.objects.filter(country=OuterRef("pk"))
    begun = rows.filter(as_of__lte=on or today()).order_by("-as_of", "-pk")
    earliest = rows.order_by("as_of", "-pk")

    def value(name: str) -> Coalesce:
        return Coalesce(Subquery(begun.values(name)[:1]), Subquery(earliest.values(name)[:1]))

    return (Country.objects.all() if countries is None else countries).annotate(
        un_regional_group=value("un_regional_group"),
        unep_region=value("unep_region"),
        development=value("development"),
        ldc=value("ldc"),
        classified_as_of=value("as_of"),
    )


def text_in(area: Area, name: str, language: str | None = None) -> Shown:
    """Return a text of an area in a language (default: the active one), else in the first that it is written in."""
    wanted = language or get_language() or "en"
    codes = [code for code, _label in settings.LANGUAGES]
    for code in [wanted, *codes]:
        text = getattr(area, f"{name}_{code}", "") or ""
        if text:
            return Shown(text, code)
    return Shown("", wanted)
