"""A partner's profile as forms: what it says of itself, its logo, contributions, a change of name, kind or country."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from partners.enums import GLOBAL, PartnerKind, Topic
from partners.forms.fields import DraftForm, LineField, ParagraphField, SiteField
from partners.forms.parts import KIND_HINTS, NO_COUNTRY
from partners.models import Contribution, Organisation
from partners.rules.letter_content import STATES
from partners.rules.profile import FIRST_YEAR
from partnership_areas.models import Country
from partnership_areas.queries import areas_for_choice, countries_for_choice
from portal.files.forms import PrivateFileField
from portal.records.clock import today

# The languages of the United Nations first, then others that partners work in.
UN_LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
OTHER_LANGUAGES = (
    "bn bg cs da de el fa fi hi hu id it ja km ko mn ms ne nl no pl pt ro sw sv ta th tr uk ur vi".split()
)


def language_name(code: str) -> str:
    """Return the name of a language in the page's language; an unknown code is its own name."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    return name[:1].upper() + name[1:]


def language_choices() -> list[tuple[str, str]]:
    others = sorted(((code, language_name(code)) for code in OTHER_LANGUAGES), key=lambda pair: pair[1])
    return [*((code, language_name(code)) for code in UN_LANGUAGES), *others]


class AboutForm(DraftForm):
    """What a partner says of itself. Nothing is needed; what is malformed is not stored."""

    description = ParagraphField(
        label=_("What do you do?"),
        max_length=4000,
        rows=6,
        required=False,
        help_text=_("A few sentences for people who do not know you. Shown on your page."),
    )
    language = forms.ChoiceField(
        label=_("In which language is this written?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    website = SiteField(label=_("Your site"), required=False, help_text=_("For example www.example.org"))
    languages = forms.MultipleChoiceField(
        label=_("In which languages can one write to you?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    mark_optional = False

    def __init__(self, data: Any = None, *, organisation: Organisation, languages: list[str]):
        initial = {
            "description": organisation.description,
            "language": organisation.language[:2],
            "website": organisation.website,
            "languages": languages,
        }
        super().__init__(data, initial=initial)
        known = language_choices()
        codes = {code for code, _name in known}
        kept = [(code, language_name(code)) for code in languages if code not in codes]
        self.fields["languages"].choices = [*known, *kept]
        if organisation.language[:2] not in dict(settings.LANGUAGES):
            other = organisation.language
            self.fields["language"].choices = [*settings.LANGUAGES, (other, language_name(other))]
            self.initial["language"] = other

    def changes(self) -> dict[str, Any]:
        values = self.sound("description", "website", "languages")
        if self.cleaned_data.get("language"):
            values["language"] = self.cleaned_data["language"]
        return values


class LogoForm(forms.Form):
    """A picture; looked through and drawn anew before anybody sees it."""

    use_required_attribute = False
    logo = PrivateFileField(
        label=_("Picture"),
        kinds=("image",),
        help_text=_("PNG or JPEG, best on a white or clear ground. It is made to fit."),
        error_messages={"required": _("Choose a picture.")},
    )


class IdentityForm(DraftForm):
    """What should be registered, and why."""

    legal_name = LineField(
        label=_("Full legal name"),
        max_length=250,
        help_text=_("As it stands in your founding document, in its own language."),
    )
    acronym = LineField(label=_("Acronym"), max_length=30, required=False)
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Country"))
    reason = ParagraphField(
        label=_("Why does it change, and since when?"),
        max_length=2000,
        rows=4,
        help_text=_("The secretariat reads this. Name the decision or the law if there is one."),
    )

    def __init__(self, data: Any = None, *, organisation: Organisation):
        place = organisation.country.alpha2 if organisation.country else ""
        if not place:
            place = GLOBAL if organisation.is_global else NO_COUNTRY if organisation.kind in STATES else ""
        names = ("legal_name", "acronym", "kind")
        super().__init__(
            data, initial={name: getattr(organisation, name) for name in names} | {"place": place}
        )
        individual = organisation.kind == PartnerKind.INDIVIDUAL
        kinds = [
            (value, label)
            for value, label in PartnerKind.choices
            if (value == PartnerKind.INDIVIDUAL) is individual
        ]
        self.fields["kind"].choices = kinds
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

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        data = self.cleaned_data
        place = data.get("place", "")
        chosen = place not in {"", GLOBAL, NO_COUNTRY}
        return {
            "legal_name": data.get("legal_name", ""),
            "acronym": data.get("acronym", ""),
            "kind": data.get("kind", ""),
            "country": Country.objects.get(alpha2=place) if chosen else None,
            "is_global": place == GLOBAL,
            "reason": data.get("reason", ""),
        }


class ContributionForm(DraftForm):
    """Something that was contributed, in a year or over several (LOI-7)."""

    title = LineField(
        label=_("What did you contribute?"),
        max_length=200,
        help_text=_("In a few words, for example: regional training on measuring mercury in air."),
    )
    topic = forms.ChoiceField(label=_("What is it about?"))
    area = forms.ChoiceField(label=_("For which area?"), required=False)
    from_year = forms.IntegerField(
        label=_("From (year)"),
        min_value=FIRST_YEAR,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    to_year = forms.IntegerField(
        label=_("To (year)"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Leave empty if it was one year."),
    )
    text = ParagraphField(
        label=_("More about it"),
        max_length=4000,
        rows=5,
        required=False,
        help_text=_("What was done, for whom, with what result."),
    )
    link = SiteField(
        label=_("Where one can read more"), required=False, help_text=_("The address of a page.")
    )
    language = forms.ChoiceField(
        label=_("In which language is this written?"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(
        self, data: Any = None, *, organisation: Organisation, contribution: Contribution | None = None
    ):
        initial: dict[str, Any] = {"language": organisation.language[:2], "from_year": today().year}
        if contribution:
            names = ("title", "topic", "from_year", "to_year", "text", "link", "language")
            initial = {name: getattr(contribution, name) for name in names}
            initial["area"] = contribution.area.code if contribution.area else ""
        super().__init__(data, initial=initial)
        self.areas = {area.code: area for area in areas_for_choice()}
        if contribution and contribution.area:
            self.areas.setdefault(contribution.area.code, contribution.area)
        self.fields["topic"].choices = [("", gettext("Choose from the list")), *Topic.choices]
        self.fields["area"].choices = [
            ("", gettext("Any area")),
            *((code, area.short_name or area.name) for code, area in self.areas.items()),
        ]

    def values(self) -> dict[str, Any]:
        """Return what the action takes; a missing year is 0, which the rule names."""
        data = self.cleaned_data
        first = data.get("from_year") or 0
        names = ("title", "topic", "text", "link", "language")
        return {name: data.get(name) or "" for name in names} | {
            "area": self.areas.get(data.get("area", "")),
            "from_year": first,
            "to_year": data.get("to_year") or first,
        }
