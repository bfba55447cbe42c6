"""The audit trail to read, in the admin: heads, administrators and auditors all of it, officers their own lines."""

from operator import itemgetter
from typing import Any

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters.widgets import DateRangeWidget
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet
from portal.records.enums import Role
from portal.records.models import AuditLine
from portal.records.registries import has_role
from portal.records.trail_words import (
    details_of,
    fields_of,
    kind_of,
    labels_of_verbs,
    page_of,
    record_of,
    with_code,
)

CELL = "desk-cell"  # below each other on a phone
READ_ALL = (Role.HEAD, Role.ADMINISTRATOR, Role.AUDITOR)
READERS = (*READ_ALL, Role.OFFICER)
LABELS = {
    "number": pgettext_lazy("audit trail", "Number"),
    "at": _("When"),
    "verb": _("What"),
    "object_type": _("Kind of record"),
    "object_id": _("Number of the record"),
    "reference": _("Reference"),
    "on_behalf": _("On behalf of others"),
    "fields": pgettext_lazy("audit trail", "Fields"),
    "data": pgettext_lazy("audit trail", "Details"),
    "previous": _("Hash of the line before"),
    "hash": _("Hash of this line"),
}


def lines_for(user: Any) -> QuerySet[AuditLine]:
    """Return the lines that this reader sees, each with the address of the account that acted (``account``)."""
    accounts = get_user_model().objects.filter(pk=OuterRef("actor_id")).values("email")
    lines = AuditLine.objects.annotate(account=Subquery(accounts[:1]))
    return lines if has_role(user, *READ_ALL) else lines.filter(actor_id=user.pk)


def kinds_of_record() -> list[tuple[str, str]]:
    """Return the kinds of record that the trail knows, as choices."""
    kinds = AuditLine.objects.order_by("object_type").values_list("object_type", flat=True).distinct()
    return sorted(((kind, kind_of(kind)) for kind in kinds), key=itemgetter(1))


def when(line: AuditLine) -> SafeString:
    """Return day and time, with its zone, on one line."""
    at = localtime(line.at)
    said = f"{date_format(at, 'SHORT_DATETIME_FORMAT')} {at.tzname()}"
    return format_html('<time class="record-when" datetime="{}">{}</time>', line.at.isoformat(), said)


class WhatColumn(Column):
    """What was done, in the words of the record's own history."""

    def get_value(self, instance: AuditLine) -> SafeString:
        return with_code(self.labels.get(instance.verb), instance.verb)

    @cached_property
    def labels(self) -> dict[str, Any]:
        return labels_of_verbs()


class TrailFilterSet(WagtailFilterSet):
    """Days, what was done, to which record, by which account."""

    at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangeWidget(attrs={"type": "date"}))
    verb = django_filters.CharFilter(lookup_expr="istartswith", label=_("What was done begins with"))
    object_type = django_filters.ChoiceFilter(choices=kinds_of_record, label=_("Kind of record"))
    object_id = django_filters.NumberFilter(label=_("Number of the record"))
    account = django_filters.CharFilter(lookup_expr="iexact", label=_("E-mail address of the account"))
    on_behalf = django_filters.BooleanFilter(label=_("On behalf of others"))

    class Meta:
        model = AuditLine
        fields = ["at", "verb", "object_type", "object_id", "account", "on_behalf"]


class TrailIndexView(RecordIndexView):
    page_title = _("Audit trail")

    def get_base_queryset(self) -> QuerySet[AuditLine]:
        return lines_for(self.request.user)


class TrailInspectView(RecordInspectView):
    template_name = "records/admin/line.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.history_labels = labels_of_verbs()

    def get_object(self, queryset: Any = None) -> AuditLine:
        return get_object_or_404(lines_for(self.request.user), pk=self.pk)

    def get_page_title(self) -> Any:
        return _("Audit trail")

    def get_page_subtitle(self) -> str:
        return str(self.object.number)

    def get_field_label(self, field_name: str, field: Any) -> Any:
        return LABELS[field_name]

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = getattr(self.object, field_name)
        if field_name == "on_behalf":
            return _("Yes") if value else _("No")
        if field_name == "at":
            return when(self.object)
        if field_name == "verb":
            return with_code(self.history_labels.get(value), value)
        if field_name == "object_type":
            return with_code(kind_of(value), value)
        if field_name == "fields":
            return fields_of(self.object)
        if field_name == "data":
            return details_of(self.object)
        return super().get_field_display_value(field_name, field)

    def history(self) -> list[dict[str, Any]]:
        """What else was done to the same record, as far as this reader sees the trail."""
        same = lines_for(self.request.user).filter(
            object_type=self.object.object_type, object_id=self.object.object_id
        )
        return self.told(same.order_by("-number"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            record_url=page_of(self.object.object_type, self.object.object_id), **kwargs
        )


class TrailViewSet(RecordViewSet):
    """Lines of the trail, newest first. They hold ids and names of fields, never personal values."""

    model = AuditLine
    name = "trail"
    icon = "history"
    menu_label = _("Audit trail")
    add_to_admin_menu = True
    menu_order = 960
    index_view_class = TrailIndexView
    inspect_view_class = TrailInspectView
    filterset_class = TrailFilterSet
    ordering = ["-number"]
    list_per_page = 50
    list_display = [
        TitleColumn("number", label=LABELS["number"], url_name="trail:inspect", classname="desk-reference"),
        Column("at", label=LABELS["at"], accessor=when, classname=CELL),
        WhatColumn("verb", label=LABELS["verb"], classname=f"{CELL} desk-name"),
        Column("record", label=pgettext_lazy("noun", "Record"), accessor=record_of, classname=CELL),
        Column("reference", label=LABELS["reference"], classname=CELL),
        Column("account", label=_("Account"), classname=CELL),
    ]
    list_export = [*LABELS, "account"]
    inspect_view_fields = list(LABELS)
