"""Forms of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.mail.enums import Delivery
from portal.mail.kinds import kinds_for
from portal.mail.preferences import choices_of


class NoticeSettingsForm(forms.Form):
    """How I want to be told: one choice per kind of notice that concerns me."""

    mark_optional = False

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = choices_of(user)
        for kind in kinds_for(user):
            self.fields[f"kind-{kind.code}"] = forms.ChoiceField(
                label=kind.label,
                help_text=kind.hint,
                choices=Delivery.choices,
                initial=chosen[kind.code].value,
                required=False,
                error_messages={"invalid_choice": _("Choose one of the four.")},
            )

    def wanted(self) -> dict[str, str]:
        """Return what was chosen: code of the kind → delivery. What was not sent stays as it is."""
        return {name.removeprefix("kind-"): value for name, value in self.cleaned_data.items() if value}
