"""Forms of an amendment: what is proposed, its words and reason, translations, the secretariat's opinion."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from meetings.actions.amendments import REASON_CHARACTERS
from meetings.enums import AmendmentKind
from meetings.models import Amendment, Clause, GuidingDocument
from meetings.queries.guidelines import documents_with_versions
from meetings.rules.amendments import HEADING_CHARACTERS, MOST_CHARACTERS, languages_to_translate
from meetings.texts.amended import present_words, shown_number, text_in
from partners.forms.fields import DraftForm, LineField, ParagraphField
from partners.models import Organisation

LABEL_CHARACTERS = 70


def clause_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the clauses in force, by text; a value is ``guidelines:3(d)``."""
    groups = []
    for document in documents_with_versions():
        clauses = document.all_versions[0].clauses.order_by("order")
        options = [
            (
                f"{document.code}:{clause.number}",
                f"{shown_number(clause.number)} {Truncator(clause.heading or clause.text).chars(LABEL_CHARACTERS)}",
            )
            for clause in clauses
        ]
        groups.append((str(document.title), options))
    return groups


class NewAmendmentForm(forms.Form):
    """In whose name, which clause, and what is to happen to it."""

    use_required_attribute = False
    mark_optional = False
    organisation = forms.ChoiceField(
        label=_("For which partner do you propose it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say for which partner you propose it.")},
    )
    clause = forms.ChoiceField(
        label=_("Which clause is it about?"),
        help_text=_("To add a clause, choose the one after which it comes."),
        error_messages={"required": _("Choose a clause.")},
    )
    kind = forms.ChoiceField(
        label=_("What do you propose?"),
        choices=AmendmentKind.choices,
        widget=forms.RadioSelect,
        initial=AmendmentKind.CHANGE,
        error_messages={"required": _("Say what you propose.")},
    )
    language = forms.ChoiceField(
        label=_("In which language do you write?"),
        choices=settings.LANGUAGES,
        error_messages={"required": _("Choose a language.")},
    )

    def __init__(self, data: Any = None, *, partners: list[Organisation], chosen: str = ""):
        super().__init__(data)
        self.partners = {str(partner.pk): partner for partner in partners}
        self.fields["organisation"].choices = [(key, str(one)) for key, one in self.partners.items()]
        self.fields["clause"].choices = [("", _("Choose a clause")), *clause_choices()]
        self.initial["clause"] = chosen
        self.initial["language"] = (get_language() or "en")[:2]
        if len(partners) == 1:
            del self.fields["organisation"]

    def values(self) -> dict[str, Any]:
        """Return what ``begin_amendment`` needs."""
        code, _colon, number = self.cleaned_data["clause"].partition(":")
        key = self.cleaned_data.get("organisation") or next(iter(self.partners))
        return {
            "organisation": self.partners[key],
            "document": GuidingDocument.objects.get(code=code),
            "clause_number": number,
            "kind": self.cleaned_data["kind"],
            "language": self.cleaned_data["language"],
        }


def _beside(amendment: Amendment, clause: Clause | None, field: str, code: str, *, original: bool) -> str:
    """Return what is read beside a field: the original if asked for, the clause in force in that language."""
    lines = []
    if original and (words := text_in(amendment, field, amendment.language)):
        lines.append((_("Proposed, in the original:"), amendment.language, words))
    if clause is not None and (words := text_in(clause, field, code)):
        lines.append((_("In force now:"), code, words))
    return format_html_join(
        mark_safe("<br>"),
        '<strong>{}</strong> <span lang="{}">{}</span>',
        ((label, language, linebreaksbr(words)) for label, language, words in lines),
    )


def _words_of(
    form: forms.Form, amendment: Amendment, languages: list[str], with_heading: bool, hints: bool = False
) -> None:
    """Add heading and text in some languages, with what is stored as a start; ``hints`` show the original.

    Beside a translation the clause in force in that language is shown: what is not amended stays as it reads.
    """
    names = dict(settings.LANGUAGES)
    clause = present_words(amendment)
    for code in languages:
        fields = {
            f"text_{code}": ParagraphField(
                label=_("Text (%(language)s)") % {"language": names[code]},
                max_length=MOST_CHARACTERS,
                rows=6,
                required=False,
                attrs={},
            )
        }
        if with_heading:
            heading = LineField(
                label=_("Heading (%(language)s)") % {"language": names[code]},
                max_length=HEADING_CHARACTERS,
                required=False,
            )
            fields = {f"heading_{code}": heading} | fields
        for name, field in fields.items():
            field.widget.attrs["lang"] = code
            if code != amendment.language:
                field.help_text = _beside(amendment, clause, name.rpartition("_")[0], code, original=hints)
            form.fields[name] = field
            form.initial[name] = text_in(amendment, name.rpartition("_")[0], code)


class AmendmentForm(DraftForm):
    """The proposed words and the reason; saved while one types, anything may be missing (BP-14)."""

    mark_optional = False

    def __init__(self, data: Any = None, *, amendment: Amendment, with_heading: bool = True):
        super().__init__(data)
        self.amendment = amendment
        if amendment.kind == AmendmentKind.ADD:
            self.fields["new_number"] = LineField(
                label=_("Number of the new clause"),
                help_text=_("As in the text, for example 3(g) or 4(a)(vii)."),
                max_length=20,
                required=False,
            )
            self.initial["new_number"] = amendment.new_number
        others = [code for code, _name in settings.LANGUAGES if code != amendment.language]
        if amendment.kind != AmendmentKind.REMOVE:
            _words_of(self, amendment, [amendment.language, *others], with_heading)
        self.fields["reason"] = ParagraphField(
            label=pgettext_lazy("amendment", "Reason"),
            help_text=_("Why you propose it, in the language in which you write."),
            max_length=REASON_CHARACTERS,
            rows=6,
            required=False,
        )
        self.initial["reason"] = amendment.reason

    def own_fields(self) -> list[Any]:
        """Return the fields in the language in which the amendment is written."""
        return [field for field in self if field.name not in self._translations()]

    def other_fields(self) -> list[Any]:
        """Return the fields of the translations, which can be left for later."""
        return [field for field in self if field.name in self._translations()]

    def _translations(self) -> set[str]:
        others = [code for code, _name in settings.LANGUAGES if code != self.amendment.language]
        return {f"{name}_{code}" for name in ("heading", "text") for code in others}

    def changes(self) -> dict[str, str]:
        """Return what can be stored."""
        return self.sound(*self.fields)


class TranslationForm(forms.Form):
    """The words of an amendment in the other languages."""

    use_required_attribute = False
    mark_optional = False

    def __init__(self, data: Any = None, files: Any = None, *, amendment: Amendment):
        super().__init__(data)
        others = languages_to_translate(amendment)
        _words_of(self, amendment, others, with_heading=True, hints=True)
        for name in list(self.fields):
            if not text_in(amendment, name.rpartition("_")[0], amendment.language):
                del self.fields[name]  # what the original leaves empty stays empty


class OpinionForm(forms.Form):
    """The secretariat's opinion, once."""

    opinion = forms.CharField(
        label=_("Opinion of the secretariat"),
        help_text=_("It is public with the amendment, and cannot be changed afterwards."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the opinion of the secretariat.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class BeforeGroupForm(forms.Form):
    """Where the group takes it up."""

    meeting_reference = forms.CharField(
        label=_("Meeting"),
        help_text=_("For example PAG-13. Empty: it is decided between meetings."),
        max_length=50,
        required=False,
    )
