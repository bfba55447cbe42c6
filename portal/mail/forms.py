"""Forms of the mail screens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.mail.rewriting import MAX_SUBJECT


class FindTextForm(forms.Form):
    """Which texts to list."""

    q = forms.CharField(label=_("Search the texts"), max_length=100, required=False, strip=True)


class MailTextForm(forms.Form):
    """A wording, and the version on top of which it was written. What it may say is asked by the action."""

    subject = forms.CharField(label=_("Subject"), max_length=MAX_SUBJECT, required=False)
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=20_000,
        help_text=_(
            "Empty lines divide paragraphs. An address of the portal on a line of its own becomes a button; "
            "lines that begin with “- ” become a list."
        ),
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """The version that was on the screen."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class WordingForm(forms.Form):
    """Which earlier wording to begin with (``?wording=2``)."""

    wording = forms.IntegerField(min_value=1, required=False)
