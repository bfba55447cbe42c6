"""The secretariat's pages on organisations that were invited to join (INFO-7)."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import HeaderButton

from partners.actions.prospects import invite_prospect
from partners.admin.views import SafeExportMixin
from partners.models import Prospect, ProspectState
from partners.rules.prospects import can_invite_prospect
from portal.records.admin import NewRecordView, RecordIndexView, RecordInspectView
from portal.records.decisions import Answer


class ProspectFilterSet(WagtailFilterSet):
    """All invitations, or those of which the same came."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        method="in_state",
        choices=ProspectState.choices,
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )
    by = django_filters.ChoiceFilter(
        label=gettext_lazy("Invited by"),
        method="invited_by",
        choices=[("partner", gettext_lazy("A partner")), ("secretariat", gettext_lazy("The secretariat"))],
        empty_label=pgettext_lazy("filter", "All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Prospect
        fields: list[str] = []

    def in_state(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.in_state(value)

    def invited_by(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(organisation__isnull=value == "secretariat")


class ProspectIndexView(SafeExportMixin, RecordIndexView):
    """Organisations that were invited to join, and what came of it (INFO-7)."""

    default_ordering = "-created_at"
    export_filename = "invitations-to-join"
    export_columns = (
        (gettext_lazy("Organisation invited"), lambda prospect: prospect.name),
        (gettext_lazy("Country"), lambda prospect: prospect.country or ""),
        (gettext_lazy("Invited by"), lambda prospect: prospect.organisation or _("The secretariat")),
        (gettext_lazy("Invited on"), lambda prospect: prospect.created_at),
        (gettext_lazy("Last sent on"), lambda prospect: prospect.sent_at),
        (gettext_lazy("Open until"), lambda prospect: prospect.expires_on),
        (gettext_lazy("State"), lambda prospect: str(prospect.state.label)),
        (gettext_lazy("Letter"), lambda prospect: (prospect.letter and prospect.letter.reference) or ""),
    )

    def get_base_queryset(self) -> QuerySet[Prospect]:
        return Prospect.objects.select_related("organisation", "letter", "country", "invited_by")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_invite_prospect(self.request.user, None):
            return []
        return [HeaderButton(_("Invite an organisation"), url=reverse("prospects:new"), icon_name="plus")]

    @cached_property
    def no_results_message(self) -> str:
        return _("Nobody has been invited yet.") if not self.is_filtering else _("None matches.")


class ProspectInspectView(RecordInspectView):
    """One invitation, followed to its letter."""

    template_name = "partners/admin/prospect.html"
    history_labels = {
        "prospect.invite": gettext_lazy("Invited"),
        "prospect.resend": gettext_lazy("Sent again"),
        "prospect.revoke": gettext_lazy("Taken back"),
        "prospect.refuse": gettext_lazy("The invited are not interested"),
        "prospect.take_up": gettext_lazy("A letter was begun"),
    }

    def get_queryset(self) -> QuerySet[Prospect]:
        return Prospect.objects.select_related("organisation", "letter", "country", "invited_by")

    def get_page_subtitle(self) -> str:
        return self.object.name


class NewProspectView(NewRecordView):
    """The secretariat invites an organisation in its own name."""

    def may_open(self, user: Any) -> Answer | bool:
        return can_invite_prospect(user, None)


def invite_for_secretariat(prospect: None, *, by: Any, **values: Any) -> Prospect:
    """Call the action with what the form cleaned."""
    return invite_prospect(organisation=None, by=by, **values)
