"""Forms of decisions: proposing, putting something on record, announcing, translating."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from meetings.actions.decision_work import MAX_TEXT
from meetings.actions.nominations import ROLES
from meetings.enums import DecisionKind, DecisionStatus, PositionKind, TermRole
from meetings.forms.people import names_of
from meetings.models import Body, Decision, Nomination
from meetings.rules.decision_moves import OUTCOMES, possible_outcomes
from meetings.rules.decisions import CLOSED, Voice, own_voices, seats_in_force, voices_of
from meetings.rules.offices import months_later
from meetings.rules.term_guards import YEARS_AHEAD
from partners.forms.fields import LineField, ParagraphField
from partners.models import Organisation, OrganisationPerson, Person
from partners.queries import partners_of_area
from partners.rules.common import is_secretariat
from partners.rules.contacts import visible_contacts
from partners.rules.organisations import focal_partners
from partnership_areas.models import Area
from partnership_areas.rules import FIRST_DAY, TOO_EARLY
from portal.records.clock import today
from portal.records.wording import language_in_a_sentence

WRITE_TITLE = {"required": gettext_lazy("Give the decision a title.")}
WRITE_TEXT = {"required": gettext_lazy("Write the text of the decision.")}
WHEN_DECIDED = {"required": gettext_lazy("Give the day on which it was decided.")}
INVALID_DAY = {"invalid": gettext_lazy("Write the day as 2016-02-01.")}
TOO_LATE = gettext_lazy("This is too far ahead: check the year.")
NOMINATED_AT_MOST = 3


def last_day() -> datetime.date:
    """Return the last day that can be meant: an office begins at most so many years ahead, and lasts two."""
    return months_later(today(), 12 * (YEARS_AHEAD + 3))


def day_field(label: Any, *, required: bool = True, **more: Any) -> forms.DateField:
    """Return a field for a day since there is a Partnership, with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        validators=[MinValueValidator(FIRST_DAY, TOO_EARLY), MaxValueValidator(last_day, TOO_LATE)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=INVALID_DAY | more.pop("error_messages", {}),
        **more,
    )


def language_field(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=settings.LANGUAGES)


class DecisionForm(forms.Form):
    """What is proposed. ``body`` says who can propose for whom."""

    area = forms.ModelChoiceField(
        label=gettext_lazy("Area"),
        help_text=gettext_lazy("Which area is to be closed or changed. A new area is proposed by partners."),
        queryset=Area.objects.none(),
        error_messages={"required": gettext_lazy("Choose the area.")},
    )
    title = LineField(
        label=pgettext_lazy("decision", "Title"),
        max_length=250,
        error_messages=WRITE_TITLE,
        attrs={"autocomplete": "off"},
    )
    text = ParagraphField(
        label=gettext_lazy("Text of the decision"),
        help_text=gettext_lazy("As it would be adopted, word for word."),
        rows=10,
        max_length=MAX_TEXT,
        error_messages=WRITE_TEXT,
    )
    language = language_field(gettext_lazy("Written in"))
    proposer = forms.ChoiceField(label=gettext_lazy("Proposed for"), required=False)
    meeting_reference = LineField(
        label=gettext_lazy("Meeting"),
        help_text=gettext_lazy(
            "The reference of the meeting that decides, such as PAG-13. Leave it empty between meetings."
        ),
        max_length=50,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, body: Body, user: Any, kind: str = "", decision: Decision | None = None
    ) -> None:
        super().__init__(data)
        self.fields["area"].queryset = Area.objects.in_order()
        if kind != DecisionKind.AREA:
            del self.fields["area"]
        self.fields["language"].initial = (get_language() or "en")[:2]
        self.partners = self._partners(body, user) if decision is None else {}
        if len(self.partners) > 1 or (self.partners and is_secretariat(user)):
            empty = [("", _("The secretariat"))] if is_secretariat(user) else []
            names = [(str(pk), organisation.public_name) for pk, organisation in self.partners.items()]
            self.fields["proposer"].choices = empty + names
        else:
            del self.fields["proposer"]
        if decision is not None:
            for name in ("title", "text", "language", "meeting_reference"):
                self.fields[name].initial = getattr(decision, name)

    @staticmethod
    def _partners(body: Body, user: Any) -> dict[int, Organisation]:
        voices: Iterable[Voice] = own_voices(user, body)
        if is_secretariat(user) and not voices and not body.is_group:
            voices = voices_of(body)
        return {voice.organisation.pk: voice.organisation for voice in voices if voice.organisation}

    def clean_proposer(self) -> Organisation | None:
        chosen = self.cleaned_data.get("proposer")
        return self.partners[int(chosen)] if chosen else None


