"""The composition panel of the Advisory Group: figures, gaps in words, what a candidate would change (PAG-3)."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from meetings.composition import WhatIf, what_if
from meetings.enums import OPEN_INVITATIONS, SeatCategory, SeatGround
from meetings.models import Nomination, SeatInvitation, Term
from meetings.queries.seats import (
    leads_without_seat,
    nominees_to_invite,
    offices_on,
    panel,
    seat_facts,
    tables,
    the_group,
)
from meetings.rules.seats import can_prepare_invitation
from partners.admin.queries import search_organisations
from partners.enums import Gender
from partners.models import Organisation, Person
from partnership_areas.models import Area
from portal.records.enums import READS_RECORDS
from portal.records.registries import has_role

FOUND = 12


class InvitationField(forms.ModelChoiceField):
    """Names the person and the partner."""

    def label_from_instance(self, invitation: SeatInvitation) -> str:
        return f"{invitation.person}, {invitation.organisation.legal_name}"


class SeatField(forms.ModelChoiceField):
    """Names who holds the seat, and for whom."""

    def label_from_instance(self, term: Term) -> str:
        partner = term.organisation.legal_name if term.organisation else ""
        return f"{term.person}, {partner}"


class CandidateForm(forms.Form):
    """Who is tried on a seat; read from the address, nothing is stored."""

    invitation = InvitationField(
        SeatInvitation.objects.none(),
        label=gettext_lazy("An open invitation"),
        required=False,
        empty_label="–",
    )
    q = forms.CharField(label=gettext_lazy("Or a partner"), required=False, max_length=200)
    organisation = forms.ModelChoiceField(
        Organisation.objects.canonical(), required=False, widget=forms.HiddenInput
    )
    person = forms.ModelChoiceField(Person.objects.all(), required=False, widget=forms.HiddenInput)
    area = forms.ModelChoiceField(Area.objects.all(), required=False, widget=forms.HiddenInput)
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground of the seat"),
        choices=[("", "–"), *SeatGround.choices],
        required=False,
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        choices=[("", gettext_lazy("As the partner’s kind")), *SeatCategory.choices],
        required=False,
    )
    gender = forms.ChoiceField(
        label=pgettext_lazy("of a candidate", "Gender"),
        help_text=gettext_lazy(
            "As you suppose: what people declared of themselves is counted, never shown by person."
        ),
        choices=[("", pgettext_lazy("gender", "Not known")), *Gender.choices],
        required=False,
    )
    instead_of = SeatField(
        Term.objects.none(), label=gettext_lazy("In place of"), required=False, empty_label="–"
    )

    def __init__(self, data: Any, *, seats: list[Term]) -> None:
        super().__init__(data)
        self.fields["invitation"].queryset = SeatInvitation.objects.filter(
            status__in=OPEN_INVITATIONS
        ).select_related("person", "organisation__country", "area")
        self.fields["instead_of"].queryset = Term.objects.filter(
            pk__in=[seat.pk for seat in seats]
        ).select_related("person", "organisation")

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class CompositionView(WagtailAdminTemplateMixin, TemplateView):
    """Counts of today against the seats, gaps in words, proposed seats, and what a candidate would change."""

    template_name = "meetings/admin/composition.html"
    page_title = gettext_lazy("Composition of the Advisory Group")
    header_icon = "group"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_role(request.user, *READS_RECORDS):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        plural = _("Invitations to seats")
        return [
            *self.breadcrumbs_items,
            {"url": reverse("seat-invitations:index"), "label": plural},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def panel(self) -> Any:
        body = the_group()
        self.terms = offices_on(body)
        return panel(body, self.terms, gender=True)

    @cached_property
    def candidate_form(self) -> CandidateForm:
        return CandidateForm(self.request.GET, seats=self.panel.seats)

    def candidate(self) -> tuple[Any, str] | None:
        """Return the facts of who is tried, and what they are called; None when nobody is.

        Of gender only what the form says: the difference would tell what one person declared.
        """
        asked = self.candidate_form.asked
        unnamed = Person(gender=asked.get("gender", ""))
        invitation = asked.get("invitation")
        if invitation is not None:
            facts = seat_facts(
                invitation.organisation,
                unnamed,
                ground=invitation.ground,
                category=invitation.category,
                area=invitation.area,
            )
            return facts, f"{invitation.person}, {invitation.organisation.legal_name}"
        partner = asked.get("organisation")
        if partner is None:
            return None
        person = asked.get("person")
        facts = seat_facts(
            partner,
            unnamed,
            ground=asked.get("ground", SeatGround.OTHER.value),
            category=asked.get("category", ""),
            area=asked.get("area"),
        )
        name = f"{person}, " if person else ""
        return facts, f"{name}{partner.legal_name}"

    def tried(self) -> tuple[WhatIf, str] | None:
        found = self.candidate()
        if found is None:
            return None
        facts, name = found
        here = self.panel
        given_up = self.candidate_form.asked.get("instead_of")
        self.tells_of_gender = given_up is None
        index = next((i for i, seat in enumerate(here.seats) if seat == given_up), None)
        areas = [(area.code, area.short_name) for area in here.areas]
        changed = what_if(
            here.facts,
            facts,
            here.body.seats,
            areas,
            instead_of=None if index is None else here.facts[index],
            gender=self.tells_of_gender,
        )
        return changed, name

    def tables(self, tried: WhatIf | None) -> list[dict[str, Any]]:
        """Return the figures, beside those with the candidate; by gender not where one person's seat goes."""
        return tables(
            self.panel.figures, tried.then if tried else None, then_gender=not tried or self.tells_of_gender
        )

    def found(self) -> list[dict[str, Any]]:
        """Return partners of the name that was searched, each with the address that tries it."""
        text = self.candidate_form.asked.get("q", "")
        if not text:
            return []
        partners = search_organisations(Organisation.objects.partners().select_related("country"), text)
        kept = {
            name: self.request.GET[name]
            for name in ("ground", "category", "gender", "instead_of")
            if self.request.GET.get(name)
        }
        return [
            {"partner": partner, "url": "?" + urlencode({"organisation": partner.pk, **kept}) + "#what-if"}
            for partner in partners[:FOUND]
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = self.panel
        tried = self.tried()
        return super().get_context_data(
            panel=here,
            tables=self.tables(tried[0] if tried else None),
            tried=tried[0] if tried else None,
            candidate=tried[1] if tried else "",
            form=self.candidate_form,
            found=self.found(),
            searched=self.candidate_form.asked.get("q", ""),
            proposed=[
                *(proposal_of_lead(term) for term in leads_without_seat()),
                *(proposal_of_nominee(nomination) for nomination in nominees_to_invite()),
            ],
            can_prepare=bool(can_prepare_invitation(self.request.user)),
            **kwargs,
        )


def proposal_of_lead(term: Term) -> dict[str, Any]:
    """A lead's term proposes a seat (PAG-2)."""
    area = term.body.area
    asked = {
        "organisation": term.organisation.merged_into_id or term.organisation_id,
        "person": term.person_id,
        "ground": SeatGround.AREA_LEAD.value,
        "area": area.pk,
    }
    why = _("Leads %(area)s") % {"area": area.short_name}
    return _proposal(term.person, term.organisation, why, asked)


def proposal_of_nominee(nomination: Nomination) -> dict[str, Any]:
    """An adopted decision designates somebody for a seat."""
    decision = nomination.decision
    area = nomination.area or decision.body.area
    asked = {
        "organisation": nomination.organisation.merged_into_id or nomination.organisation_id,
        "person": nomination.person_id,
        "ground": nomination.ground or SeatGround.AREA_DESIGNATED.value,
        "decision": decision.pk,
        "category": nomination.category,
    }
    if area is not None:
        asked["area"] = area.pk
    why = _("Designated by %(decision)s") % {"decision": decision.reference}
    return _proposal(nomination.person, nomination.organisation, why, asked)


def _proposal(person: Person, organisation: Organisation, why: str, asked: dict[str, Any]) -> dict[str, Any]:
    query = urlencode({name: value for name, value in asked.items() if value})
    return {
        "person": person,
        "organisation": organisation,
        "why": why,
        "prepare_url": f"{reverse('seat-invitations:new')}?{query}",
        "try_url": f"?{query}#what-if",
    }
