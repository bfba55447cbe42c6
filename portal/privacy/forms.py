"""Forms of the staff's pages on personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LookUpForm(forms.Form):
    """Whose data."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("Any address by which the portal knows the person."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class EraseForm(forms.Form):
    """The address once more, so that nobody is erased by a slip."""

    confirm = forms.EmailField(
        label=_("Type the address of the person once more"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
