"""Filters of the lists in the admin."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from partnership_areas.enums import AreaStatus, Development, ElementKind, UnepRegion, UnRegionalGroup
from partnership_areas.models import Area, Country, FrameworkElement, Region


class CountryFilterSet(WagtailFilterSet):
    """Works on countries annotated with their classification of today."""

    region = django_filters.ModelChoiceFilter(
        label=_("Region"), queryset=Region.objects.filter(parent__isnull=True), to_field_name="m49"
    )
    un_regional_group = django_filters.ChoiceFilter(
        label=_("UN regional group"), choices=UnRegionalGroup.choices
    )
    unep_region = django_filters.ChoiceFilter(label=_("UNEP region"), choices=UnepRegion.choices)
    development = django_filters.ChoiceFilter(label=_("Development status"), choices=Development.choices)
    ldc = django_filters.BooleanFilter(label=_("Least developed country"))
    un_member = django_filters.BooleanFilter(label=_("Member State of the United Nations"))

    class Meta:
        model = Country
        fields = ["region", "un_member"]


class AreaFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label=_("Status"), choices=AreaStatus.choices)
    cross_cutting = django_filters.BooleanFilter(label=_("Cross-cutting topic"))

    class Meta:
        model = Area
        fields = ["status", "cross_cutting"]


class FrameworkElementFilterSet(WagtailFilterSet):
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=ElementKind.choices)

    class Meta:
        model = FrameworkElement
        fields = ["kind"]
