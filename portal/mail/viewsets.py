"""The outbox in the admin: what was sent to whom, what waits, what failed; and sending again."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from portal.mail.actions import resend
from portal.mail.models import OutboundEmail
from portal.mail.rules import can_resend
from portal.records.admin import RecordInspectView, RecordViewSet, Verb
from portal.records.enums import JobState


class OutboundEmailFilterSet(WagtailFilterSet):
    """State, text, day and recipient."""

    state = django_filters.ChoiceFilter(choices=JobState.choices, label=_("State"))
    template = django_filters.AllValuesFilter(label=_("Text"))
    created_at = django_filters.DateFromToRangeFilter(label=_("Queued"))

    class Meta:
        model = OutboundEmail
        fields = ["state", "template", "created_at"]


class OutboundEmailInspectView(RecordInspectView):
    template_name = "mail/admin/outboundemail.html"
    history_labels = {"mail.resend": _("Sent again")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(copies=self.object.resent.order_by("pk"), **kwargs)


class OutboundEmailViewSet(RecordViewSet):
    model = OutboundEmail
    name = "mails"
    icon = "mail"
    menu_label = _("Mails")
    inspect_view_class = OutboundEmailInspectView
    list_display = ["subject", "to", "template", "state", "created_at", "sent_at"]
    list_export = ["subject", "to", "template", "state", "created_at", "sent_at", "error"]
    search_fields = ["to", "subject"]
    filterset_class = OutboundEmailFilterSet
    inspect_view_fields = [
        "to",
        "state",
        "language",
        "template",
        "created_at",
        "sent_at",
        "attempts",
        "error",
    ]
    inspect_view_fields += ["message_id"]
    verbs = (
        Verb(
            name="resend",
            label=_("Send again"),
            run=resend,
            may=lambda user, mail: (
                can_resend(user, mail) and mail.state in ("done", "failed") and bool(mail.text)
            ),
            done=_("A copy is on its way."),
        ),
    )
