"""What the secretariat's lists can be narrowed by."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from partners.admin.queries import Waits
from partners.enums import OPEN, LetterStatus, PartnerKind, RequestStatus
from partners.models import (
    InformationRequest,
    Letter,
    Membership,
    MembershipKind,
    Organisation,
)
from partners.queries import in_area
from partnership_areas.models import Area, Country
from portal.records.clock import now, today

ALL = "all"
OPEN_LETTERS = _("Open letters")
AGES = {"7": _("more than 7 days"), "14": _("more than 14 days"), "30": _("more than 30 days")}
SOON = datetime.timedelta(days=7)


def countries_by_name(request: Any) -> QuerySet[Country]:
    return Country.objects.order_by("name")


def areas_in_order(request: Any) -> QuerySet[Area]:
    return Area.objects.in_order()


class LetterFilterSet(WagtailFilterSet):
    """Status (open letters when none is chosen), kind, country, area, how long it waits, held, what it waits for."""

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        method="of_status",
        choices=[(ALL, _("All letters")), *LetterStatus.choices],
        empty_label=OPEN_LETTERS,
        widget=forms.RadioSelect,
    )
    waits = django_filters.ChoiceFilter(
        label=_("Waits for the secretariat"),
        choices=Waits.choices,
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    age = django_filters.ChoiceFilter(
        label=_("In this status for"),
        method="older_than",
        choices=list(AGES.items()),
        empty_label=_("any time"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=PartnerKind.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    area = django_filters.ModelChoiceFilter(
        label=_("Area"), field_name="areas", queryset=areas_in_order, to_field_name="code", distinct=False
    )
    country = django_filters.ModelChoiceFilter(
        label=_("Country"), queryset=countries_by_name, to_field_name="alpha2"
    )
    held = django_filters.ChoiceFilter(
        label=_("Possible duplicates"),
        method="held_or_not",
        choices=[("yes", _("Held")), ("no", _("Not held"))],
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Letter
        fields: list[str] = []

    def of_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(status=value)

    def older_than(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(status_since__lt=now() - datetime.timedelta(days=int(value)))

    def held_or_not(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(held_at__isnull=value == "no")

    @property
    def status_chosen(self) -> bool:
        return bool(self.is_valid() and self.form.cleaned_data["status"])

    @staticmethod
    def only_open(queryset: QuerySet) -> QuerySet:
        return queryset.filter(status__in=OPEN)


class OrganisationFilterSet(WagtailFilterSet):
    """Kind, country, area (now), membership."""

    membership = django_filters.ChoiceFilter(
        label=_("Membership"),
        method="of_membership",
        choices=[
            ("running", _("Partner now")),
            ("ended", _("Former partner")),
            ("none", _("Named, no partner")),
        ],
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"), choices=PartnerKind.choices, widget=forms.CheckboxSelectMultiple, distinct=False
    )
    area = django_filters.ModelChoiceFilter(
        label=_("Area"), method="in_area", queryset=areas_in_order, to_field_name="code"
    )
    country = django_filters.ModelChoiceFilter(
        label=_("Country"), queryset=countries_by_name, to_field_name="alpha2"
    )
    membership_kind = django_filters.ModelChoiceFilter(
        label=_("Kind of membership"),
        method="of_membership_kind",
        queryset=lambda request: MembershipKind.objects.order_by("pk"),
        to_field_name="code",
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def of_membership(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "running":
            return queryset.filter(is_partner=True)
        return (
            queryset.filter(is_partner=False, pk__in=_with_membership())
            if value == "ended"
            else queryset.exclude(pk__in=_with_membership())
        )

    def in_area(self, queryset: QuerySet, name: str, value: Area) -> QuerySet:
        return queryset.filter(in_area(value.code))

    def of_membership_kind(self, queryset: QuerySet, name: str, value: MembershipKind) -> QuerySet:
        running = value.memberships.running().annotate(
            holder=Coalesce("organisation__merged_into", "organisation")
        )
        return queryset.filter(pk__in=running.values("holder"))


def _with_membership() -> QuerySet:
    holder = Coalesce("organisation__merged_into", "organisation")
    return Membership.objects.annotate(holder=holder).values("holder")


class RequestFilterSet(WagtailFilterSet):
    """Requests for information: open ones when nothing is chosen."""

    state = django_filters.ChoiceFilter(
        label=_("Request"),
        method="in_state",
        choices=[
            ("overdue", _("Overdue")),
            ("soon", _("Due within 7 days")),
            ("answered", _("Answered")),
            ("closed", _("Closed without an answer")),
            (ALL, _("All requests")),
        ],
        empty_label=_("Waiting for an answer"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.MultipleChoiceFilter(
        label=_("Kind"),
        field_name="letter__kind",
        choices=PartnerKind.choices,
        widget=forms.CheckboxSelectMultiple,
        distinct=False,
    )

    class Meta:
        model = InformationRequest
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        waiting = queryset.filter(status=RequestStatus.OPEN)
        if value == "overdue":
            return waiting.filter(due_on__lt=today())
        if value == "soon":
            return waiting.filter(due_on__range=(today(), today() + SOON))
        return queryset if value == ALL else queryset.filter(status=value)

    @property
    def state_chosen(self) -> bool:
        return bool(self.is_valid() and self.form.cleaned_data["state"])
