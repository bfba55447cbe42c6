"""Forms of an area: what its leads keep, messages to its partners, and what the head enters about its status."""

import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from meetings.actions.areas import MOST_CHARACTERS, SUBJECT, TEXT
from meetings.enums import DecisionStatus
from meetings.models import Decision
from meetings.queries.decisions import choices_of
from meetings.rules.area_proposals import adopted_for, differences_from
from meetings.rules.areas import decisions_for_status
from partners.forms.fields import DraftForm, LineField, ParagraphField
from partnership_areas.enums import AreaStatus
from partnership_areas.forms import CloseForm, EstablishForm, RecordForm, day_of_status
from partnership_areas.models import Area

TEXTS = {
    "issue": (
        pgettext_lazy("area", "The issue"),
        _("What the problem is and why it matters, in a few paragraphs for people who do not know it."),
    ),
    "strategy": (
        _("Strategy"),
        _("How the partners of the area work towards the objective."),
    ),
}


def languages_in_order() -> list[tuple[str, Any]]:
    """Return the languages of the interface, the one of the page first."""
    active = get_language() or "en"
    return sorted(settings.LANGUAGES, key=lambda pair: pair[0] != active)


class AreaTextsForm(DraftForm):
    """Issue and strategy in the three languages; none is needed, and what is malformed is not stored."""

    mark_optional = False

    def __init__(self, data: Any = None, *, area: Area):
        super().__init__(data)
        for name, (label, _hint) in TEXTS.items():
            for code, language in languages_in_order():
                column = f"{name}_{code}"
                self.fields[column] = ParagraphField(
                    label=f"{label} ({language})",
                    max_length=MOST_CHARACTERS,
                    rows=8,
                    required=False,
                    attrs={},
                )
                self.fields[column].widget.attrs["lang"] = code
                self.initial[column] = getattr(area, column) or ""

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields by text, for the page."""
        return [
            {
                "name": name,
                "label": label,
                "hint": hint,
                "fields": [self[f"{name}_{code}"] for code, _language in languages_in_order()],
            }
            for name, (label, hint) in TEXTS.items()
        ]


class AreaMessageForm(forms.Form):
    """A message to the partners of an area; ``key`` makes a second press the same message."""

    use_required_attribute = False
    subject = LineField(
        label=pgettext_lazy("message", "Subject"),
        max_length=SUBJECT,
        error_messages={"required": _("Write a subject.")},
    )
    text = ParagraphField(
        label=_("Your message"),
        max_length=TEXT,
        rows=10,
        error_messages={"required": _("Write the message.")},
    )
    language = forms.ChoiceField(
        label=_("In which language is this written?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None):
        super().__init__(data, initial={"key": uuid.uuid4(), "language": get_language() or "en"})


# --- The secretariat ------------------------------------------------------------------------------


class OriginForm(forms.Form):
    """What stands behind a change of status: a decision, or a source (AREA-1)."""

    decision = forms.ModelChoiceField(
        queryset=Decision.objects.none(),
        required=False,
        empty_label=_("None recorded here"),
        label=_("Decision of the Advisory Group"),
        help_text=_("Only adopted decisions of the group can be chosen."),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=300,
        help_text=_("For a change that was decided elsewhere: where this can be looked up."),
    )

    def offer_decisions(self, area: Area, *, chosen: bool = False) -> None:
        """Offer the decisions that can carry the change. ``chosen``: the one on the proposal of the area comes so."""
        field = self.fields["decision"]
        field.queryset = Decision.objects.filter(status=DecisionStatus.ADOPTED).select_related("body")
        field.choices = [("", field.empty_label), *choices_of(decisions_for_status(area))]
        if chosen:
            proposal = area.proposals.filter(decision__status=DecisionStatus.ADOPTED).order_by("-pk").first()
            if proposal is not None:
                field.initial = proposal.decision_id


class EstablishWithOriginForm(EstablishForm, OriginForm):
    """From when an area is established, by which decision; what differs from the adopted proposal is confirmed."""

    field_order = ("on", "decision", "source")
    differs = forms.BooleanField(label=_("Establish it all the same, with this difference"), required=False)

    def __init__(self, *args: Any, record: Area, **kwargs: Any):
        super().__init__(*args, record=record, **kwargs)
        self.offer_decisions(record, chosen=True)
        adopted = adopted_for(record)
        found = differences_from(record, adopted) if adopted else []
        if found:
            self.fields["differs"].help_text = " ".join(found)
        else:
            del self.fields["differs"]


class CloseWithOriginForm(CloseForm, OriginForm):
    """From when and why an area is closed, and by which decision."""

    field_order = ("on", "reason", "decision", "source")

    def __init__(self, *args: Any, record: Area, **kwargs: Any):
        super().__init__(*args, record=record, **kwargs)
        self.offer_decisions(record)


class PastChangeForm(RecordForm, OriginForm):
    """How the status of an area changed in the past."""

    field_order = ("status", "on", "decision", "source")
    status = forms.ChoiceField(label=_("Status from that day on"), choices=AreaStatus.choices)
    on = day_of_status(_("On"))

    def __init__(self, *args: Any, record: Area, **kwargs: Any):
        super().__init__(*args, record=record, **kwargs)
        self.offer_decisions(record)
