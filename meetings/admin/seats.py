"""The secretariat's pages on invitations to seats and on the composition of the Advisory Group (PAG-2, PAG-3)."""

import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets.button import HeaderButton

from meetings.actions.recording import person_named
from meetings.actions.seats import address_of, answer_invitation, prepare_invitation, what_goes_out
from meetings.admin.term_forms import offer_only
from meetings.documents.seat_letters import LETTER, letter_url
from meetings.enums import DecisionStatus, InvitationStatus, SeatCategory, SeatGround
from meetings.forms.people import PersonField, accounts_first
from meetings.models import Decision, SeatInvitation, Term
from meetings.queries.seats import the_group
from meetings.reference import GROUP
from meetings.rules.offices import months_later
from meetings.rules.seats import (
    SEAT_TRANSITIONS,
    can_prepare_invitation,
    has_room,
    invitation_problems,
    is_overdue,
)
from meetings.rules.term_grounds import decisions_for_seats
from partners.admin.forms import date_input, text_area
from partners.admin.queries import search_organisations
from partners.admin.views import SafeExportMixin
from partners.models import Organisation, OrganisationPerson, Person
from partners.rules.organisations import of_it
from partnership_areas.models import Area
from portal.mail.models import OutboundEmail
from portal.publishing.queries import latest_job, state_of
from portal.records.admin import NewRecordView, RecordIndexView, RecordInspectView, VerbView
from portal.records.clock import today
from portal.records.decisions import Answer, refuse_if
from portal.records.pointers import point_to
from portal.records.work import unit_of_work

