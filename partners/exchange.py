"""What the list of contacts and the list of offers and needs can be narrowed by.

As in the directory, an unknown code is said and left out. Rows of merged organisations stand under the one that they
became, so kind, country and region are those of that one.
"""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.enums import Direction, PartnerKind, Topic
from partners.filters import MAX_QUERY, CleanCharFilter, FilterForm, area_choices, region_choices
from partners.models import AreaParticipation, OfferOrNeed, OrganisationPerson
from partners.offers import search_offers
from partners.reach import search_contacts
from partnership_areas.models import Country
from portal.records.text import normalise_name

ANY_AREA = "any"
LEFT_OUT = gettext_lazy("Nothing here has the code “%(value)s”: it was left out.")


def countries() -> list[tuple[str, str]]:
    """Return (alpha-2, name) by name in the language of the page; one query."""
    pairs = Country.objects.order_by().values_list("alpha2", "name")
    return sorted(pairs, key=lambda pair: normalise_name(pair[1]))


def areas_or_any() -> list[tuple[str, Any]]:
    return [(ANY_AREA, _("Any area")), *area_choices()]


def of_partner(**condition: Any) -> Q:
    """Return the condition on the partner under whose name a row stands: its own row, or the one it became."""
    [(name, value)] = condition.items()
    return Q(**{f"organisation__{name}": value, "organisation__merged_into": None}) | Q(
        **{f"organisation__merged_into__{name}": value}
    )


def search_field(label: Any) -> CleanCharFilter:
    return CleanCharFilter(
        label=label,
        method="search",
        max_length=MAX_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": gettext_lazy("Search for at most %(limit_value)d characters.")},
    )


def choice(label: Any, method: str, choices: Any, empty_label: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label,
        method=method,
        choices=choices,
        empty_label=empty_label,
        error_messages={"invalid_choice": LEFT_OUT},
    )


def kind_field() -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Kind"),
        method="of_kind",
        choices=PartnerKind.choices,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": LEFT_OUT},
    )


class ExchangeFilter(django_filters.FilterSet):
    """What both lists share: kind, country and region of the partner."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and data.get("country"):
            data = data.copy()
            data["country"] = data["country"].upper()
        super().__init__(data, *args, **kwargs)

    def of_kind(self, queryset: QuerySet, name: str, value: list[str]) -> QuerySet:
        return queryset.filter(of_partner(kind__in=value)) if value else queryset

    def in_country(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(of_partner(country__alpha2=value))

    def in_region(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        here = Country.objects.filter(Q(region=value) | Q(subregion=value)).order_by()
        return queryset.filter(of_partner(country__in=here.values("pk")))

    def narrowed(self, queryset: QuerySet) -> QuerySet:
        """Apply every filter with a good value."""
        for name, value in self.form.cleaned_data.items() if self.errors is not None else ():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def is_narrowed(self) -> bool:
        return self.errors is not None and any(self.form.cleaned_data.values())


class ContactFilter(ExchangeFilter):
    """``q``, ``kind`` (several), ``country``, ``region``, ``area`` of the partner, ``main`` focal points only."""

    q = search_field(gettext_lazy("Name, post, partner or country"))
    area = choice(
        gettext_lazy("Partnership area"), "in_area", lambda: area_choices(), gettext_lazy("All areas")
    )
    country = choice(
        gettext_lazy("Country"), "in_country", lambda: countries(), gettext_lazy("All countries")
    )
    region = choice(
        gettext_lazy("Region"), "in_region", lambda: region_choices(), gettext_lazy("All regions")
    )
    kind = kind_field()
    main = django_filters.BooleanFilter(
        label=gettext_lazy("Main focal points only"), method="only_main", widget=forms.CheckboxInput
    )

    class Meta:
        model = OrganisationPerson
        form = FilterForm
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return search_contacts(queryset, value)

    def in_area(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        here = AreaParticipation.objects.running().filter(area__code=value)
        own = here.filter(organisation=OuterRef("organisation"))
        now = here.filter(organisation=OuterRef("organisation__merged_into"))
        return queryset.filter(Exists(own) | Exists(now))

    def only_main(self, queryset: QuerySet, name: str, value: bool | None) -> QuerySet:
        return queryset.filter(is_main=True) if value else queryset


class OfferFilter(ExchangeFilter):
    """``q``, ``direction`` (offer, seek), ``topic``, ``area`` (code, or "any"), ``country``, ``region``, ``kind``."""

    q = search_field(gettext_lazy("Words or partner"))
    direction = choice(
        gettext_lazy("Offered or sought"),
        "in_direction",
        [
            (Direction.OFFER.value, gettext_lazy("Offered")),
            (Direction.SEEK.value, gettext_lazy("Sought")),
        ],
        gettext_lazy("Both"),
    )
    topic = choice(gettext_lazy("Topic"), "on_topic", Topic.choices, gettext_lazy("All topics"))
    area = choice(
        gettext_lazy("Partnership area"), "in_area", lambda: areas_or_any(), gettext_lazy("All areas")
    )
    country = choice(
        gettext_lazy("Country"), "in_country", lambda: countries(), gettext_lazy("All countries")
    )
    region = choice(
        gettext_lazy("Region"), "in_region", lambda: region_choices(), gettext_lazy("All regions")
    )
    kind = kind_field()

    class Meta:
        model = OfferOrNeed
        form = FilterForm
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return search_offers(queryset, value)

    def in_direction(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(direction=value)

    def on_topic(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(topic=value)

    def in_area(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """What is for an area, and what is for any; "any" alone shows the latter."""
        if value == ANY_AREA:
            return queryset.filter(area=None)
        return queryset.filter(Q(area__code=value) | Q(area=None))
