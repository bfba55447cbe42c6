"""Staff appointments in the admin: who holds which role, inviting somebody, ending an appointment."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from portal.accounts.actions import end_appointment, invite_staff
from portal.accounts.enums import StaffRole
from portal.accounts.forms import InviteStaffForm
from portal.accounts.models import StaffAppointment
from portal.accounts.rules import can_manage_staff, can_see_staff
from portal.records.admin import RecordIndexView, RecordInspectView, RecordViewSet, Verb
from portal.records.decisions import Forbidden, Refusal
from portal.records.forms import typed_before


class StaffFilterSet(WagtailFilterSet):
    """Role, and running or ended."""

    role = django_filters.ChoiceFilter(choices=StaffRole, label=_("Role"))
    ended = django_filters.BooleanFilter(
        field_name="until", lookup_expr="isnull", exclude=True, label=_("Ended")
    )

    class Meta:
        model = StaffAppointment
        fields = ["role", "ended"]


class StaffIndexView(RecordIndexView):
    """The list; administrators see the button that invites."""

    def get_base_queryset(self) -> QuerySet[StaffAppointment]:
        return super().get_base_queryset().select_related("user", "appointed_by")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not can_manage_staff(self.request.user):
            return []
        return [HeaderButton(_("Invite somebody"), url=reverse("staff:invite"), icon_name="plus")]


class StaffInspectView(RecordInspectView):
    history_labels = {"staff.appoint": _("Appointed"), "staff.end": _("Ended")}


class InviteStaffView(WagtailAdminTemplateMixin, FormView):
    """The form that appoints somebody; the action asks the rule."""

    model = None  # Wagtail asks no permission of its own: 404 without sight of staff, 403 by the rule
    form_class = InviteStaffForm
    template_name = "accounts/admin/invite.html"
    page_title = _("Invite somebody")
    header_icon = "user"
    keeps_typed = True

    def get_form_kwargs(self) -> dict[str, Any]:
        kept = typed_before(self.request)
        return super().get_form_kwargs() | ({} if kept is None else {"data": kept})

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_see_staff(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = can_manage_staff(request.user)
        if not answer:
            messages.error(request, answer.reason)
            return self.render_to_response(self.get_context_data(), status=403)
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: InviteStaffForm) -> HttpResponse:
        try:
            appointment = invite_staff(by=self.request.user, **form.cleaned_data)
        except Refusal as refusal:
            for problem in refusal.problems:
                form.add_error(problem.field or None, problem.message)
            status = 403 if isinstance(refusal, Forbidden) else 422
            return self.render_to_response(self.get_context_data(form=form), status=status)
        messages.success(self.request, _now("%(who)s is told by mail.") % {"who": appointment.user.email})
        return redirect("staff:index")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("staff:index"), "label": _("Staff")},
            {"url": "", "label": self.page_title},
        ]


class StaffViewSet(RecordViewSet):
    model = StaffAppointment
    name = "staff"
    icon = "user"
    menu_label = _("Staff")
    add_to_admin_menu = True
    menu_order = 950
    index_view_class = StaffIndexView
    inspect_view_class = StaffInspectView
    list_display = [
        "user",
        Column("email", label=_("E-mail address"), accessor="user.email"),
        "role",
        "since",
        "until",
        "appointed_by",
    ]
    list_export = ["user", "user.email", "role", "since", "until", "appointed_by"]
    ordering = ["until", "role", "pk"]
    filterset_class = StaffFilterSet
    inspect_view_fields = ["user", "role", "since", "until", "appointed_by"]
    verbs = (
        Verb(
            name="end",
            label=_("End the appointment"),
            run=end_appointment,
            may=lambda user, record: can_manage_staff(user) and record.until is None,
            danger=True,
            done=_("The appointment has ended."),
            explanation=_("The right is gone at once. The account stays."),
        ),
    )

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("invite/", InviteStaffView.as_view(), name="invite")]
