"""Forms of the desk and the admin: leaving the Partnership, inviting somebody to join."""

import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from partners.actions.prospects import MAX_MESSAGE
from partnership_areas.models import Country
from portal.records.clock import today
from portal.records.text import clean_text, normalise_name


class CleanForm(forms.Form):
    """Texts without control characters; lists of countries in the order of the page's language."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        return {
            name: clean_text(value) if isinstance(value, str) else value for name, value in values.items()
        }


class WithdrawalForm(CleanForm):
    """When and why a partner leaves (LOI-9)."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Today or later, within a year."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Name the last day.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Read by the secretariat and kept with the membership; it is not published."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("Give a reason.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["last_day"].initial = today() + datetime.timedelta(days=30)


class ProspectForm(CleanForm):
    """Whom the secretariat invites; also the form of the desk."""

    name = forms.CharField(
        label=gettext_lazy("Full name of the organisation"),
        max_length=250,
        error_messages={"required": gettext_lazy("Name the organisation.")},
    )
    country = forms.ModelChoiceField(
        label=gettext_lazy("Country"),
        queryset=Country.objects.order_by(),
        required=False,
    )
    contact_name = forms.CharField(
        label=gettext_lazy("Person to write to"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "Used for this invitation only, and deleted at once if they are not interested."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the e-mail address."),
            "invalid": gettext_lazy("Write an e-mail address like name@example.org."),
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES)
    message = forms.CharField(
        label=gettext_lazy("Personal words"),
        help_text=gettext_lazy("Why you think of them. They stand in the mail. No addresses."),
        max_length=MAX_MESSAGE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data)
        self.fields["country"].choices = [
            ("", gettext_lazy("Works world-wide, or not known")),
            *sorted(
                Country.objects.order_by().values_list("pk", "name"), key=lambda pair: normalise_name(pair[1])
            ),
        ]
