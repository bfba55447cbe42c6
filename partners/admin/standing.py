"""The secretariat's pages on declared withdrawals and on memberships over time."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from partners.admin.forms import MAX_TEXT, date_input, text_area
from partners.admin.views import SafeExportMixin
from partners.enums import MembershipOrigin, PartnerKind
from partners.models import (
    Membership,
    MembershipKind,
    MembershipKindChange,
    Withdrawal,
    WithdrawalStatus,
)
from portal.records.admin import RecordIndexView, RecordInspectView
from portal.records.clock import today

# --- Declared withdrawals -----------------------------------------------------------------------------


class WithdrawalFilterSet(WagtailFilterSet):
    """Those that wait when nothing is chosen."""

    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=[*WithdrawalStatus.choices, ("all", pgettext_lazy("filter", "All"))],
        empty_label=gettext_lazy("Waiting to be recorded"),
        method="of_status",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Withdrawal
        fields: list[str] = []

    def of_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == "all" else queryset.filter(status=value)

    @property
    def status_chosen(self) -> bool:
        return bool(self.is_valid() and self.form.cleaned_data["status"])


class WithdrawalIndexView(SafeExportMixin, RecordIndexView):
    """Partners that said that they leave."""

    default_ordering = "-declared_at"
    export_filename = "withdrawals"
    export_columns = (
        (gettext_lazy("Organisation"), lambda withdrawal: withdrawal.membership.organisation.legal_name),
        (gettext_lazy("Declared on"), lambda withdrawal: withdrawal.declared_at),
        (gettext_lazy("Last day"), lambda withdrawal: withdrawal.last_day),
        (gettext_lazy("Status"), lambda withdrawal: withdrawal.get_status_display()),
    )

    def get_base_queryset(self) -> QuerySet[Withdrawal]:
        return Withdrawal.objects.select_related("membership__organisation", "declared_by")

    def filter_queryset(self, queryset: QuerySet[Withdrawal]) -> QuerySet[Withdrawal]:
        queryset = super().filter_queryset(queryset)
        return queryset if self.filters.status_chosen else queryset.filter(status=WithdrawalStatus.DECLARED)

    @cached_property
    def no_results_message(self) -> str:
        return _("No withdrawal waits to be recorded.") if not self.is_filtering else _("None matches.")


class WithdrawalInspectView(RecordInspectView):
    """One declaration, with what can be done."""

    template_name = "partners/admin/withdrawal.html"
    history_labels = {
        "withdrawal.declare": gettext_lazy("Declared by the partner"),
        "withdrawal.take_back": gettext_lazy("Taken back by the partner"),
        "withdrawal.record": gettext_lazy("Recorded: the membership has ended"),
        "withdrawal.set_aside": pgettext_lazy("withdrawal", "Set aside"),
    }

    def get_queryset(self) -> QuerySet[Withdrawal]:
        return Withdrawal.objects.select_related("membership__organisation", "declared_by", "decided_by")

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(too_early=self.object.last_day > today(), **kwargs)


# --- Memberships --------------------------------------------------------------------------------------


class MembershipFilterSet(WagtailFilterSet):
    """Every membership, running or ended."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=[
            ("running", gettext_lazy("Running")),
            ("withdrawn", gettext_lazy("Ended: withdrawn")),
            ("inactive", gettext_lazy("Ended: inactive")),
        ],
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    beginning = django_filters.ChoiceFilter(
        label=gettext_lazy("Beginning"),
        method="of_beginning",
        choices=[("unknown", gettext_lazy("Unknown")), ("known", gettext_lazy("Known"))],
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Kind of membership"),
        queryset=lambda request: MembershipKind.objects.order_by("pk"),
        to_field_name="code",
    )
    origin = django_filters.ChoiceFilter(
        label=gettext_lazy("Origin"),
        choices=MembershipOrigin.choices,
        empty_label=pgettext_lazy("filter", "All"),
    )
    partner = django_filters.ChoiceFilter(
        label=gettext_lazy("Kind"),
        field_name="organisation__kind",
        choices=PartnerKind.choices,
        empty_label=pgettext_lazy("filter", "All"),
    )

    class Meta:
        model = Membership
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.running() if value == "running" else queryset.filter(ending=value)

    def of_beginning(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(since__isnull=value == "unknown")


class MembershipIndexView(SafeExportMixin, RecordIndexView):
    """Memberships with their dates, one line for each time that an organisation was a partner."""

    default_ordering = "organisation__sort_key"
    export_filename = "memberships"
    export_columns = (
        (gettext_lazy("Organisation"), lambda membership: membership.organisation.legal_name),
        (gettext_lazy("Kind"), lambda membership: membership.organisation.get_kind_display()),
        (gettext_lazy("Kind of membership"), lambda membership: str(membership.kind)),
        (gettext_lazy("Since"), lambda membership: membership.since),
        (gettext_lazy("Listed as a partner by"), lambda membership: membership.listed_by),
        (gettext_lazy("Ended on"), lambda membership: membership.ended_on),
        (gettext_lazy("How it ended"), lambda membership: membership.get_ending_display()),
        (gettext_lazy("Reason"), lambda membership: membership.end_reason),
        (gettext_lazy("Origin"), lambda membership: membership.get_origin_display()),
        (gettext_lazy("Source"), lambda membership: membership.source),
    )

    def get_base_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.select_related("organisation", "kind", "letter")

    def order_queryset(self, queryset: QuerySet[Membership]) -> QuerySet[Membership]:
        return queryset.order_by(self.ordering, "pk")


class MembershipInspectView(RecordInspectView):
    """One membership: its dates, changes of kind, declared withdrawals."""

    template_name = "partners/admin/membership.html"
    history_labels = {
        "membership.end": gettext_lazy("Membership ended"),
        "membership.change_kind": gettext_lazy("Kind of membership changed"),
        "membership.set_beginning": gettext_lazy("Beginning recorded"),
    }

    def get_queryset(self) -> QuerySet[Membership]:
        return Membership.objects.select_related("organisation", "kind", "letter", "ended_by")

    def get_page_subtitle(self) -> str:
        return str(self.object.organisation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        membership = self.object
        changes = MembershipKindChange.objects.filter(membership=membership)
        return super().get_context_data(
            changes=list(changes.select_related("before", "after", "by")),
            withdrawals=list(membership.withdrawals.select_related("declared_by", "decided_by")),
            others=list(membership.organisation.memberships.exclude(pk=membership.pk).select_related("kind")),
            **kwargs,
        )


class ChangeKindForm(forms.Form):
    """Of which kind a membership is from a day on."""

    kind = forms.ModelChoiceField(
        label=gettext_lazy("Kind of membership"), queryset=MembershipKind.objects.order_by("pk")
    )
    on = forms.DateField(label=gettext_lazy("From"), widget=date_input(), initial=today)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=MAX_TEXT, widget=text_area())

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data)


class BeginningForm(forms.Form):
    """Since when an imported partner is one."""

    since = forms.DateField(label=gettext_lazy("Partner since"), widget=date_input())
    source = forms.CharField(
        label=gettext_lazy("Where this is known from"),
        help_text=gettext_lazy("A list, a report, a letter in the files. It stands on the partner’s page."),
        max_length=300,
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data)
