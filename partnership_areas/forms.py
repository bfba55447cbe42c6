"""Forms of the secretariat's side. They read what was typed; the actions decide."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnership_areas.actions import JUDGEMENTS, text_columns
from partnership_areas.enums import Development, ElementKind, UnepRegion, UnRegionalGroup
from partnership_areas.models import Area, Country, FrameworkElement
from partnership_areas.rules import FIRST_DAY, TOO_EARLY
from portal.records.clock import today
from portal.records.forms import date_input

MOST_CHARACTERS = 6000  # of a long text


def _with_blank(choices: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return [("", _("None")), *choices]


def _text_field(model: type[models.Model], column: str) -> forms.CharField:
    """Return the field of a column per language, labelled ``Name (Français)``."""
    name, code = column.rsplit("_", 1)
    field = model._meta.get_field(name)
    language = dict(settings.LANGUAGES)[code]
    long_text = field.max_length is None
    return forms.CharField(
        label=f"{field.verbose_name} ({language})",
        required=False,
        max_length=field.max_length or MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "lang": code})
        if long_text
        else forms.TextInput({"lang": code}),
    )


def _languages_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("The name is the portal's own rendering in"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def _cross_cutting_field() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("Cross-cutting topic"),
        required=False,
        help_text=_("While it is no area of its own, partners can name it in a letter and take part in it."),
    )


class RecordForm(forms.Form):
    """A form about one record; ``record`` is None where one is made."""

    def __init__(self, *args: Any, record: models.Model | None, **kwargs: Any) -> None:
        self.record = record
        super().__init__(*args, **kwargs)


class DayForm(forms.Form):
    """The day on which an area's page is shown; it stands in the address (AREA-6)."""

    mark_optional = False
    on = forms.DateField(
        label=_("Partners and leads as they stood on"),
        required=False,
        widget=date_input(),
        error_messages={"invalid": _("Write the day as 2016-02-01.")},
    )

    def clean_on(self) -> datetime.date | None:
        day = self.cleaned_data["on"]
        if day and not FIRST_DAY <= day <= today():
            raise forms.ValidationError(
                _("Choose a day between %(first)s and today.")
                % {"first": date_format(FIRST_DAY, gettext("j F Y"))}
            )
        return day


class ClassificationForm(RecordForm):
    """A new dated row of a country's classification."""

    un_regional_group = forms.ChoiceField(
        label=_("UN regional group"), choices=_with_blank(UnRegionalGroup.choices), required=False
    )
    unep_region = forms.ChoiceField(
        label=_("UNEP region"), choices=_with_blank(UnepRegion.choices), required=False
    )
    development = forms.ChoiceField(
        label=_("Development status"), choices=_with_blank(Development.choices), required=False
    )
    ldc = forms.BooleanField(label=_("Least developed country"), required=False)
    as_of = forms.DateField(
        label=_("True as of"),
        required=False,
        widget=date_input(),
        help_text=_("The day from which this counts. Statistics of earlier days stay as they were."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("Where this can be looked up: a document, a list, an address."),
    )
    reason = forms.CharField(
        label=_("Reason for the correction"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, record: Country, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        row = record.classification()
        if row:
            self.initial = {name: getattr(row, name) for name in JUDGEMENTS}


class TextsForm(RecordForm):
    """Names and texts of a record in the three languages, with the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: models.Model, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        for column in text_columns(type(record)):
            self.fields[column] = _text_field(type(record), column)
            self.initial[column] = getattr(record, column) or ""
        if isinstance(record, Area):
            self.fields["unofficial_languages"] = _languages_field()
            self.initial["unofficial_languages"] = record.unofficial_languages
            self.fields["cross_cutting"] = _cross_cutting_field()
            self.initial["cross_cutting"] = record.cross_cutting
        self.initial["version"] = record.version

    def show_both(self, record: models.Model) -> None:
        """Put what is saved now beside what was typed; the next save is made on top of it."""
        for column in text_columns(type(record)):
            saved = getattr(record, column) or ""
            if saved != self.cleaned_data.get(column):
                self[column].help_text = _("Saved now: %(text)s") % {"text": saved or "–"}
        self.data = self.data.copy()
        self.data["version"] = record.version


class NewAreaForm(RecordForm):
    """A new potential area."""

    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=40,
        help_text=_("Small letters, digits and hyphens. It becomes part of the address and never changes."),
    )
    order = forms.IntegerField(label=_("Order"), required=False, min_value=1, max_value=999)
    cross_cutting = _cross_cutting_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column in text_columns(Area):
            self.fields[column] = _text_field(Area, column)
        self.fields["unofficial_languages"] = _languages_field()


class LinksForm(RecordForm):
    """The ties of an area to the framework: one field per kind of element (AREA-2)."""

    def __init__(self, *args: Any, record: Area, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        elements = list(FrameworkElement.objects.order_by("order"))
        tied = {element.key for element in record.elements.all()}
        for kind in ElementKind:
            of_kind = [element for element in elements if element.kind == kind]
            self.fields[kind.value] = forms.MultipleChoiceField(
                label=kind.label,
                choices=[(element.key, self.text(element)) for element in of_kind],
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[element.key for element in of_kind if element.key in tied],
            )

    @staticmethod
    def text(element: FrameworkElement) -> str:
        """Priorities are known by their letter."""
        return f"({element.code}) {element.text}" if element.kind == ElementKind.PRIORITY else element.text


def day_of_status(label: Any) -> forms.DateField:
    """Return a field for the day on which an area's status began: not before there was a Partnership."""
    return forms.DateField(
        label=label,
        required=False,
        widget=date_input(),
        validators=[MinValueValidator(FIRST_DAY, TOO_EARLY)],
    )


class EstablishForm(RecordForm):
    """From when an area is established."""

    on = day_of_status(_("Established on"))


class CloseForm(RecordForm):
    """From when and why an area is closed."""

    on = day_of_status(_("Closed on"))
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
