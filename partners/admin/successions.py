"""Requests to take over as focal point, in the admin: list, page to read, decision."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import django_filters
from django import forms
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn

from partners.actions.succession import decline_succession, grant_succession
from partners.admin.filters import ALL
from partners.admin.forms import MAX_TEXT, text_area
from partners.admin.queries import age
from partners.admin.views import SafeExportMixin, tag
from partners.enums import SuccessionStatus
from partners.models import Organisation, OrganisationPerson, SuccessionRequest
from partners.rules.people import focal_points_of
from partners.rules.succession_moves import SUCCESSION_TRANSITIONS
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, VerbView, verbs_of
from portal.records.clock import day_of

SHOWN = 8
TAGS = {SuccessionStatus.WAITING: "do", SuccessionStatus.GRANTED: "ok"}


def waiting_successions() -> QuerySet[SuccessionRequest]:
    """Requests that wait for a decision, the longest first."""
    return SuccessionRequest.objects.filter(status=SuccessionStatus.WAITING).select_related("organisation")


def request_url(request: SuccessionRequest) -> str:
    return reverse("successions:inspect", args=[request.pk])


class SuccessionPanel(Component):
    """What waits for a decision, on the home page of the admin; silent when nothing does."""

    name = "successions"
    template_name = "partners/admin/home_successions.html"
    order = 60

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        found = list(waiting_successions()[:SHOWN])
        return {
            "rows": [
                {"request": each, "url": request_url(each), "age": age(each.requested_at)} for each in found
            ]
        }


class SuccessionFilterSet(WagtailFilterSet):
    """Requests that wait, unless one asks for others."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        method="in_state",
        choices=[(ALL, gettext_lazy("All requests")), *SuccessionStatus.choices[1:]],
        empty_label=SuccessionStatus.WAITING.label,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = SuccessionRequest
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset if value == ALL else queryset.filter(status=value)

    @property
    def state_chosen(self) -> bool:
        return bool(self.is_valid() and self.form.cleaned_data["state"])


class SuccessionIndexView(SafeExportMixin, RecordIndexView):
    """Requests to take over as focal point."""

    default_ordering = "requested_at"
    export_filename = "successions"
    export_columns = (
        (gettext_lazy("Organisation"), lambda request: request.organisation.legal_name),
        (gettext_lazy("Asked by"), str),
        (gettext_lazy("Asked on"), lambda request: request.requested_at),
        (gettext_lazy("Status"), lambda request: request.get_status_display()),
        (gettext_lazy("Decided on"), lambda request: request.decided_at),
    )

    def get_base_queryset(self) -> QuerySet[SuccessionRequest]:
        return SuccessionRequest.objects.select_related("organisation")

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        queryset = super().filter_queryset(queryset)
        return queryset if self.filters.state_chosen else queryset.filter(status=SuccessionStatus.WAITING)

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset.order_by(self.ordering, "pk")

    @cached_property
    def no_results_message(self) -> str:
        return _("Nobody asks to take over.")


def same_domain(request: SuccessionRequest) -> bool:
    """Whether who asks writes from the domain of the organisation's site: a hint, never a decision."""
    site = (urlsplit(request.organisation.website).hostname or "").removeprefix("www.")
    domain = request.requested_by.email.rpartition("@")[2]
    return bool(site) and (domain == site or domain.endswith(f".{site}"))


class SuccessionInspectView(RecordInspectView):
    """Who asks, from which address, whom they would follow, who is there now."""

    template_name = "partners/admin/succession.html"
    history_labels = {
        "succession.ask": gettext_lazy("Asked to take over"),
        **{f"succession.{move.verb}": move.public_label for move in SUCCESSION_TRANSITIONS},
    }

    def get_object(self, queryset: Any = None) -> SuccessionRequest:
        requests = SuccessionRequest.objects.select_related(
            "organisation", "requested_by", "decided_by", "leaving__person"
        )
        return get_object_or_404(requests, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return self.object.organisation.legal_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object.organisation
        return super().get_context_data(
            organisation=organisation,
            focal_points=list(focal_points_of(organisation).select_related("person")),
            same_domain=same_domain(self.object),
            **kwargs,
        )


class GrantForm(forms.Form):
    """Whose place ends, and whether the new focal point is the main one."""

    leaving = forms.ModelChoiceField(
        label=gettext_lazy("Who leaves"),
        queryset=OrganisationPerson.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody: one more focal point"),
        widget=forms.RadioSelect,
    )
    is_main = forms.BooleanField(
        label=gettext_lazy("Main focal point"),
        required=False,
        help_text=gettext_lazy("Who follows the main focal point becomes the main one in any case."),
    )
    reason = forms.CharField(
        label=gettext_lazy("How you made sure"),
        help_text=gettext_lazy("For example: confirmed by the ministry by letter. Who asked can read it."),
        max_length=MAX_TEXT,
        required=False,
        widget=text_area(3),
    )

    def __init__(self, data: Any = None, *, request: SuccessionRequest) -> None:
        super().__init__(data, initial={"leaving": request.leaving_id})
        field = self.fields["leaving"]
        organisation: Organisation = request.organisation.merged_into or request.organisation
        field.queryset = focal_points_of(organisation).select_related("person")
        field.label_from_instance = lambda place: str(place.person)


class SuccessionVerbView(VerbView):
    """Grants or declines."""

    @cached_property
    def form(self) -> forms.Form | None:
        if self.verb.name != "grant":
            return VerbView.form.func(self)
        return GrantForm(self.typed_data, request=self.object)

    def get_page_subtitle(self) -> str:
        return f"{self.object} · {self.object.organisation.legal_name}"


def status_cell(request: SuccessionRequest) -> SafeString:
    return tag(TAGS.get(request.status, "stop"), request.get_status_display())


def cell(name: str, label: Any, accessor: Any, sort_key: str | None = None) -> Column:
    return Column(name, label=label, accessor=accessor, sort_key=sort_key, classname="desk-cell")


class SuccessionViewSet(RecordViewSet):
    """Requests to take over as focal point."""

    model = SuccessionRequest
    name = "successions"
    icon = "user"
    menu_label = gettext_lazy("Focal points to follow")
    list_per_page = 50
    index_view_class = SuccessionIndexView
    inspect_view_class = SuccessionInspectView
    verb_view_class = SuccessionVerbView
    filterset_class = SuccessionFilterSet
    inspect_view_fields = ["status"]
    list_display = [
        TitleColumn(
            "organisation",
            label=gettext_lazy("Organisation"),
            get_url=request_url,
            accessor="organisation.legal_name",
            sort_key="organisation__sort_key",
            classname="desk-cell desk-name",
        ),
        cell("name", gettext_lazy("Asked by"), str),
        cell(
            "asked",
            gettext_lazy("Asked"),
            lambda request: date_format(day_of(request.requested_at), "DATE_FORMAT"),
            "requested_at",
        ),
        cell("status", gettext_lazy("Status"), status_cell),
    ]
    verbs = verbs_of(
        SUCCESSION_TRANSITIONS,
        {"grant": grant_succession, "decline": decline_succession},
        forms={"grant": GrantForm},
        done={
            "grant": gettext_lazy("The person is focal point now, and is told."),
            "decline": gettext_lazy("The request is declined. The person is told the reason."),
        },
        explanations={
            "grant": gettext_lazy(
                "The person gets the rights of a focal point at once. The one who leaves loses them at the next click "
                "and is told by mail."
            ),
            "decline": gettext_lazy("The person reads your reason in a mail and on the desk."),
        },
    )
