"""What was adopted and cannot be carried out any more: the head sets a nomination aside, with a reason."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from meetings.actions.nominations import REASON_LENGTH, set_aside
from meetings.models import Decision, Nomination
from meetings.panels.offices import nominations_to_record
from meetings.rules.nominations import can_set_aside
from partners.admin.forms import text_area
from portal.records.admin import Verb
from portal.records.decisions import Answer
from portal.records.wording import labelled


def waiting_of(decision: Decision) -> QuerySet[Nomination]:
    """Return whom a decision designates and whose term is neither recorded nor set aside."""
    return nominations_to_record().filter(decision=decision)


class SetAsideForm(forms.Form):
    """Which nomination, and why; with a single one there is nothing to choose."""

    nomination = forms.ModelChoiceField(
        label=gettext_lazy("Nomination"),
        queryset=Nomination.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it cannot be carried out any more"),
        help_text=gettext_lazy("Internal: not shown to the public."),
        required=False,
        max_length=REASON_LENGTH,
        widget=text_area(4),
    )

    def __init__(self, data: Any = None, *, decision: Decision) -> None:
        super().__init__(data)
        found = waiting_of(decision)
        self.only: Nomination | None = found[0] if len(found) == 1 else None
        self.fields["nomination"].queryset = found
        if len(found) < 2:
            del self.fields["nomination"]
        if self.only is not None:
            self.fields["reason"].label = labelled(self.only, self.fields["reason"].label)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.only is not None:
            values["nomination"] = self.only
        return values


def may_set_aside(user: Any, decision: Decision) -> Answer | bool:
    """Whether the button is shown: to the head, while somebody's term waits to be recorded."""
    answer = can_set_aside(user)
    return answer if not answer else waiting_of(decision).exists()


def run(decision: Decision, *, by: Any, nomination: Nomination | None = None, reason: str = "") -> Nomination:
    """Call the action with what the form cleaned."""
    return set_aside(nomination or Nomination(decision=decision), by=by, reason=reason)


SET_ASIDE = Verb(
    "set_aside",
    gettext_lazy("Set a nomination aside"),
    run,
    may_set_aside,
    form_class=SetAsideForm,
    done=gettext_lazy("Nobody is asked to record this term any more."),
    explanation=gettext_lazy(
        "For a term that cannot be recorded any more: the person has left, or holds another office. The decision "
        "stands as it was taken; if things change, the term can still be recorded from it."
    ),
)
