"""The parts of a letter as forms: guidance beside every field, drafts saved complete or not."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from partners.enums import GLOBAL, ContactRole, PartnerKind, Step
from partners.forms.fields import AddressField, DraftForm, LineField, ParagraphField, SiteField
from partners.models import Letter
from partners.rules.letter_content import STATES
from partnership_areas.models import Area, Country
from partnership_areas.queries import areas_for_choice, countries_for_choice
from portal.files.forms import PrivateFileField
from portal.records.clock import today

NO_COUNTRY = "none"
KIND_HINTS = {
    PartnerKind.GOVERNMENT: _("A ministry, an agency or another body of a State."),
    PartnerKind.REIO: _(
        "A union of States that has powers of its own, for example over trade or environment."
    ),
    PartnerKind.IGO: _("An organization founded by States, such as a body of the United Nations or a bank."),
    PartnerKind.INDUSTRY: _("A company, or an association of companies."),
    PartnerKind.NGO: _("A non-profit organisation, a foundation, a network or a community group."),
    PartnerKind.ACADEMIA: _("A university, a laboratory or a scientific society."),
    PartnerKind.OTHER: _("Something else, such as a city or a regional authority."),
    PartnerKind.INDIVIDUAL: _("You join for yourself, not for an organisation."),
}


class PartForm(DraftForm):
    """A part of the letter. ``initial_of`` reads the letter, ``changes`` is what ``save_step`` takes."""

    step: Step

    def __init__(self, *args: Any, letter: Letter, **kwargs: Any):
        self.letter = letter
        kwargs.setdefault("initial", self.initial_of(letter))
        super().__init__(*args, **kwargs)
        self.arrange()

    def arrange(self) -> None:
        """Fit fields to this letter."""

    def initial_of(self, letter: Letter) -> dict[str, Any]:
        return {name: getattr(letter, name) for name in self.base_fields}

    def changes(self) -> dict[str, Any]:
        """Return what can be saved: everything but malformed fields."""
        return self.sound(*self.fields)


class WhoForm(PartForm):
    step = Step.WHO

    kind = forms.ChoiceField(
        label=_("What kind of partner are you?"),
        choices=PartnerKind.choices,
        widget=forms.RadioSelect,
        help_text=_("Partnership is open to all eight kinds, with the same rights."),
    )
    legal_name = LineField(
        label=_("Full legal name"),
        max_length=250,
        help_text=_(
            "As it stands in your founding document, in its own language. If you join for yourself: your name."
        ),
        attrs={"autocomplete": "organization"},
    )
    acronym = LineField(label=_("Acronym"), max_length=30, required=False)
    place = forms.ChoiceField(
        label=_("Country"),
        help_text=_("The country of your seat. Choose “World-wide” only if you have no seat in one country."),
    )
    website = SiteField(label=_("Your site"), required=False, help_text=_("For example www.example.org"))
    description = ParagraphField(
        label=_("What do you do?"),
        max_length=2000,
        rows=3,
        help_text=_("One or two sentences for people who do not know you. Published with your letter."),
    )
    language = forms.ChoiceField(
        label=_("In which language do you write this letter?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("The letter is published in this language. You can read these pages in another one."),
    )

    def arrange(self) -> None:
        self.fields["kind"].widget.option_hints = KIND_HINTS
        self.fields["place"].choices = [
            ("", gettext("Choose from the list")),
            (
                gettext("No single country"),
                [
                    (GLOBAL, gettext("World-wide")),
                    (NO_COUNTRY, gettext("None: an organization of States")),
                ],
            ),
            (gettext("Countries and territories"), countries_for_choice()),
        ]
        if self.letter.is_individual:
            self.fields["description"].required = False

    def initial_of(self, letter: Letter) -> dict[str, Any]:
        names = ("kind", "legal_name", "acronym", "website", "description", "language")
        place = letter.country.alpha2 if letter.country else ""
        if not place and letter.is_global:
            place = GLOBAL
        elif not place and letter.kind in STATES:
            place = NO_COUNTRY
        return {name: getattr(letter, name) for name in names} | {"place": place}

    def changes(self) -> dict[str, Any]:
        values = self.sound("kind", "legal_name", "acronym", "website", "description")
        if self.cleaned_data.get("language"):
            values["language"] = self.cleaned_data["language"]
        if "place" in self.cleaned_data:
            place = self.cleaned_data["place"]
            chosen = place not in {"", GLOBAL, NO_COUNTRY}
            values["country"] = Country.objects.get(alpha2=place) if chosen else None
            values["is_global"] = place == GLOBAL
        return values


class PeopleForm(PartForm):
    """Two contacts; fields are named ``main-email``, ``alternate-email`` and so on."""

    step = Step.PEOPLE
    ROLES = ("main", "alternate")

    def arrange(self) -> None:
        for role in self.ROLES:
            for name, field in self.contact_fields(needed=role == "main").items():
                self.fields[f"{role}-{name}"] = field
        self.initial = self.initial_of(self.letter)

    def contact_fields(self, *, needed: bool) -> dict[str, forms.Field]:
        """Return the fields of one contact, in the order of the page."""
        return {
            "given_name": LineField(label=_("Given name"), max_length=100, required=False),
            "family_name": LineField(label=_("Family name"), max_length=100, required=needed),
            "post": LineField(
                label=pgettext_lazy("of a person", "Post"),
                max_length=150,
                required=False,
                help_text=_("For example: Head of the chemicals unit"),
            ),
            "email": AddressField(
                label=_("E-mail address"),
                required=needed,
                help_text=_(
                    "The secretariat writes to this address. It is not published unless you allow it below."
                ),
            ),
            "phone": LineField(
                label=_("Telephone"),
                max_length=50,
                required=False,
                help_text=_("With the country code, for example +254 20 123 4567"),
                attrs={"inputmode": "tel"},
            ),
            "is_public": forms.BooleanField(
                label=_("The public may see this person’s name, post and e-mail address"),
                required=False,
                help_text=_(
                    "Tick only if the person agreed. Otherwise only partners and the secretariat see them."
                ),
            ),
        }

    def initial_of(self, letter: Letter) -> dict[str, Any]:
        initial = {}
        for role in self.ROLES:
            contact = letter.contact(role)
            for name in ("given_name", "family_name", "post", "email", "phone", "is_public"):
                if contact:
                    initial[f"{role}-{name}"] = getattr(contact, name)
        return initial

    def label_of(self, name: str) -> str:
        return f"{ContactRole(name.partition('-')[0]).label}: {super().label_of(name)}"

    def of(self, role: str) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(f"{role}-")]

    @property
    def main(self) -> list[forms.BoundField]:
        return self.of("main")

    @property
    def alternate(self) -> list[forms.BoundField]:
        return self.of("alternate")

    def changes(self) -> dict[str, Any]:
        stored = self.initial_of(self.letter)
        return {
            role: {
                name.partition("-")[2]: self.cleaned_data.get(name, stored.get(name, ""))
                for name in self.fields
                if name.startswith(f"{role}-")
            }
            for role in self.ROLES
        }


class AreasForm(PartForm):
    step = Step.AREAS

    areas = forms.MultipleChoiceField(
        label=_("Which areas do you want to take part in?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose one or several. You can join and leave areas later."),
    )

    def arrange(self) -> None:
        known = {area.code: area for area in areas_for_choice()} | {
            a.code: a for a in self.letter.areas.all()
        }
        self.known = known
        field = self.fields["areas"]
        field.choices = [
            (
                code,
                gettext("%(topic)s (cross-cutting topic)") % {"topic": area.name}
                if area.cross_cutting
                else area.name,
            )
            for code, area in known.items()
        ]
        field.widget.option_hints = {code: area.objective for code, area in known.items()}

    def initial_of(self, letter: Letter) -> dict[str, Any]:
        return {"areas": [area.code for area in letter.areas.all()]}

    def changes(self) -> dict[str, Any]:
        if "areas" not in self.cleaned_data:
            return {}
        areas: list[Area] = [self.known[code] for code in self.cleaned_data["areas"]]
        return {"areas": areas}


class StatementsForm(PartForm):
    step = Step.STATEMENTS

    supports = forms.BooleanField(label=_("We support the UNEP Global Mercury Partnership."))
    commits = forms.BooleanField(label=_("We commit ourselves to the goal of the Partnership."))
    contribution = ParagraphField(
        label=_("How will you contribute?"),
        max_length=20_000,
        max_words=settings.STATEMENT_MAX_WORDS,
        rows=8,
        help_text=_(
            "Partners provide resources or expertise. Say what you will bring: knowledge, people, data, training, "
            "equipment, places to meet, or funds. Two or three sentences are enough."
        ),
    )

    def arrange(self) -> None:
        if self.letter.is_individual:
            self.fields["supports"].label = _("I support the UNEP Global Mercury Partnership.")
            self.fields["commits"].label = _("I commit myself to the goal of the Partnership.")


class SignatureForm(PartForm):
    """``may_upload``: files are taken once the e-mail address is confirmed."""

    step = Step.SIGNATURE

    signatory_name = LineField(
        label=_("Name of the person who signs"),
        max_length=200,
        help_text=_("Somebody who may speak for your organisation. The name is not published."),
        attrs={"autocomplete": "off"},
    )
    signatory_title = LineField(
        label=_("Title of the person who signs"),
        max_length=200,
        help_text=_("For example: Director General. It is published under the letter."),
        attrs={"autocomplete": "off"},
    )
    signed_on = forms.DateField(
        label=_("Date of signature"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as year-month-day, for example 2026-11-20.")},
    )
    declared = forms.BooleanField(
        label=_("The person named above signs this letter, and may do so."),
        help_text=_("This declaration counts as the signature. You do not need to print anything."),
    )
    signed_file = PrivateFileField(
        label=_("Signed letter as PDF"),
        required=False,
        help_text=_(
            "If you have a letter signed on paper, you can add its scan: one PDF, at most 10 MB. "
            "Only the secretariat sees it; what is published is the letter that this portal typesets."
        ),
    )

    def __init__(self, *args: Any, may_upload: bool = False, **kwargs: Any):
        self.may_upload = may_upload
        super().__init__(*args, **kwargs)

    def arrange(self) -> None:
        if self.letter.is_individual:
            self.fields["signatory_title"].required = False
            self.fields["signatory_name"].label = _("Your name")
            self.fields["signatory_name"].help_text = ""
            self.fields["declared"].label = _("I sign this letter.")
        if not self.may_upload:
            del self.fields["signed_file"]

    def initial_of(self, letter: Letter) -> dict[str, Any]:
        names = ("signatory_name", "signatory_title", "declared")
        return {name: getattr(letter, name) for name in names} | {"signed_on": letter.signed_on or today()}

    def clean_signed_on(self) -> datetime.date | None:
        signed_on = self.cleaned_data["signed_on"]
        if signed_on and signed_on > today() + datetime.timedelta(days=1):
            raise ValidationError(_("The date of signature cannot lie in the future."))
        if signed_on and signed_on.year < 2005:
            raise ValidationError(_("The Partnership began in 2005: check the year."))
        return signed_on

    def changes(self) -> dict[str, Any]:
        return self.sound("signatory_name", "signatory_title", "signed_on", "declared")


class ConsentForm(PartForm):
    step = Step.CONSENT

    acknowledges_publication = forms.BooleanField(
        label=_("We know that letters of intent are published on this site."),
        help_text=_(
            "Your letter appears, labelled “received, not yet confirmed”, when the secretariat begins its review. "
            "Names, addresses and numbers of persons are left out."
        ),
    )
    consents_to_data = forms.BooleanField(
        label=_("The persons named in this letter agree to the use of their data."),
        help_text=_(
            "The secretariat uses their names and contact data for the work of the Partnership: to answer you, "
            "to invite you, to keep the list of contacts of partners. They can see, correct and delete them."
        ),
    )
    consents_to_name = forms.BooleanField(
        label=_("My name may be shown in the public list of partners."),
        required=False,
        help_text=_("Without this the list shows “Individual partner”. You can change it later."),
    )

    def arrange(self) -> None:
        if self.letter.is_individual:
            self.fields["acknowledges_publication"].label = _(
                "I know that letters of intent are published on this site."
            )
            self.fields["consents_to_data"].label = _(
                "I agree to the use of the personal data in this letter."
            )
        else:
            del self.fields["consents_to_name"]


PART_FORMS: dict[str, type[PartForm]] = {
    form.step.value: form
    for form in (WhoForm, PeopleForm, AreasForm, StatementsForm, SignatureForm, ConsentForm)
}


def part_form(letter: Letter, step: str, data: Any = None, files: Any = None, **kwargs: Any) -> Any:
    """Return the form of a part, bound when ``data`` is given. ``may_upload`` only concerns the signature."""
    from partners.forms.offers import OffersForm

    may_upload = kwargs.pop("may_upload", False)
    if step == Step.OFFERS:
        return OffersForm(data, letter=letter, **kwargs)
    if step == Step.SIGNATURE:
        return SignatureForm(data, files, letter=letter, may_upload=may_upload)
    return PART_FORMS[step](data, files, letter=letter)