def eligible_people(body: Body, user: Any) -> dict[str, tuple[Person, Organisation, str]]:
    """Return whom a decision of this body can designate, as far as ``user`` may know them.

    By "person-organisation": holders of seats in the group; in an area people of its partners, those of one's own
    and those who agreed to be seen by partners; the secretariat sees all.
    """
    if body.is_group:
        seats = [seat for seat in seats_in_force(body) if seat.organisation]
        return _labelled([(seat.person, seat.organisation) for seat in seats], staff=is_secretariat(user))
    here = partners_of_area(body.area).order_by().values("pk")
    places = OrganisationPerson.objects.filter(
        Q(organisation__in=here) | Q(organisation__merged_into__in=here), until__isnull=True
    )
    if not is_secretariat(user):
        mine = focal_partners(user)
        own = Q(organisation__in=mine) | Q(organisation__merged_into__in=mine)
        places = places.filter(own | Q(pk__in=visible_contacts(user).values("pk")) | Q(person__user=user))
    places = places.select_related("person", "organisation__merged_into")
    ordered = places.order_by(
        "organisation__sort_key",
        "person__family_name",
        "person__given_name",
        F("person__user").asc(nulls_last=True),
        "pk",
    )
    pairs = [(place.person, place.organisation.merged_into or place.organisation) for place in ordered]
    return _labelled(pairs, staff=is_secretariat(user))


def _labelled(
    pairs: Iterable[tuple[Person, Organisation]], *, staff: bool
) -> dict[str, tuple[Person, Organisation, str]]:
    """Return people with their partners by key, each with its label: namesakes are told apart."""
    found = {f"{person.pk}-{organisation.pk}": (person, organisation) for person, organisation in pairs}
    names = names_of((person for person, _organisation in found.values()), staff=staff)
    return {
        key: (person, organisation, f"{names[person.pk]} – {organisation.public_name}")
        for key, (person, organisation) in found.items()
    }


