"""The secretariat's pages on invitations to seats and on the composition of the Advisory Group (PAG-2, PAG-3)."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import HeaderButton

from meetings.actions.seats import address_of, answer_invitation, what_goes_out
from meetings.documents.seat_letters import LETTER, letter_url, letter_words
from meetings.enums import InvitationStatus, SeatGround
from meetings.models import SeatInvitation
from meetings.rules.seats import (
    SEAT_TRANSITIONS,
    can_prepare_invitation,
    has_room,
    invitation_problems,
    is_overdue,
)
from partners.admin.forms import date_input, text_area
from partners.admin.views import SafeExportMixin
from portal.mail.models import OutboundEmail
from portal.publishing.queries import latest_job, state_of
from portal.records.admin import RecordIndexView, RecordInspectView, VerbView
from portal.records.clock import today
from portal.records.pointers import point_to

ANSWER_DAYS = 30
MAILS_SHOWN = 20


# --- The list -------------------------------------------------------------------------------------


class InvitationFilterSet(WagtailFilterSet):
    """All invitations, or those in a state; "overdue" is computed."""

    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=[*InvitationStatus.choices, ("overdue", gettext_lazy("Not answered in time"))],
        empty_label=pgettext_lazy("filter", "All"),
        method="of_status",
        widget=forms.RadioSelect,
    )
    ground = django_filters.ChoiceFilter(
        label=gettext_lazy("Ground of the seat"),
        choices=SeatGround.choices,
        empty_label=pgettext_lazy("filter", "All"),
    )

    class Meta:
        model = SeatInvitation
        fields: list[str] = []

    def of_status(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        if value == "overdue":
            return queryset.filter(status=InvitationStatus.SENT, answer_by__lt=today())
        return queryset.filter(status=value)


class InvitationIndexView(SafeExportMixin, RecordIndexView):
    """Invitations of the Executive Director to seats, the newest first."""

    default_ordering = "-prepared_at"
    export_filename = "invitations-to-seats"
    export_columns = (
        (gettext_lazy("Reference"), lambda row: row.reference or ""),
        (gettext_lazy("Person"), lambda row: str(row.person)),
        (gettext_lazy("Partner"), lambda row: row.organisation.legal_name),
        (gettext_lazy("Ground of the seat"), lambda row: row.get_ground_display()),
        (gettext_lazy("Area"), lambda row: row.area.short_name if row.area else ""),
        (gettext_lazy("Category"), lambda row: row.get_category_display()),
        (gettext_lazy("First day"), lambda row: row.since),
        (gettext_lazy("Last day"), lambda row: row.until),
        (gettext_lazy("Status"), lambda row: row.get_status_display()),
        (gettext_lazy("Sent on"), lambda row: row.sent_at),
        (gettext_lazy("Answer by"), lambda row: row.answer_by),
        (gettext_lazy("Answered on"), lambda row: row.answered_at),
    )

    def get_base_queryset(self) -> QuerySet[SeatInvitation]:
        return SeatInvitation.objects.select_related("person", "organisation", "area")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = [
            HeaderButton(
                _("Composition of the group"), url=reverse("seat-invitations:composition"), icon_name="group"
            )
        ]
        if can_prepare_invitation(self.request.user):
            new = HeaderButton(
                _("Prepare an invitation"), url=reverse("seat-invitations:new"), icon_name="plus"
            )
            buttons.insert(0, new)
        return buttons

    @cached_property
    def no_results_message(self) -> str:
        return _("Nobody has been invited yet.") if not self.is_filtering else _("None matches.")


# --- One invitation -------------------------------------------------------------------------------


class InvitationInspectView(RecordInspectView):
    """One invitation: for whom, why, its letter, its mails, what stands in the way."""

    template_name = "meetings/admin/seat_invitation.html"
    history_labels = {
        "seat.prepare": pgettext_lazy("seat invitation", "Prepared"),
        **{f"seat.{transition.verb}": transition.public_label for transition in SEAT_TRANSITIONS},
    }

    def get_queryset(self) -> QuerySet[SeatInvitation]:
        return SeatInvitation.objects.select_related(
            "body", "person__user", "organisation__merged_into", "area", "decision__body", "replaces__person"
        ).select_related("prepared_by", "sent_by", "answered_by")

    def get_page_subtitle(self) -> str:
        return str(self.object.person)

    def obstacles(self) -> list[Any]:
        """Return what would be refused now, so that nobody learns of it only by the answer."""
        invitation = self.object
        if invitation.status not in (InvitationStatus.PREPARED, InvitationStatus.SENT):
            return []
        found = [problem.message for problem in invitation_problems(invitation)]
        if not found and not has_room(invitation):
            found.append(_("Every seat is held or offered in that time."))
        if not address_of(invitation):
            found.append(self.no_address())
        return found

    def no_address(self) -> str:
        if self.object.status == InvitationStatus.PREPARED:
            return _(
                "No e-mail address is known: add it with “Change the invitation”, or hand the letter over another way."
            )
        return _("No e-mail address is known: the letter has to be handed over another way.")

    def letters(self) -> list[dict[str, Any]]:
        found = []
        for language in ("en", "fr", "es"):
            job = latest_job(self.object, LETTER, language)
            if job is not None:
                state = state_of(job)
                url = letter_url(self.object, language) if state == "ready" else ""
                found.append({"language": language, "state": state, "url": url})
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        invitation = self.object
        return super().get_context_data(
            overdue=is_overdue(invitation),
            obstacles=self.obstacles(),
            letters=self.letters(),
            mails=list(OutboundEmail.objects.filter(**point_to(invitation)).order_by("-pk")[:MAILS_SHOWN]),
            term=getattr(invitation, "term", None),
            **kwargs,
        )


class SendForm(forms.Form):
    """What the head records: when the letter was signed, by when an answer is asked."""

    signed_on = forms.DateField(label=gettext_lazy("Signed on"), initial=today, widget=date_input())
    answer_by = forms.DateField(
        label=gettext_lazy("Answer by"),
        help_text=gettext_lazy("The link in the letter can be used until the end of this day."),
        initial=lambda: today() + datetime.timedelta(days=ANSWER_DAYS),
        widget=date_input(),
    )
    seen = forms.CharField(
        widget=forms.HiddenInput, strip=False
    )  # it ends with a space where no address is known

    def __init__(self, data: Any = None, *, invitation: SeatInvitation) -> None:
        super().__init__(data, initial={"seen": what_goes_out(invitation)})

    def show_now(self, invitation: SeatInvitation) -> None:
        """Let the next press send what the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = what_goes_out(invitation)


