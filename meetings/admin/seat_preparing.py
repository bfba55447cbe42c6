"""Preparing an invitation to a seat of the Advisory Group: the partner is found, then the form is about it (PAG-2)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.actions.recording import person_meant
from meetings.actions.seats import prepare_invitation
from meetings.admin.term_forms import offer_only
from meetings.enums import DecisionStatus, SeatCategory, SeatGround
from meetings.forms.people import PersonField, accounts_first
from meetings.models import Decision, SeatInvitation, Term
from meetings.queries.seats import the_group
from meetings.reference import GROUP
from meetings.rules.offices import months_later
from meetings.rules.seats import can_prepare_invitation
from meetings.rules.term_grounds import decisions_for_seats
from partners.admin.forms import date_input, text_area
from partners.admin.queries import search_organisations
from partners.models import Organisation, OrganisationPerson, Person
from partners.rules.organisations import of_it
from partnership_areas.models import Area
from portal.records.admin import NewRecordView
from portal.records.clock import today
from portal.records.decisions import Answer, Refusal, refuse_if
from portal.records.work import unit_of_work

FOUND = 12


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
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Where none is known yet: the mail with the letter goes there."),
        required=False,
        max_length=254,
    )
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
        data = self.typed_data
        return PrepareForm(data, organisation=self.organisation, asked=self.asked)


def prepare_from_form(nobody: None, *, by: Any, **values: Any) -> SeatInvitation:
    """Call the action with what the form cleaned; somebody who is not known yet becomes a person."""
    return for_the_person(partial(prepare_invitation, body=the_group()), by=by, **values)


def for_the_person(
    act: Callable[..., SeatInvitation],
    *,
    by: Any,
    person: Person | None,
    given_name: str,
    family_name: str,
    email: str,
    **values: Any,
) -> SeatInvitation:
    """Do it for the person chosen, else for the one named; what is wrong with either and the rest comes at once."""
    with unit_of_work():
        person, problems, _warnings = person_meant(person, given_name, family_name, email, by=by)
        try:
            done = act(person=person, by=by, **values)
        except Refusal as refusal:
            if type(refusal) is not Refusal:
                raise
            raise Refusal([*problems, *refusal.problems]) from None
        refuse_if(problems)
    return done
