"""What the directory of partners and the list of letters can be narrowed by.

Every value of the address goes through a form: an unknown code is said and left out, nothing breaks.
"""

from functools import cache
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from partners.enums import GLOBAL, LetterStatus, PartnerKind
from partners.models import Letter, Organisation
from partners.places import UNKNOWN
from partners.queries import in_area
from partners.search import Search, look_up
from partnership_areas.models import Area, Country, Region
from portal.records.text import clean_text, normalise_name

MAX_QUERY = 200
RECEIVED, CONFIRMED = "received", "confirmed"
Choices = list[tuple[str, Any]]
WITHOUT_COUNTRY = {
    GLOBAL: Q(is_global=True),
    PartnerKind.REIO.value: Q(is_global=False, kind=PartnerKind.REIO),
    UNKNOWN: Q(is_global=False) & ~Q(kind=PartnerKind.REIO),
}


def country_choices() -> Choices:
    """Return what can stand instead of a country, then (alpha-2, name in the language of the page) by name."""
    return [
        (GLOBAL, _("World-wide")),
        (PartnerKind.REIO.value, _("Regional economic integration organizations")),
        (UNKNOWN, _("Country not known")),
        *_by_name(list(Country.objects.order_by().values_list("alpha2", "name"))),
    ]


def region_choices() -> Choices:
    """Return the regions of M49, each as a group with its subregions; one query."""
    below: dict[str | None, Choices] = {}
    for code, parent, name in Region.objects.order_by().values_list("m49", "parent_id", "name"):
        below.setdefault(parent, []).append((code, name))
    return [
        (name, [(code, _("%(region)s (all)") % {"region": name}), *_by_name(below.get(code, []))])
        for code, name in _by_name(below.get(None, []))
    ]


def area_choices() -> Choices:
    """Return (code, short name) of every area and topic, in the order of the framework."""
    return [(area.code, area.short_name) for area in Area.objects.in_order()]


def _by_name(pairs: Choices) -> Choices:
    return sorted(pairs, key=lambda pair: normalise_name(pair[1]))


class CleanCharField(forms.CharField):
    """Text without control characters, lone surrogates and marks that turn the writing direction."""

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value))


class CleanCharFilter(django_filters.CharFilter):
    field_class = CleanCharField


class FilterForm(forms.Form):
    """The filter panel: nothing is required, so nothing needs to be marked optional."""

    mark_optional = False


class PartnerFilter(django_filters.FilterSet):
    """``q``, ``kind`` (several), ``country``, ``region`` (M49), ``area`` (code).

    ``country`` is an alpha-2 code, or ``global``, ``reio`` or ``unknown`` for partners without a country.
    """

    q = CleanCharFilter(
        label=gettext_lazy("Name, acronym or country"),
        method="search",
        max_length=MAX_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Search for at most %(limit_value)d characters.")},
    )
    kind = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Kind"),
        choices=PartnerKind.choices,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("No kind of partner has the code “%(value)s”: it was left out.")
        },
    )
    country = django_filters.ChoiceFilter(
        label=gettext_lazy("Country"),
        method="in_country",
        choices=country_choices,
        empty_label=gettext_lazy("All countries"),
        error_messages={
            "invalid_choice": gettext_lazy("No country has the code “%(value)s”: it was left out.")
        },
    )
    region = django_filters.ChoiceFilter(
        label=gettext_lazy("Region"),
        method="in_region",
        choices=region_choices,
        empty_label=gettext_lazy("All regions"),
        error_messages={
            "invalid_choice": gettext_lazy("No region has the code “%(value)s”: it was left out.")
        },
    )
    area = django_filters.ChoiceFilter(
        label=gettext_lazy("Partnership area"),
        method="in_area",
        choices=area_choices,
        empty_label=gettext_lazy("All areas"),
        error_messages={"invalid_choice": gettext_lazy("No area has the code “%(value)s”: it was left out.")},
    )

    class Meta:
        model = Organisation
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and data.get("country"):
            data = data.copy()
            given = data["country"]
            data["country"] = given.lower() if given.lower() in WITHOUT_COUNTRY else given.upper()
        super().__init__(data, *args, **kwargs)
        for name, choices in (
            ("country", country_choices),
            ("region", region_choices),
            ("area", area_choices),
        ):
            self.filters[name].extra["choices"] = cache(choices)  # asked once, however often they are read

    @cached_property
    def looked_up(self) -> Search | None:
        """Return what the search field means; None when it is empty. Asked once, however often it is applied."""
        text = self.form.cleaned_data.get("q") if self.errors is not None else ""
        return look_up(text) if text else None

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return self.looked_up.narrow(queryset) if self.looked_up else queryset

    def in_country(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value in WITHOUT_COUNTRY:
            return queryset.filter(WITHOUT_COUNTRY[value], country=None)
        return queryset.filter(country__alpha2=value)

    def in_region(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        countries = Country.objects.filter(Q(region=value) | Q(subregion=value)).order_by()
        return queryset.filter(country__in=countries.values("pk"))

    def in_area(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(in_area(value))

    def narrowed(self, queryset: QuerySet, *, apart_from: str = "") -> QuerySet:
        """Apply every filter with a good value, but the one named ``apart_from``."""
        for name, value in self.form.cleaned_data.items() if self.errors is not None else ():
            if name != apart_from:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def say_counts(self, counts: dict[str, int]) -> None:
        """Write behind every kind how many partners of it there are."""
        self.form.fields["kind"].choices = [
            (code, f"{label} ({counts.get(code, 0)})") for code, label in PartnerKind.choices
        ]


class LetterFilter(django_filters.FilterSet):
    """``stage``: received (not yet confirmed) or confirmed; anything else is left out."""

    stage = django_filters.ChoiceFilter(
        method="at_stage",
        choices=[
            (RECEIVED, gettext_lazy("Received, not yet confirmed")),
            (CONFIRMED, pgettext_lazy("letter", "Confirmed")),
        ],
    )

    class Meta:
        model = Letter
        form = FilterForm
        fields: list[str] = []

    def at_stage(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == CONFIRMED:
            return queryset.filter(status=LetterStatus.CONFIRMED)
        return queryset.exclude(status=LetterStatus.CONFIRMED)
