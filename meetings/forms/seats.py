"""What the invited answer (PAG-2)."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.enums import Gender

MAX_NOTE = 2000
YES, NO = "accept", "decline"


class SeatAnswerForm(forms.Form):
    """Yes or no; a note; to be named or not; how one is counted (never shown by name, PAG-3)."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(YES, _("I accept the seat")), (NO, _("I decline"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you accept.")},
    )
    consent = forms.BooleanField(
        label=_("My name may be shown to the public with this seat"),
        help_text=_("Without it, only the partner that you represent is shown. You can change this later."),
        required=False,
    )
    gender = forms.ChoiceField(
        label=pgettext_lazy("gender", "How should you be counted?"),
        help_text=_("The Group aims at gender parity. It is counted only, and never shown with your name."),
        choices=[("", pgettext_lazy("gender", "I would rather not say")), *Gender.choices],
        required=False,
    )
    note = forms.CharField(
        label=_("Do you want to add something?"),
        help_text=_("The secretariat reads it."),
        required=False,
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
