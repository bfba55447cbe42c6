"""Which needs have no offer, which offers no need: by topic, by area, and one by one (LOI-7)."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from partners.admin.filters import areas_in_order, countries_by_name
from partners.admin.views import SafeExportMixin, tag
from partners.enums import Direction, Topic
from partners.exchange import of_partner
from partners.models import OfferOrNeed
from partners.offers import Board, area_names, board, offers_of_partners, partner_of
from partners.viewsets import cell, title
from partnership_areas.models import Area, Country
from portal.records.admin import RecordIndexView, RecordViewSet

ALONE = "alone"


class OfferFilterSet(WagtailFilterSet):
    """Offered or sought, topic, area, country, without a counterpart."""

    counterpart = django_filters.ChoiceFilter(
        label=gettext_lazy("Counterpart"),
        method="of_counterpart",
        choices=[(ALONE, gettext_lazy("None yet")), ("found", gettext_lazy("There is one"))],
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    direction = django_filters.ChoiceFilter(
        label=gettext_lazy("Offered or sought"),
        choices=[
            (Direction.OFFER.value, gettext_lazy("Offered")),
            (Direction.SEEK.value, gettext_lazy("Sought")),
        ],
        empty_label=gettext_lazy("Both"),
        widget=forms.RadioSelect,
    )
    topic = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Topic"),
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )
    area = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Area"), queryset=areas_in_order, to_field_name="code"
    )
    country = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Country"),
        method="in_country",
        queryset=countries_by_name,
        to_field_name="alpha2",
    )

    class Meta:
        model = OfferOrNeed
        fields: list[str] = []

    def of_counterpart(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        alone = board().alone()
        return queryset.filter(alone) if value == ALONE else queryset.exclude(alone)

    def in_country(self, queryset: QuerySet, name: str, value: Country) -> QuerySet:
        return queryset.filter(of_partner(country=value))


def partner_name(offer: OfferOrNeed) -> str:
    return partner_of(offer).legal_name


def area_name(offer: OfferOrNeed) -> Any:
    return offer.area.short_name if offer.area else _("Any area")


def country_name(offer: OfferOrNeed) -> Any:
    partner = partner_of(offer)
    return partner.country or (_("World-wide") if partner.is_global else "–")


def direction_name(offer: OfferOrNeed) -> Any:
    return _("Offered") if offer.direction == Direction.OFFER else _("Sought")


def direction_cell(offer: OfferOrNeed) -> SafeString:
    return tag("ok" if offer.direction == Direction.OFFER else "do", direction_name(offer))


def matches_url(offer: OfferOrNeed) -> str:
    return reverse("partners_desk:matches", args=[partner_of(offer).slug])


class MatchingIndexView(SafeExportMixin, RecordIndexView):
    """Offers and needs of partners with their numbers by topic and area; ``?counterpart=alone`` shows the gaps."""

    template_name = "partners/admin/matching.html"
    default_ordering = "-pk"
    export_filename = "offers-and-needs"
    export_columns = (
        (gettext_lazy("Partner"), partner_name),
        (gettext_lazy("Country"), country_name),
        (gettext_lazy("Offered or sought"), direction_name),
        (gettext_lazy("Topic"), lambda offer: offer.get_topic_display()),
        (gettext_lazy("Area"), area_name),
        (gettext_lazy("In their words"), lambda offer: offer.text),
        (gettext_lazy("Counterpart"), lambda offer: _("There is one") if offer.has_other else _("None yet")),
    )

    @cached_property
    def board(self) -> Board:
        return board()

    def get_base_queryset(self) -> QuerySet[OfferOrNeed]:
        return offers_of_partners()

    def order_queryset(self, queryset: QuerySet[OfferOrNeed]) -> QuerySet[OfferOrNeed]:
        return queryset.order_by(self.ordering, "pk")

    def as_spreadsheet(self, queryset: QuerySet[OfferOrNeed], spreadsheet_format: str) -> Any:
        return super().as_spreadsheet(self.with_counterparts(queryset), spreadsheet_format)

    def with_counterparts(self, rows: Any) -> Any:
        """Note at each row whether somebody has the counterpart."""
        for offer in rows:
            partner = partner_of(offer).pk
            offer.has_other = not self.board.is_alone(offer.direction, offer.topic, offer.area_id, partner)
            yield offer

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        list(self.with_counterparts(context["object_list"]))
        names: dict[Any, Area] = area_names()
        by_area = self.board.by_area()
        return context | {
            "board_total": self.board.total,
            "by_topic": [(Topic(topic).label, tally) for topic, tally in self.board.by_topic()],
            "by_area": [
                *((names[area].short_name, by_area[area]) for area in names if area in by_area),
                *((_("Any area"), tally) for area, tally in by_area.items() if area is None),
            ],
        }


def counterpart_cell(offer: OfferOrNeed) -> SafeString:
    if getattr(offer, "has_other", True):
        return tag("ok", _("There is one"))
    return tag("warn", _("None yet"))


class MatchingViewSet(RecordViewSet):
    """Offers and needs: a list to read; each line leads to the matches of its partner."""

    model = OfferOrNeed
    name = "matching"
    icon = "resubmit"
    menu_label = gettext_lazy("Offers and needs")
    list_per_page = 50
    index_view_class = MatchingIndexView
    filterset_class = OfferFilterSet
    list_display = [
        title("partner", gettext_lazy("Partner"), matches_url, accessor=partner_name, wide=True),
        cell("direction", gettext_lazy("Offered or sought"), direction_cell, sort_key="direction"),
        cell("topic", gettext_lazy("Topic"), "get_topic_display", sort_key="topic"),
        cell("area", gettext_lazy("Area"), area_name),
        cell("country", gettext_lazy("Country"), country_name),
        cell("text", gettext_lazy("In their words"), "text", wide=True),
        cell("counterpart", gettext_lazy("Counterpart"), counterpart_cell),
    ]

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]
