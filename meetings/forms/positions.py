"""What the secretariat says when it takes an objection back that it recorded for a partner."""

from django import forms
from django.utils.translation import get_language, gettext_lazy

from meetings.actions.decision_work import MAX_TEXT
from meetings.forms.decisions import language_field
from partners.forms.fields import ParagraphField


class TakeBackForm(forms.Form):
    """How the partner took its objection back."""

    note = ParagraphField(
        label=gettext_lazy("How the partner took it back"),
        help_text=gettext_lazy("Who told you, how and when. It stands on record, and the partner is told."),
        rows=4,
        max_length=MAX_TEXT,
        error_messages={"required": gettext_lazy("Write how the partner took its objection back, and when.")},
    )
    language = language_field(gettext_lazy("Written in"))

    def __init__(self, data: object = None) -> None:
        super().__init__(data)
        self.fields["language"].initial = (get_language() or "en")[:2]