class DeclineForm(forms.Form):
    """An answer that came another way."""

    note = forms.CharField(
        label=gettext_lazy("How and when it came"),
        help_text=gettext_lazy("For example: by mail of 3 March."),
        max_length=2000,
        widget=text_area(3),
    )


class AcceptForm(DeclineForm):
    consent = forms.BooleanField(
        label=gettext_lazy("The person wrote that their name may be shown to the public"),
        help_text=gettext_lazy("Somebody with an account says on their desk that they agree."),
        required=False,
    )


def record_acceptance(invitation: SeatInvitation, *, by: Any, **values: Any) -> SeatInvitation:
    """Call the action for an acceptance that came another way."""
    return answer_invitation(invitation, accept=True, by=by, on_behalf=True, **values)


def record_refusal(invitation: SeatInvitation, *, by: Any, note: str) -> SeatInvitation:
    """Call the action for a refusal that came another way."""
    return answer_invitation(invitation, accept=False, by=by, on_behalf=True, note=note)


class InvitationVerbView(VerbView):
    """Asks on a page of the same width as the others."""

    template_name = "meetings/admin/term_verb.html"


class SendInvitationView(InvitationVerbView):
    """Shows to whom the letter goes, and sends what it showed: after a change in between, the head looks again."""

    template_name = "meetings/admin/seat_send.html"

    @cached_property
    def form(self) -> SendForm:
        data = self.typed_data
        return SendForm(data, invitation=self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(address=address_of(self.object), letter=self.letter(), **kwargs)

    def letter(self) -> str:
        """The words that go out, with the days of the form, as far as they are days."""
        names = ("signed_on", "answer_by")
        fields = {name: self.form.fields[name] for name in names}
        days = {}
        for name, field in fields.items():
            try:
                days[name] = field.clean(self.form[name].value())
            except ValidationError:
                days[name] = None
        return letter_words(self.object, **days)

    def answer(self, problems: list[Any], status: int) -> HttpResponse:
        if status == 409:
            self.object = self.get_record(self.object.pk)
            self.form.show_now(self.object)
        return super().answer(problems, status)