ANSWER_DAYS = 30
FOUND = 12
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
        if not invitation.person.email and not invitation.person.user_id:
            found.append(_("No e-mail address is known: the letter has to be handed over another way."))
        return found

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
    seen = forms.CharField(widget=forms.HiddenInput)

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
        label=gettext_lazy("The person wrote that their name may be shown to the public"), required=False
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
        data = self.request.POST if self.request.method == "POST" else None
        return SendForm(data, invitation=self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(address=address_of(self.object), **kwargs)

    def answer(self, problems: list[Any], status: int) -> HttpResponse:
        if status == 409:
            self.object = self.get_record(self.object.pk)
            self.form.show_now(self.object)
        return super().answer(problems, status)


# --- A new one ------------------------------------------------------------------------------------


class SearchForm(forms.Form):
    """What the address of the page says: which partner, or what is searched; what is filled in already."""

    q = forms.CharField(required=False, max_length=200)
    organisation = forms.ModelChoiceField(Organisation.objects.canonical(), required=False)
    person = forms.ModelChoiceField(Person.objects.exclude(family_name=""), required=False)
    ground = forms.ChoiceField(choices=SeatGround.choices, required=False)
    area = forms.ModelChoiceField(Area.objects.in_order(), required=False)
    decision = forms.ModelChoiceField(Decision.objects.filter(status=DecisionStatus.ADOPTED), required=False)
    category = forms.ChoiceField(choices=SeatCategory.choices, required=False)

    @property
    def asked(self) -> dict[str, Any]:
        """What is readable of it; what is not is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class SeatField(forms.ModelChoiceField):
    """Names who held the seat, for whom, until when."""

    def label_from_instance(self, term: Term) -> str:
        partner = term.organisation.legal_name if term.organisation else ""
        return f"{term.person}, {partner} ({date_format(term.effective_end, 'DATE_FORMAT')})"


class PrepareForm(forms.Form):
    """Who is invited, for which partner, on what ground, for how long (PAG-2)."""

    person = PersonField(
        Person.objects.none(),
        label=gettext_lazy("Person"),
        required=False,
        empty_label=gettext_lazy("Somebody else, named below"),
    )
    given_name = forms.CharField(
        label=gettext_lazy("Given name, of somebody else"), required=False, max_length=100
    )
    family_name = forms.CharField(
        label=gettext_lazy("Family name, of somebody else"), required=False, max_length=100
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address, of somebody else"), required=False)
    ground = forms.ChoiceField(label=gettext_lazy("Ground of the seat"), choices=SeatGround.choices)
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label=gettext_lazy("Partnership area"),
        help_text=gettext_lazy("For every ground but “other representative”."),
        required=False,
    )
    decision = forms.ModelChoiceField(
        Decision.objects.none(),
        label=gettext_lazy("Decision"),
        help_text=gettext_lazy("By which the area designated the partner."),
        required=False,
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), choices=[("", "–"), *SeatCategory.choices], required=False
    )
    need = forms.CharField(
        label=gettext_lazy("Need that it meets"),
        help_text=gettext_lazy("It appears in the letter: one sentence, in the language of the letter."),
        required=False,
        max_length=300,
        widget=text_area(2),
    )
    since = forms.DateField(label=gettext_lazy("First day"), initial=today, widget=date_input())
    until = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=date_input())
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"),
        choices=SeatInvitation._meta.get_field("language").choices,
    )
    replaces = SeatField(
        Term.objects.none(),
        label=gettext_lazy("Continues the seat of"),
        help_text=gettext_lazy("Of seats that have ended or will end."),
        required=False,
    )

    def __init__(self, data: Any = None, *, organisation: Organisation, asked: dict[str, Any]) -> None:
        self.organisation = organisation
        names = ("person", "ground", "area", "decision", "category")
        super().__init__(data, initial={name: asked[name] for name in names if name in asked})
        self.fields["person"].queryset = people_of(organisation, asked.get("person"))
        self.fields["area"].queryset = Area.objects.exclude(status="closed").in_order()
        self.fields["decision"].queryset = Decision.objects.filter(
            status=DecisionStatus.ADOPTED, body__area__isnull=False
        )
        offer_only(self.fields["decision"], decisions_for_seats())
        ended = Term.objects.counted().seats().with_last_day().filter(body__code=GROUP)
        recent = months_later(today(), -24)
        self.fields["replaces"].queryset = ended.filter(last_day__gte=recent).select_related(
            "person", "organisation"
        )
        if "person" in asked and "language" not in self.initial:
            self.initial["language"] = asked["person"].language

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not values.get("person") and not values.get("family_name"):
            self.add_error("person", _("Choose the person, or name somebody else."))
        return values | {"organisation": self.organisation}


def people_of(organisation: Organisation, also: Person | None = None) -> QuerySet[Person]:
    """Return the persons of a partner: with a place or an office for it, and the one that is asked for."""
    places = Q(places__in=organisation_places(organisation))
    offices = Q(terms__organisation=organisation) | Q(terms__organisation__merged_into=organisation)
    wanted = places | offices | Q(individual_partner=organisation)
    if also is not None:
        wanted |= Q(pk=also.pk)
    keys = Person.objects.filter(wanted).exclude(family_name="").values("pk")
    return accounts_first(Person.objects.filter(pk__in=keys))


def organisation_places(organisation: Organisation) -> QuerySet:
    return OrganisationPerson.objects.filter(of_it(organisation), until__isnull=True)


class PartnerSearchMixin:
    """First the partner is found, then the form is about it."""

    template_name = "meetings/admin/seat_new.html"

    @cached_property
    def asked(self) -> dict[str, Any]:
        return SearchForm(self.request.GET).asked

    @property
    def organisation(self) -> Organisation | None:
        """The partner that was chosen; None while one is searched."""
        return self.asked.get("organisation")

    @property
    def another(self) -> str:
        """The address at which another partner is chosen."""
        return f"?{self.rest()}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.form is None:
            raise Http404
        return super().post(request, *args, **kwargs)

    def found(self) -> list[Organisation]:
        text = self.asked.get("q", "")
        partners = Organisation.objects.partners().select_related("country")
        return list(search_organisations(partners, text)[:FOUND]) if text else []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            q=self.asked.get("q", ""),
            found=self.found(),
            organisation=self.organisation,
            another=self.another,
            rest=self.rest(),
            **kwargs,
        )

    def rest(self) -> str:
        """Return what the address says beside the partner, to be carried along."""
        kept = self.request.GET.copy()
        for name in ("q", "organisation"):
            kept.pop(name, None)
        return kept.urlencode()


class NewInvitationView(PartnerSearchMixin, NewRecordView):
    """Prepare an invitation."""

    def may_open(self, user: Any) -> Answer | bool:
        return can_prepare_invitation(user)

    @cached_property
    def form(self) -> PrepareForm | None:
        if self.organisation is None:
            return None
        data = self.request.POST if self.request.method == "POST" else None
        return PrepareForm(data, organisation=self.organisation, asked=self.asked)


def prepare_from_form(nobody: None, *, by: Any, **values: Any) -> SeatInvitation:
    """Call the action with what the form cleaned; somebody who is not known yet becomes a person."""
    given, family = values.pop("given_name"), values.pop("family_name")
    email, organisation = values.pop("email"), values.pop("organisation")
    with unit_of_work():
        if values["person"] is None:
            values["person"], problems, _warnings = person_named(given, family, email)
            refuse_if(problems)
        return prepare_invitation(organisation=organisation, by=by, body=the_group(), **values)
