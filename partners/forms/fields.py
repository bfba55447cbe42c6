"""Fields for text that people write: cleaned, refused when far too long, never cut short in silence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.records.text import clean_text

TOO_LONG = _("This is too long: use at most %(limit_value)d characters. Now there are %(show_value)d.")


class LineField(forms.CharField):
    """One line of text. A length beyond ``max_length`` is said, not cut off by the browser."""

    def __init__(self, *, max_length: int, **kwargs: Any):
        attrs = kwargs.pop("attrs", {})
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(max_length=max_length, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        return " ".join(clean_text(super().to_python(value)).split())

    def run_validators(self, value: Any) -> None:
        for validator in self.validators:
            if getattr(validator, "code", "") == "max_length":
                validator.message = TOO_LONG
        super().run_validators(value)


class ParagraphField(LineField):
    """Several lines of text; blank lines between paragraphs are kept."""

    def __init__(self, *, rows: int = 4, max_words: int = 0, **kwargs: Any):
        attrs = {"rows": rows} | ({"data-max-words": max_words} if max_words else {})
        super().__init__(widget=forms.Textarea(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(forms.CharField.to_python(self, value)).strip()


class AddressField(forms.EmailField):
    """An e-mail address, compared and stored as it was written, without blanks around it."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("error_messages", {}).setdefault(
            "invalid", _("Write an e-mail address such as name@example.org.")
        )
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
        super().__init__(max_length=254, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        return clean_text(super().to_python(value)).strip()


class SiteField(forms.URLField):
    """The address of a site; ``https://`` is added where it was left out."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            max_length=200,
            assume_scheme="https",
            error_messages={"invalid": _("Write the address of a site such as www.example.org.")},
            widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url", "spellcheck": "false"}),
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs

    def to_python(self, value: Any) -> str:
        typed = clean_text(str(value or "")).strip()
        if typed and "://" not in typed:
            typed = f"https://{typed}"
        return super().to_python(typed)


class DraftForm(forms.Form):
    """A form of a draft: a field marked required is needed before sending, never for saving.

    What was typed is never refused for being incomplete; what is malformed has its error, and everything
    else can be saved (``changes``).
    """

    use_required_attribute = False
    comes_back = True  # what was typed can be shown again as it is

    def full_clean(self) -> None:
        needed = [field for field in self.fields.values() if field.required]
        for field in needed:
            field.required = False
        super().full_clean()
        for field in needed:
            field.required = True

    def sound(self, *names: str) -> dict[str, Any]:
        """Return the cleaned values of the named fields, without those that have an error."""
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def label_of(self, name: str) -> str:
        """Return what the page calls a field."""
        return str(self.fields[name].label)

    def not_saved(self) -> dict[str, str]:
        """Return name and label of every field that holds something malformed, which is therefore not stored.

        A file is no such field: its page says at once that it was refused.
        """
        return {
            name: self.label_of(name)
            for name in self.errors
            if name in self.fields and not isinstance(self.fields[name], forms.FileField)
        }
