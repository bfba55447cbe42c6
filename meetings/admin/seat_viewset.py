"""Invitations to seats in the admin: list, page to read, verbs, composition panel."""

from typing import Any

from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions.seats import send_again, send_invitation, withdraw_invitation
from meetings.admin import seat_changes, seat_preparing, seats
from meetings.admin.composition import CompositionView
from meetings.models import SeatInvitation
from meetings.rules.seats import SEAT_TRANSITIONS, can_prepare_invitation, is_overdue
from meetings.tones import tone_of
from partners.admin.views import tag
from partners.viewsets import cell, title
from portal.records.admin import RecordViewSet, Verb, verbs_of


def status_cell(invitation: SeatInvitation) -> SafeString:
    shown = tag(tone_of(invitation.status, staff=True), invitation.get_status_display())
    return format_html("{} {}", shown, tag("warn", _("Overdue"))) if is_overdue(invitation) else shown


def ground_cell(invitation: SeatInvitation) -> str:
    area = f": {invitation.area.short_name}" if invitation.area else ""
    return f"{invitation.get_ground_display()}{area}"


class SeatInvitationViewSet(RecordViewSet):
    """Invitations of the Executive Director to a seat in the Advisory Group (PAG-2)."""

    model = SeatInvitation
    name = "seat-invitations"
    icon = "mail"
    menu_label = gettext_lazy("Seats and invitations")
    add_to_admin_menu = False
    list_per_page = 30
    index_view_class = seats.InvitationIndexView
    inspect_view_class = seats.InvitationInspectView
    verb_view_class = seats.InvitationVerbView
    filterset_class = seats.InvitationFilterSet
    inspect_view_fields = ["reference"]
    list_display = [
        title(
            "person",
            gettext_lazy("Person"),
            lambda row: reverse("seat-invitations:inspect", args=[row.pk]),
            accessor=lambda row: str(row.person),
            sort_key="person__name_key",
            wide=True,
        ),
        cell("organisation", gettext_lazy("Partner"), "organisation.legal_name"),
        cell("ground", gettext_lazy("Ground of the seat"), ground_cell),
        cell("status", gettext_lazy("Status"), status_cell, sort_key="status"),
        cell("reference", gettext_lazy("Reference"), lambda row: row.reference or "–"),
        cell("answer_by", gettext_lazy("Answer by"), sort_key="answer_by"),
    ]
    verbs = verbs_of(
        SEAT_TRANSITIONS,
        {
            "send": send_invitation,
            "change": seat_changes.change_from_form,
            "send_again": send_again,
            "accept": seats.record_acceptance,
            "decline": seats.record_refusal,
            "withdraw": withdraw_invitation,
        },
        forms={
            "send": seats.SendForm,
            "change": seat_changes.ChangeForm,
            "accept": seats.AcceptForm,
            "decline": seats.DeclineForm,
        },
        done={
            "send": gettext_lazy("The invitation is recorded; the letter is on its way."),
            "change": gettext_lazy("The invitation is saved. The head sends it."),
            "send_again": gettext_lazy("The mail is on its way again."),
            "accept": gettext_lazy("The acceptance is recorded, and the seat with it."),
            "decline": gettext_lazy("The refusal is recorded. The seat is free."),
            "withdraw": gettext_lazy("The invitation is taken back."),
        },
        explanations={
            "send": gettext_lazy(
                "You record that the Executive Director invites. The invitation gets its reference; the letter "
                "is typeset in three languages and goes to the person by mail, with the link to answer."
            ),
            "send_again": gettext_lazy(
                "The same mail goes to the person once more, with the letter and the link to answer. The link is shown "
                "to nobody else. Between two mails lies at least an hour."
            ),
            "accept": gettext_lazy(
                "For an answer that came another way than by the link. The seat is recorded at once and gives "
                "its rights from its first day."
            ),
            "decline": gettext_lazy("For an answer that came another way than by the link."),
            "withdraw": gettext_lazy("The link opens nothing to answer any more; the person is told."),
        },
    )
    new = Verb(
        "new",
        gettext_lazy("Prepare an invitation"),
        seat_preparing.prepare_from_form,
        lambda user, invitation: can_prepare_invitation(user),
        form_class=seat_preparing.PrepareForm,
        done=gettext_lazy("The invitation is prepared. The head sends it."),
    )

    def verb_view(self, verb: Verb) -> Any:
        pages = {"change": seat_changes.ChangeInvitationView, "send": seats.SendInvitationView}
        if verb.name not in pages:
            return super().verb_view(verb)
        return pages[verb.name].as_view(
            record_model=self.model,
            verb=verb,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )

    def get_urlpatterns(self) -> list[Any]:
        new = seat_preparing.NewInvitationView.as_view(
            record_model=self.model,
            verb=self.new,
            index_url_name=self.get_url_name("index"),
            inspect_url_name=self.get_url_name("inspect"),
        )
        composition = self.construct_view(CompositionView)
        return [
            path("new/", new, name="new"),
            path("composition/", composition, name="composition"),
            *super().get_urlpatterns(),
        ]
