"""Changes of name, kind or country in the admin: list, page with both side by side, decision."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from partners.actions.identity import agree_identity_change, refuse_identity_change
from partners.admin.filters import ALL
from partners.admin.forms import MAX_TEXT, date_input, text_area
from partners.admin.queries import age
from partners.admin.views import SafeExportMixin, tag
from partners.enums import IdentityRequestStatus
from partners.models import FormerIdentity, IdentityRequest, Organisation
from partners.rules.profile import can_decide_identity, new_identity_key
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, Verb
from portal.records.clock import today
from portal.records.models import AuditLine
from portal.records.pointers import point_to

S = IdentityRequestStatus
TAGS = {S.OPEN: "do", S.AGREED: "ok"}


class IdentityFilterSet(WagtailFilterSet):
    """Requests that wait, unless one asks for others."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        method="in_state",
        choices=[(ALL, gettext_lazy("All requests")), *S.choices[1:]],
        empty_label=S.OPEN.label,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = IdentityRequest
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(status=value)

    @property
    def state_chosen(self) -> bool:
        return bool(self.is_valid() and self.form.cleaned_data["state"])


class IdentityIndexView(SafeExportMixin, RecordIndexView):
    """Requests to change name, kind or country."""

    default_ordering = "requested_at"
    export_filename = "changes-of-identity"
    export_columns = (
        (gettext_lazy("Organisation"), lambda request: request.organisation.legal_name),
        (gettext_lazy("Name asked for"), lambda request: request.legal_name),
        (gettext_lazy("Kind"), lambda request: request.get_kind_display()),
        (gettext_lazy("Country"), lambda request: request.country or ""),
        (gettext_lazy("Asked on"), lambda request: request.requested_at),
        (gettext_lazy("Status"), lambda request: request.get_status_display()),
        (gettext_lazy("Decided on"), lambda request: request.decided_at),
    )

    def get_base_queryset(self) -> QuerySet[IdentityRequest]:
        return IdentityRequest.objects.select_related("organisation__country", "country")

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        return queryset if self.filters.state_chosen else queryset.filter(status=S.OPEN)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering, "pk")

    @cached_property
    def no_results_message(self) -> str:
        return _("No change waits for a decision.")


def place_of(row: Organisation | IdentityRequest | FormerIdentity) -> str:
    return str(row.country) if row.country else _("World-wide") if row.is_global else "–"


def differences(before: Organisation | FormerIdentity, after: IdentityRequest) -> list[dict[str, Any]]:
    """Return what is registered (or was) beside what is asked for."""
    rows = [
        (_("Legal name"), before.legal_name, after.legal_name),
        (_("Acronym"), before.acronym or "–", after.acronym or "–"),
        (_("Kind"), before.get_kind_display(), after.get_kind_display()),
        (_("Country"), place_of(before), place_of(after)),
    ]
    return [{"label": label, "before": old, "after": new, "changed": old != new} for label, old, new in rows]


def same_elsewhere(request: IdentityRequest) -> Organisation | None:
    """Return another organisation that has this name and country already (LOI-8)."""
    others = Organisation.objects.exclude(pk=request.organisation_id)
    return others.filter(identity_key=new_identity_key(request)).first()


class IdentityInspectView(RecordInspectView):
    """What is registered, what is asked for, why, by whom."""

    template_name = "partners/admin/identity.html"
    history_labels = {
        "organisation.ask_identity": gettext_lazy("Change asked for"),
        "organisation.withdraw_identity": gettext_lazy("Request taken back"),
        "organisation.refuse_identity": gettext_lazy("Change not agreed"),
        "organisation.change_identity": gettext_lazy("Change agreed"),
    }

    def get_object(self, queryset: Any = None) -> IdentityRequest:
        requests = IdentityRequest.objects.select_related(
            "organisation__country", "country", "requested_by", "decided_by", "replaced__country"
        )
        return get_object_or_404(requests, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return self.object.organisation.legal_name

    def history(self) -> list[dict[str, Any]]:
        lines = AuditLine.objects.filter(
            **point_to(self.object.organisation), verb__in=list(self.history_labels)
        )
        mine = [line.pk for line in lines if line.data.get("request") == self.object.pk]
        return self.told(AuditLine.objects.filter(pk__in=mine).order_by("-number"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = self.object
        before = request.replaced or request.organisation
        return super().get_context_data(
            differences=differences(before, request),
            same=same_elsewhere(request) if request.status == S.OPEN else None,
            status_tag=status_cell(request),
            organisation_url=reverse("organisations:inspect", args=[request.organisation_id]),
            **kwargs,
        )


class AgreeForm(forms.Form):
    """From which day it holds."""

    holds_from = forms.DateField(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("The day before is the last day of the former name, kind or country."),
        widget=date_input(),
    )
    reason = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("For example where you checked it. The partner can read it."),
        max_length=MAX_TEXT,
        required=False,
        widget=text_area(3),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data)
        self.fields["holds_from"].initial = today()


class RefuseForm(forms.Form):
    """Why not, as the partner will read it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, as the partner will read it"), max_length=MAX_TEXT, widget=text_area(4)
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data)


def may_decide(user: Any, request: IdentityRequest) -> Any:
    return request.status == S.OPEN and can_decide_identity(user, request)


def status_cell(request: IdentityRequest) -> SafeString:
    return tag(TAGS.get(S(request.status), "neutral"), request.get_status_display())


class IdentityRequestViewSet(RecordViewSet):
    """Changes of name, kind or country."""

    model = IdentityRequest
    name = "identity-requests"
    icon = "edit"
    menu_label = gettext_lazy("Changes of name")
    list_per_page = 50
    index_view_class = IdentityIndexView
    inspect_view_class = IdentityInspectView
    filterset_class = IdentityFilterSet
    inspect_view_fields = ["status"]
    list_display = [
        TitleColumn(
            "organisation",
            label=gettext_lazy("Registered as"),
            accessor="organisation.legal_name",
            get_url=lambda request: reverse("identity-requests:inspect", args=[request.pk]),
            classname="desk-cell desk-name",
        ),
        Column("legal_name", label=gettext_lazy("Asked for"), classname="desk-cell"),
        Column("kind", label=gettext_lazy("Kind"), accessor="get_kind_display", classname="desk-cell"),
        Column("country", label=gettext_lazy("Country"), accessor=place_of, classname="desk-cell"),
        Column("status", label=gettext_lazy("Status"), accessor=status_cell, classname="desk-cell"),
        Column(
            "requested_at",
            label=gettext_lazy("Waits"),
            accessor=lambda request: age(request.requested_at) if request.status == S.OPEN else "–",
            sort_key="requested_at",
            classname="desk-cell",
        ),
    ]
    verbs = (
        Verb(
            "agree",
            gettext_lazy("Agree and register"),
            agree_identity_change,
            may_decide,
            form_class=AgreeForm,
            done=gettext_lazy("The change is registered. The former name stays on record."),
            explanation=gettext_lazy(
                "The partner’s page gets the address of the new name; the old address leads to it. The partner is told."
            ),
        ),
        Verb(
            "refuse",
            gettext_lazy("Do not agree"),
            refuse_identity_change,
            may_decide,
            form_class=RefuseForm,
            done=gettext_lazy("The partner is told that the change was not agreed."),
        ),
    )
