"""Writing to a partner, the address of its office, reporting a message."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.forms.fields import AddressField, LineField, ParagraphField
from partners.models import FunctionalAddress
from partners.reach import Recipient

MAX_MESSAGE = 5000


class MessageForm(forms.Form):
    """A message. ``homepage`` is for programs only: people do not see it and leave it empty."""

    to = forms.ChoiceField(
        label=pgettext_lazy("message", "To"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose to whom you write."),
            "invalid_choice": _("Choose to whom you write."),
        },
    )
    name = LineField(
        label=_("Your name"),
        max_length=200,
        attrs={"autocomplete": "name"},
        error_messages={"required": _("Say who you are.")},
    )
    subject = LineField(
        label=_("Subject"), max_length=150, error_messages={"required": _("Say what it is about.")}
    )
    text = ParagraphField(
        label=_("Message"),
        max_length=MAX_MESSAGE,
        rows=8,
        error_messages={"required": _("Write your message.")},
    )
    homepage = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, recipients: list[Recipient], name: str = "", subject: str = ""
    ) -> None:
        initial = {"key": uuid.uuid4(), "name": name, "subject": subject}
        if recipients:
            initial["to"] = recipients[0].key
        super().__init__(data, initial=initial)
        self.fields["to"].choices = [(recipient.key, recipient.name) for recipient in recipients]

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.data.get("homepage"))


class AddressForm(forms.Form):
    """The address of a partner's office."""

    label = LineField(
        label=_("Name of the office"),
        max_length=150,
        help_text=_("For example: Chemicals and waste unit"),
        error_messages={"required": _("Name the office.")},
    )
    email = AddressField(
        label=_("Its e-mail address"),
        help_text=_("An address that belongs to the office, not to one person."),
    )
    is_shown = forms.BooleanField(
        label=_("Show the address on our public page"),
        required=False,
        help_text=_("Without this the public reads the name of the office only."),
    )
    takes_messages = forms.BooleanField(
        label=_("People with an account may write to it with a form on our page"),
        required=False,
        help_text=_("Whoever writes does not see the address."),
    )

    def __init__(self, data: Any = None, *, address: FunctionalAddress | None = None) -> None:
        names = ("label", "email", "is_shown", "takes_messages")
        initial: dict[str, Any] = {"is_shown": True, "takes_messages": True}
        if address:
            initial = {name: getattr(address, name) for name in names}
        super().__init__(data, initial=initial)


class ReportForm(forms.Form):
    """What is wrong with a message."""

    reason = ParagraphField(
        label=_("What is wrong with it?"),
        max_length=2000,
        rows=4,
        help_text=_("The secretariat then reads the message and what you write here."),
        error_messages={"required": _("Say what is wrong with the message.")},
    )
