"""Forms with which the secretariat records and ends terms of office. Rules say what is missing or wrong."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from meetings.enums import (
    CHAIR_ROLES,
    LEAD_ROLES,
    DecisionKind,
    DecisionStatus,
    EndReason,
    NameConsent,
    Precision,
    SeatCategory,
    SeatGround,
    TermRole,
)
from meetings.forms.people import PersonField, accounts_first
from meetings.models import Body, Decision, Nomination, Term
from meetings.queries.decisions import choices_of
from meetings.queries.history import day_words
from meetings.rules.handover import handover_items
from meetings.rules.term_grounds import decisions_for_terms
from partners.actions.naming import KINDS_NAMED, NAME_MAX
from partners.admin.forms import date_input, text_area
from partners.models import Organisation, Person
from partnership_areas.models import Area, Country

ROLES_OF_THE_GROUP = (TermRole.CHAIR, TermRole.CO_CHAIR, TermRole.MEMBER, TermRole.EX_OFFICIO)
ROLES_OF_AN_AREA = (TermRole.LEAD, TermRole.CO_LEAD)
SEAT_FIELDS = ("ground", "category", "need", "area")
UNKNOWN_FIELDS = ("organisation_name", "organisation_kind", "organisation_country")
NOT_CHOSEN = ("", "---------")


class PartnerSearch(forms.Form):
    """What stands in the address of the page: the search for a partner, the one chosen, none, or a nomination."""

    q = forms.CharField(required=False, max_length=200)
    partner = forms.ModelChoiceField(required=False, queryset=Organisation.objects.canonical())
    nobody = forms.BooleanField(required=False)
    unknown = forms.BooleanField(required=False)
    nomination = forms.ModelChoiceField(required=False, queryset=Nomination.objects.none())

    def __init__(self, data: Any, *, body: Body) -> None:
        super().__init__(data)
        named = Nomination.objects.filter(decision__body=body, term__isnull=True, set_aside_on__isnull=True)
        self.fields["nomination"].queryset = named.filter(decision__status=DecisionStatus.ADOPTED)


def people_of_partner(organisation: Organisation | None) -> QuerySet[Person]:
    """Return who can be chosen for a partner: people with a place in it, and who held an office for it."""
    if organisation is None:
        return Person.objects.filter(terms__role=TermRole.EX_OFFICIO).exclude(family_name="").distinct()
    place = _of(organisation, "places__organisation")
    held = _of(organisation, "terms__organisation")
    found = Person.objects.filter(
        Q(place, places__until__isnull=True) | held | Q(individual_partner=organisation)
    )
    return accounts_first(found.exclude(family_name="").distinct())


def _of(organisation: Organisation, lookup: str) -> Q:
    return Q(**{lookup: organisation}) | Q(**{f"{lookup}__merged_into": organisation})


class TermForm(forms.Form):
    """A term of office in a body, for a partner that is chosen already.

    Nothing is required here: the rules say everything that is missing or wrong at once (``meetings.rules.terms``).
    """

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Partner represented"),
        required=False,
        queryset=Organisation.objects.canonical(),
        widget=forms.HiddenInput,
    )
    organisation_name = forms.CharField(
        label=gettext_lazy("Organisation"), required=False, max_length=NAME_MAX
    )
    organisation_kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=[NOT_CHOSEN, *KINDS_NAMED]
    )
    organisation_country = forms.ModelChoiceField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Left empty where it is not known, or where it worked world-wide."),
        required=False,
        queryset=Country.objects.order_by("name"),
    )
    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    person = PersonField(
        label=gettext_lazy("Person"),
        required=False,
        queryset=Person.objects.none(),
        blank=True,
        empty_label=gettext_lazy("Somebody who is not listed here"),
        widget=forms.RadioSelect,
    )
    given_name = forms.CharField(label=gettext_lazy("Given name"), required=False, max_length=100)
    family_name = forms.CharField(
        label=gettext_lazy("Family name"),
        help_text=gettext_lazy("Only for somebody who is not listed."),
        required=False,
        max_length=100,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("With it, the person finds the office on the desk after signing in."),
        required=False,
        max_length=254,
    )
    role = forms.ChoiceField(label=pgettext_lazy("term", "Role"), required=False, widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=gettext_lazy("Ground of the seat"), required=False, choices=[NOT_CHOSEN, *SeatGround.choices]
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), required=False, choices=[NOT_CHOSEN, *SeatCategory.choices]
    )
    need = forms.CharField(label=gettext_lazy("Need that the seat meets"), required=False, max_length=300)
    area = forms.ModelChoiceField(
        label=gettext_lazy("Area that the seat speaks for"), required=False, queryset=Area.objects.none()
    )
    since = forms.DateField(label=gettext_lazy("First day"), required=False, widget=date_input())
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Left empty: two years for leads and chairs; a seat stays open."),
        required=False,
        widget=date_input(),
    )
    precision = forms.ChoiceField(
        label=gettext_lazy("Dates known"), required=False, choices=Precision.choices, initial=Precision.DAY
    )
    decision = forms.ModelChoiceField(
        label=gettext_lazy("Decision that made it"), required=False, queryset=Decision.objects.none()
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy(
            "Where no decision is held and the term began before today: the report or list that says so, shown to "
            "the public."
        ),
        required=False,
        max_length=300,
    )
    replaces = forms.ModelChoiceField(
        label=gettext_lazy("Continues the term of"),
        help_text=gettext_lazy("When somebody left before the last day and this person finishes the term."),
        required=False,
        queryset=Term.objects.none(),
    )
    consent = forms.ChoiceField(
        label=gettext_lazy("Named to the public"),
        help_text=gettext_lazy("Somebody with an account says on their desk that they agree."),
        required=False,
        choices=[("", gettext_lazy("No: the office and the partner are shown")), *NameConsent.choices],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        body: Body,
        organisation: Organisation | None = None,
        nomination: Nomination | None = None,
        past: bool = False,
        unknown: str | None = None,
    ) -> None:
        """``unknown``: the name of an organisation that the register does not know, as far as it is typed."""
        initial = {"organisation": organisation, "organisation_name": unknown, **_from_nomination(nomination)}
        super().__init__(data, initial=initial)
        fields = self.fields
        roles = ROLES_OF_THE_GROUP if body.is_group else ROLES_OF_AN_AREA
        fields["role"].choices = [(role.value, role.label) for role in roles]
        chosen = people_of_partner(organisation) if unknown is None else Person.objects.none()
        if nomination is not None:
            chosen = Person.objects.filter(Q(pk__in=chosen.values("pk")) | Q(pk=nomination.person_id))
        fields["person"].queryset = chosen
        fields["area"].queryset = Area.objects.in_order()
        fields["decision"].queryset = _decisions(body)
        fields["decision"].empty_label = gettext_lazy("None: there is a source")
        offer_only(
            fields["decision"], decisions_for_terms(body, ex_officio=organisation is None and unknown is None)
        )
        ended = Term.objects.counted().filter(body=body).select_related("person", "body__area")
        fields["replaces"].queryset = ended.order_by("-since", "pk")
        fields["replaces"].empty_label = gettext_lazy("Nobody")
        fields["replaces"].label_from_instance = _named_with_days
        if not body.is_group:
            for name in SEAT_FIELDS:
                del fields[name]
        if unknown is None:
            for name in UNKNOWN_FIELDS:
                del fields[name]
        if past:
            fields["precision"].help_text = gettext_lazy(
                "Where only the month or the year is known, give any day of it below. The public reads no more."
            )
            fields["until"].help_text = gettext_lazy("The day on which it ended.")
            fields["source"].help_text = gettext_lazy(
                "Where no decision is held: the report or list that says so. It is shown to the public."
            )
            self.order_fields(_before("since", "precision", list(fields)))
        else:
            del fields["precision"]

    def values(self) -> dict[str, Any]:
        """Return what was typed, as ``record_term`` takes it; what is malformed is left out."""
        found = {name: self.cleaned_data.get(name) for name in self.fields}
        if found.get("precision") == "":
            found["precision"] = Precision.DAY
        texts = (
            "role",
            "ground",
            "category",
            "need",
            "source",
            "consent",
            "given_name",
            "family_name",
            "email",
            "organisation_name",
            "organisation_kind",
        )
        return {name: (value or "") if name in texts else value for name, value in found.items()}


def _before(one: str, moved: str, names: list[str]) -> list[str]:
    names.remove(moved)
    names.insert(names.index(one), moved)
    return names


def _from_nomination(nomination: Nomination | None) -> dict[str, Any]:
    if nomination is None:
        return {}
    names = ("person", "role", "ground", "category", "area", "since", "until", "decision")
    return {name: getattr(nomination, name) for name in names}


def offer_only(field: forms.ModelChoiceField, decisions: QuerySet[Decision]) -> None:
    """Offer these decisions. The others that the field knows stay readable, so that the rules say what is wrong."""
    field.choices = [("", field.empty_label), *choices_of(decisions)]


def _decisions(body: Body) -> QuerySet[Decision]:
    """Return adopted decisions of the body; for the group also those by which areas designated somebody."""
    mine = Q(body=body)
    if body.is_group:
        mine |= Q(kind=DecisionKind.NOMINEES)
    adopted = Decision.objects.filter(mine, status=DecisionStatus.ADOPTED)
    return adopted.order_by("-decided_on", "-pk")


def _named_with_days(term: Term) -> str:
    days = day_words(term.since, term.precision)
    if term.effective_end:
        days += f" – {day_words(term.effective_end, term.precision)}"
    return f"{term.get_role_display()}, {term.person}, {days}"


class EndForm(forms.Form):
    """When and why a term ends before its last day."""

    ended_on = forms.DateField(
        label=gettext_lazy("Last day in office"),
        help_text=gettext_lazy(
            "It can be in the future. For an acting lead who stops: the last day of the term itself."
        ),
        required=False,
        widget=date_input(),
    )
    reason = forms.ChoiceField(
        label=pgettext_lazy("end of a term", "Why it ends"),
        required=False,
        choices=[
            NOT_CHOSEN,
            *(choice for choice in EndReason.choices if choice[0] != EndReason.ENTERED_WRONGLY),
        ],
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Internal: not shown to the public."),
        required=False,
        max_length=500,
        widget=text_area(3),
    )
    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class VoidForm(forms.Form):
    """Why a term was entered by mistake."""

    note = forms.CharField(
        label=gettext_lazy("What was wrong"), max_length=500, widget=text_area(3), required=False
    )
    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AgreedForm(forms.Form):
    """That the person said so."""

    agreed = forms.BooleanField(
        label=gettext_lazy("The person has told the secretariat so"),
        error_messages={"required": gettext_lazy("Only the person can agree: ask them first.")},
    )


class ChecklistForm(forms.Form):
    """The handover checklist of one term."""

    done = forms.MultipleChoiceField(
        label=gettext_lazy("Done"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, term: Term) -> None:
        super().__init__(data, initial={"done": list(term.handover.values_list("item", flat=True))})
        self.fields["done"].choices = [(item.code, item.label) for item in handover_items(term)]


ROLE_CHOICES_OF_FILTERS = [
    ("leads", gettext_lazy("Leads and co-leads")),
    ("chairs", gettext_lazy("Chairs and co-chairs")),
    (TermRole.MEMBER.value, pgettext_lazy("Advisory Group", "Members")),
    (TermRole.EX_OFFICIO.value, TermRole.EX_OFFICIO.label),
]
ROLES_BY_FILTER = {"leads": LEAD_ROLES, "chairs": CHAIR_ROLES}
