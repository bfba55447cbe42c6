"""The log of messages to partners: that they were written, and their words only once a recipient reported them."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from partners.actions.contacts import settle_report
from partners.admin.views import tag
from partners.models import ContactMessage
from partners.rules.contacts import can_read_words, can_settle
from partners.viewsets import cell, title
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, Verb

REPORTED, SETTLED = "reported", "settled"


class MessageFilterSet(WagtailFilterSet):
    """Reported, settled, or any; from when to when."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=[
            (REPORTED, gettext_lazy("Reported as misuse")),
            (SETTLED, pgettext_lazy("report", "Settled")),
        ],
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    sent_at = django_filters.DateFromToRangeFilter(label=pgettext_lazy("message", "Sent"))

    class Meta:
        model = ContactMessage
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.reported() if value == REPORTED else queryset.filter(settled_at__isnull=False)


class MessageIndexView(RecordIndexView):
    """Messages, the newest first; no words and no addresses."""

    default_ordering = "-sent_at"

    def get_base_queryset(self) -> QuerySet[ContactMessage]:
        return ContactMessage.objects.select_related("sender", "from_organisation", "to_organisation")


class MessageInspectView(RecordInspectView):
    """One message: who wrote to whom and when; its words if it was reported."""

    template_name = "partners/admin/message.html"
    history_labels = {
        "message.send": pgettext_lazy("message", "Sent"),
        "message.report": gettext_lazy("Reported as misuse"),
        "message.settle": gettext_lazy("Report settled"),
    }

    def get_page_subtitle(self) -> str:
        return number_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            may_read=bool(can_read_words(self.request.user, self.object)), **kwargs
        )


def number_of(message: ContactMessage) -> str:
    """Return what a message is called where its subject is not to be read."""
    return _("Message %(number)s") % {"number": message.pk}


def message_url(message: ContactMessage) -> str:
    return reverse("messages:inspect", args=[message.pk])


def sender_cell(message: ContactMessage) -> Any:
    return message.sender or _("An account that is gone")


def state_cell(message: ContactMessage) -> SafeString:
    if message.settled_at:
        return tag("ok", pgettext_lazy("report", "Settled"))
    if message.reported_at:
        return tag("warn", _("Reported as misuse"))
    return tag("neutral", pgettext_lazy("message", "Sent"))


class MessageViewSet(RecordViewSet):
    """Messages to partners: list, page to read, settling a report."""

    model = ContactMessage
    name = "messages"
    icon = "mail"
    menu_label = gettext_lazy("Messages to partners")
    list_per_page = 50
    index_view_class = MessageIndexView
    inspect_view_class = MessageInspectView
    filterset_class = MessageFilterSet
    inspect_view_fields = ["sent_at"]
    list_display = [
        title("number", gettext_lazy("Message"), message_url, accessor=number_of),
        cell("sender", pgettext_lazy("message", "From"), sender_cell, wide=True),
        cell("to_organisation", pgettext_lazy("message", "To"), "to_organisation.legal_name", wide=True),
        cell("sent_at", pgettext_lazy("message", "Sent"), sort_key="sent_at"),
        cell("state", gettext_lazy("State"), state_cell),
    ]
    verbs = (
        Verb(
            "settle",
            gettext_lazy("Settle the report"),
            settle_report,
            can_settle,
            needs_reason=True,
            done=gettext_lazy("The report is settled."),
            explanation=gettext_lazy("Write what was done about it."),
        ),
    )