class NominationForm(forms.Form):
    """One person whom the decision would designate."""

    who = forms.ChoiceField(label=gettext_lazy("Person and partner"), required=False)
    partner = forms.ChoiceField(label=gettext_lazy("Partner represented"), required=False)
    given_name = LineField(label=gettext_lazy("Given name"), max_length=100, required=False)
    family_name = LineField(label=gettext_lazy("Family name"), max_length=100, required=False)
    role = forms.ChoiceField(label=pgettext_lazy("term", "Role"), required=False)
    since = day_field(gettext_lazy("First day"), required=False)
    until = day_field(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: two years, less a day.")
    )

    def __init__(
        self,
        *args: Any,
        people: dict[str, Any],
        kind: str,
        partners: dict[str, Organisation],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people, self.partners = people, partners
        names = [(key, organisation.public_name) for key, organisation in partners.items()]
        self.fields["partner"].choices = [("", "–"), *names]
        if not partners:
            for name in ("partner", "given_name", "family_name"):
                del self.fields[name]
        roles = [role for role in TermRole if role.value in ROLES[kind]]
        self.fields["who"].choices = [("", "–"), *((key, row[2]) for key, row in people.items())]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        # Between meetings it is adopted after that many days.
        self.fields["since"].initial = today() + datetime.timedelta(days=settings.DECISION_DAYS_OPEN + 1)
        if kind == DecisionKind.NOMINEES:
            self.fields["until"].help_text = _("Empty: until further notice.")

    @property
    def names_somebody(self) -> bool:
        """Whether somebody who is not in the list is named here, as far as it was typed."""
        return any(self[name].value() for name in ("partner", "given_name", "family_name") if self.partners)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.names_somebody or {"partner", "given_name", "family_name"} & self.errors.keys():
            return values
        if values.get("who"):
            self.add_error("who", _("Choose somebody of the list or name somebody else, not both."))
        if not values.get("partner"):
            self.add_error("partner", _("Choose the partner that the person represents."))
        if not values.get("family_name"):
            self.add_error("family_name", _("Give the family name of the person."))
        return values

    @property
    def row(self) -> dict[str, Any] | None:
        """Return what the form names, or None when nobody is chosen."""
        values = self.cleaned_data
        if values.get("who"):
            person, organisation, _label = self.people[values["who"]]
            who = {"person": person, "organisation": organisation}
        elif values.get("family_name"):
            names = {name: values.get(name, "") for name in ("given_name", "family_name")}
            who = {"organisation": self.partners[values["partner"]], **names}
        else:
            return None
        return who | {
            "role": values.get("role"),
            "since": values.get("since") or today(),
            "until": values.get("until"),
        }


NominationFormSet = forms.formset_factory(
    NominationForm, extra=NOMINATED_AT_MOST, max_num=NOMINATED_AT_MOST, absolute_max=NOMINATED_AT_MOST
)


def nomination_forms(
    data: Any, *, body: Body, user: Any, kind: str, nominations: Iterable[Nomination] = ()
) -> Any:
    """Return the forms of a decision that designates somebody, None for one that does not."""
    if kind not in ROLES:
        return None
    people = eligible_people(body, user)
    rows = list(nominations)
    for row in rows:  # who was chosen stays to be chosen, whatever they agreed to since
        label = f"{row.person} – {row.organisation.public_name}"
        people.setdefault(f"{row.person_id}-{row.organisation_id}", (row.person, row.organisation, label))
    initial = [
        {
            "who": f"{row.person_id}-{row.organisation_id}",
            "role": row.role,
            "since": row.since,
            "until": row.until,
        }
        for row in rows
    ]
    partners = {} if body.is_group else {str(row.pk): row for row in partners_of_area(body.area)}
    form_kwargs = {"people": people, "kind": kind, "partners": partners}
    return NominationFormSet(data, prefix="nominations", initial=initial, form_kwargs=form_kwargs)


def rows_of(formset: Any) -> list[dict[str, Any]]:
    """Return what valid nomination forms name."""
    return [row for row in (form.row for form in formset.forms) if row] if formset is not None else []


class PositionForm(forms.Form):
    """What somebody puts on record, for one of their voices."""

    voice = forms.ChoiceField(label=gettext_lazy("You speak for"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("What you put on record"),
        choices=PositionKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what you put on record.")},
    )
    text = ParagraphField(
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("Published with the outcome. An objection can stand without words."),
        rows=5,
        max_length=MAX_TEXT,
        required=False,
    )
    language = language_field(gettext_lazy("Written in"))

    def __init__(self, data: Any = None, *, decision: Decision, user: Any) -> None:
        super().__init__(data)
        body = decision.body
        self.voices: dict[str, dict[str, Any]] = {}
        own = own_voices(user, body)
        for voice in own:
            values = {"seat": voice.seat} if voice.seat else {"organisation": voice.organisation}
            self._offer(voice, values)
        speaks_only = not own
        if is_secretariat(user) or speaks_only:
            self.voices["speaker"] = {"label": _("UNEP, ex officio: a statement only"), "values": {}}
        if is_secretariat(user) and not body.is_group:
            for voice in voices_of(body):
                label = _("%(name)s, on its behalf") % {"name": voice.name}
                self._offer(voice, {"organisation": voice.organisation}, label)
        self.fields["voice"].choices = [(key, row["label"]) for key, row in self.voices.items()]
        if len(self.voices) == 1:
            self.fields["voice"].widget = forms.HiddenInput()
            self.fields["voice"].initial = next(iter(self.voices))
        if speaks_only and (body.is_group or not is_secretariat(user)):
            self.fields["kind"].choices = [(PositionKind.STATEMENT.value, PositionKind.STATEMENT.label)]
            self.fields["kind"].initial = PositionKind.STATEMENT
        self.fields["kind"].widget.option_hints = {
            PositionKind.STATEMENT: _("You explain your view; it changes nothing in the outcome."),
            PositionKind.RESERVATION: _("You do not stand in the way, and say what you do not share."),
            PositionKind.OBJECTION: _("Nothing is adopted until you take it back."),
        }
        self.fields["language"].initial = (get_language() or "en")[:2]

    def _offer(self, voice: Voice, values: dict[str, Any], label: Any = "") -> None:
        key = f"{voice.key[0]}-{voice.key[1]}"
        self.voices.setdefault(key, {"label": label or voice.name, "values": values})

    def clean_voice(self) -> str:
        chosen = self.cleaned_data["voice"] or (next(iter(self.voices)) if len(self.voices) == 1 else "")
        if not chosen:
            raise forms.ValidationError(_("Say for whom you speak."))
        return chosen

    @property
    def values(self) -> dict[str, Any]:
        """Return what ``take_position`` is called with."""
        data = self.cleaned_data
        chosen = self.voices[data["voice"]]["values"]
        return {"kind": data["kind"], "text": data["text"], "language": data["language"], **chosen}


class AnnounceForm(forms.Form):
    """The outcome, as who presides announces it. In a closed area only what can still be announced is offered."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("decision", "Outcome"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what the outcome is.")},
    )
    decided_on = day_field(gettext_lazy("Decided on"), error_messages=WHEN_DECIDED)
    note = ParagraphField(
        label=gettext_lazy("Note on the outcome"),
        rows=4,
        max_length=MAX_TEXT,
        required=False,
    )
    follow_up = ParagraphField(
        label=gettext_lazy("Follow-up"),
        rows=4,
        max_length=MAX_TEXT,
        required=False,
    )

    def __init__(self, data: Any = None, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.fields["decided_on"].initial = today()
        language = {"language": language_in_a_sentence(decision.language)}
        said = _("Published. In the language of the decision (%(language)s).") % language
        self.fields["note"].help_text = said
        self.fields["follow_up"].help_text = f"{_('Who does what until when.')} {said}"
        outcome, possible = self.fields["outcome"], possible_outcomes(decision.body)
        outcome.choices = [(code, DecisionStatus(code).label) for code in possible]
        if len(possible) < len(OUTCOMES):
            outcome.initial = possible[0]
            outcome.error_messages["invalid_choice"] = CLOSED
            outcome.help_text = _(
                "This area is closed: nothing is adopted or deferred in it any more. Who proposed it can withdraw it."
            )


class TakenUpForm(forms.Form):
    """In which meeting a deferred decision is taken up again, if in any."""

    meeting_reference = LineField(
        label=gettext_lazy("Meeting"),
        help_text=gettext_lazy(
            "The reference of the meeting that decides, such as PAG-13. Leave it empty between meetings."
        ),
        max_length=50,
        required=False,
    )


class TranslationForm(forms.Form):
    """The texts of a decision in another language; empty: the original is shown."""

    title = LineField(label=pgettext_lazy("decision", "Title"), max_length=250, required=False)
    text = ParagraphField(
        label=gettext_lazy("Text of the decision"), rows=10, max_length=MAX_TEXT, required=False
    )
    outcome_note = ParagraphField(
        label=gettext_lazy("Note on the outcome"), rows=4, max_length=MAX_TEXT, required=False
    )
    follow_up = ParagraphField(label=gettext_lazy("Follow-up"), rows=4, max_length=MAX_TEXT, required=False)

    def __init__(self, data: Any = None, *, decision: Decision, known: dict[str, str]) -> None:
        super().__init__(data, initial=known)
        for name in ("outcome_note", "follow_up"):
            if not getattr(decision, name):
                del self.fields[name]


class PastDecisionForm(forms.Form):
    """A decision from a record of the past, entered by the secretariat."""

    body = forms.ModelChoiceField(
        label=gettext_lazy("Body"),
        queryset=Body.objects.select_related("area"),
        empty_label=None,
        to_field_name="code",
    )
    kind = forms.ChoiceField(label=pgettext_lazy("decision", "About"), choices=DecisionKind.choices)
    title = LineField(label=pgettext_lazy("decision", "Title"), max_length=250, error_messages=WRITE_TITLE)
    text = ParagraphField(
        label=gettext_lazy("Text of the decision"), rows=8, max_length=MAX_TEXT, error_messages=WRITE_TEXT
    )
    language = language_field(gettext_lazy("Written in"))
    decided_on = day_field(gettext_lazy("Decided on"), error_messages=WHEN_DECIDED)
    outcome = forms.ChoiceField(
        label=pgettext_lazy("decision", "Outcome"),
        choices=[(code, DecisionStatus(code).label) for code in OUTCOMES],
    )
    meeting_reference = LineField(
        label=gettext_lazy("Meeting"),
        help_text=gettext_lazy("Its reference, such as PAG-3. Empty: the reference takes the date."),
        max_length=50,
        required=False,
    )
    source = LineField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Where it can be read: title or symbol of the report, address."),
        max_length=300,
        error_messages={"required": gettext_lazy("Give the source.")},
    )
    note = ParagraphField(
        label=gettext_lazy("Note on the outcome"), rows=3, max_length=MAX_TEXT, required=False
    )
    follow_up = ParagraphField(label=gettext_lazy("Follow-up"), rows=3, max_length=MAX_TEXT, required=False)
